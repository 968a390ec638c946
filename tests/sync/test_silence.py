"""What no client is ever told: what is not settled, what is not for them, what stays in the house."""

from dataclasses import replace
from email import message_from_bytes, policy
from types import MappingProxyType

import pytest

from rules.model import Standing
from sync.engagement import MailMode, Mode


@pytest.fixture
def house(house):
    house.mail = replace(house.mail, mode=MailMode.SEND, first_contact=MailMode.SEND)
    return house


@pytest.fixture
def begun(house, desk):
    house.sync()
    return desk


def finish(desk, **fields):
    ticket = desk.create(status="complete", ticked=True, **fields)
    desk.review(ticket)
    return ticket


def test_a_blocked_ticket_tells_nothing_until_it_is_clear(house, begun):
    ticket = begun.create(status="complete", ticked=True)
    for _ in range(2):
        house.sync()
    assert (begun.status(ticket), house.mails) == ("blocked", ())
    begun.review(ticket)
    house.sync()
    assert len(house.mails) == 1


def test_neither_does_a_ticket_that_only_warns(house, begun):
    ticket = begun.create(status="complete", ticked=True, review_list=True)
    begun.review(ticket)
    house.sync()
    assert house.mails == ()
    begun.tick(ticket, checklist="Peer review")
    house.sync()
    assert len(house.mails) == 1


def test_an_unknown_standing_never_mails(house, begun):
    begun.rename_field("Delivery notes", "Notes")
    house.reach(begun.source, begun.service.url, begun.service.token)
    ticket = begun.create(status="delivered", labels=("client-approved",))
    account = house.sync()
    standings = {subject.ticket.key: subject.verdict.standing for subject in account.subjects}
    assert standings[ticket] is Standing.UNKNOWN
    assert house.store.outbox() == ()


def test_a_kind_that_is_off_is_not_told_now_nor_later(house, begun):
    house.set(notices=MappingProxyType({"milestone": MailMode.OFF}))
    finish(begun)
    house.sync()
    house.set(notices=MappingProxyType({}))
    for _ in range(2):
        house.sync()
    assert house.store.outbox() == ()


def test_an_engagement_may_hold_a_kind_where_mails_go_freely(house, begun):
    house.set(notices=MappingProxyType({"milestone": MailMode.HOLD}))
    finish(begun)
    house.sync()
    assert [entry.state for entry in house.store.outbox()] == ["held"]


def test_an_engagement_cannot_go_beyond_what_the_house_allows(house, begun):
    house.mail = replace(house.mail, mode=MailMode.HOLD)
    house.set(notices=MappingProxyType({"milestone": MailMode.SEND}))
    finish(begun)
    house.sync()
    assert [entry.state for entry in house.store.outbox()] == ["held"]


def test_a_bot_that_only_observes_tells_clients_nothing_and_nothing_later_of_that_time(house, begun):
    house.set(mode=Mode.OBSERVE)
    finish(begun)
    house.sync()
    house.set(mode=Mode.ENFORCE)
    house.sync()
    assert house.store.outbox() == ()


def test_a_contact_outside_the_allowed_domains_gets_nothing(house, begun):
    house.mail = replace(house.mail, allow_domains=("elsewhere.example",))
    finish(begun)
    house.sync()
    assert (house.mails, house.store.outbox()) == ((), ())


def test_a_domain_that_only_ends_alike_is_not_allowed(house, begun):
    domain = begun.client.rpartition("@")[2]
    house.mail = replace(house.mail, allow_domains=(domain.removeprefix(domain[:2]),))
    finish(begun)
    house.sync()
    assert house.store.outbox() == ()


def test_a_contact_that_did_not_ask_for_milestones_gets_none(house, begun):
    asked = house.engagements[0].client.contacts[0]
    other = replace(asked, email="weekly@" + asked.email.rpartition("@")[2], receives=("weekly",))
    client = replace(house.engagements[0].client, contacts=(asked, other))
    house.set(client=client)
    finish(begun)
    house.sync()
    assert [mail.recipients for mail in house.mails] == [(asked.email,)]


def test_a_type_clients_do_not_see_is_not_told(house, begun):
    house.set(client_visible=replace(house.engagements[0].client_visible, types=("Milestone",)))
    finish(begun)
    house.sync()
    assert house.store.outbox() == ()


def leaves_of(message):
    """Everything a mail program could show: headers and the decoded text of every part."""
    yield from (f"{name}: {value}" for name, value in message.items())
    for part in message.walk():
        if not part.is_multipart():
            yield part.get_content()


def test_nothing_internal_is_in_the_bytes_a_client_gets(house, begun):
    ticket = begun.create("canary-title", status="complete", ticked=True, labels=("canary-label",))
    begun.fill(ticket, "Client name for it", "Login screens")
    begun.fill(ticket, "Delivery notes", "https://files.acme.example/notes")
    begun.fill(ticket, "Mitigation", "canary-mitigation")
    begun.fill(ticket, "Peer reviewer", begun.colleague)
    begun.fill(ticket, "Risk owner", begun.manager)
    begun.fill(ticket, "Probability", "High")
    begun.fill(ticket, "Story points", 7319)
    begun.people(begun.author).attach(ticket, "canary-file.pdf")
    begun.say(ticket, "canary-comment")
    begun.review(ticket)
    house.sync()

    (mail,) = house.mails
    message = message_from_bytes(mail.data, policy=policy.default)
    shown = "\n".join(leaves_of(message)) + mail.data.decode()
    assert "Login screens" in shown
    assert "https://files.acme.example/notes" in shown
    internal = ["canary", "7319", "gate:", "self-assessment-is-complete", "peer-review-is-passed", "What is wanted"]
    people = [begun.people(name).who for name in (begun.author, begun.colleague, begun.manager)]
    names = [part for one in people for part in (getattr(one, "display_name", "") or one.username, one.email)]
    assert [word for word in (*internal, *names, ticket, begun.id(ticket)) if word.lower() in shown.lower()] == []
