"""What a ladder tells clients: a warning first, sent before any step goes on, and a word when it is over."""

from dataclasses import replace
from email import message_from_bytes, policy

from sync.engagement import MailMode
from sync.remembered import KeptRung
from tests.sync.desks import VISIBLE_NAME
from tests.sync.ladder import FORMAL, LADDER, PLAN, REVIEW, WARNING, escalation, notices, release_all, steps


def text_of(received):
    message = message_from_bytes(received.data, policy=policy.default)
    return message.get_body(("plain",)).get_content()


def test_the_warning_waits_for_a_person_and_the_step_for_the_warning(house, climbing):
    ticket = climbing.create()
    climbing.fill(ticket, "Mitigation", PLAN)
    house.sync()
    house.clock.pass_(days=2)
    for _ in range(3):
        assert steps(house.sync()) == []
    ((entry),) = house.store.outbox()
    assert notices(house) == [("client-warning", "early warning", "held")]
    assert f"once its mail is sent: a person reads and releases it (mail release {entry.id})" in escalation(
        climbing, ticket
    )
    house.release(entry.id)
    assert steps(house.sync()) == [(REVIEW, WARNING)]


def test_the_warning_tells_the_mitigation_and_nothing_from_inside(house, warned):
    desk, ticket = warned
    (mail,) = house.mails
    said = text_of(mail)
    assert mail.recipients == (desk.client,)
    assert "Login screens" in said
    assert PLAN in said
    assert ticket not in said
    assert "A piece of work" not in said


def test_the_formal_step_comes_after_the_warning_with_its_label_and_its_own_mail(house, warned):
    desk, ticket = warned
    house.clock.pass_(days=2)
    assert steps(house.sync()) == []
    house.clock.pass_(days=3)
    house.sync()
    assert notices(house)[-1] == ("formal-escalation", "formal escalation", "held")
    assert "gate:escalated" not in desk.labels(ticket)
    release_all(house)
    assert steps(house.sync()) == [(WARNING, FORMAL)]
    assert "gate:escalated" in desk.labels(ticket)
    assert "step 3 of 3, Formal escalation, with delivery-manager (" in escalation(desk, ticket)


def test_a_cured_ticket_steps_down_and_a_client_who_was_warned_is_told_it_is_over(house, warned):
    desk, ticket = warned
    desk.tick(ticket)
    assert steps(house.sync()) == [(WARNING, None)]
    assert notices(house)[-1] == ("client-warning", "settled", "held")
    assert escalation(desk, ticket) == ""
    release_all(house)
    for _ in range(2):
        assert steps(house.sync()) == []
    assert ["Settled" in text_of(mail) for mail in house.mails] == [False, True]
    assert house.store.rungs(desk.engagement) == {}


def test_a_warning_that_was_not_sent_is_withdrawn_when_it_is_over(house, climbing):
    ticket = climbing.create()
    climbing.fill(ticket, "Mitigation", PLAN)
    house.sync()
    house.clock.pass_(days=2)
    house.sync()
    climbing.tick(ticket)
    account = house.sync()
    assert notices(house) == [("client-warning", "early warning", "withdrawn")]
    assert any("is withdrawn" in refusal.reason for refusal in account.refusals)
    house.sync()
    assert house.mails == ()


def test_who_was_left_in_a_withdrawn_mail_gets_one_of_their_own(house, climbing):
    first, second = climbing.create(), climbing.create(**{VISIBLE_NAME: "Search"})
    for ticket in (first, second):
        climbing.fill(ticket, "Mitigation", PLAN)
    house.sync()
    house.clock.pass_(days=2)
    house.sync()
    climbing.tick(first)
    house.sync()
    assert [state for *_, state in notices(house)] == ["withdrawn", "held"]
    release_all(house)
    assert steps(house.sync()) == [(REVIEW, WARNING)]
    assert "Search" in text_of(house.mails[0])


def test_a_mail_that_goes_by_itself_moves_the_ladder_in_the_next_cycle(house, climbing):
    house.mail = replace(house.mail, mode=MailMode.SEND, first_contact=MailMode.SEND)
    ticket = climbing.create()
    climbing.fill(ticket, "Mitigation", PLAN)
    house.sync()
    house.clock.pass_(days=2)
    assert steps(house.sync()) == []
    assert len(house.mails) == 1
    assert steps(house.sync()) == [(REVIEW, WARNING)]


def test_what_clients_may_not_see_keeps_the_step_waiting_and_says_what_to_configure(house, climbing):
    ticket = climbing.create()
    climbing.fill(ticket, "Mitigation", PLAN)
    house.engagements = tuple(
        replace(one, client_visible=replace(one.client_visible, fields=())) for one in house.engagements
    )
    house.sync()
    house.clock.pass_(days=2)
    account = house.sync()
    assert "add Mitigation to client_visible.fields" in escalation(climbing, ticket)
    assert ["add Mitigation" in refusal.reason for refusal in account.refusals] == [True]
    assert house.store.outbox() == ()


def test_a_run_that_ends_before_the_step_was_left_tells_the_client_once(house, warned):
    desk, ticket = warned
    key = (desk.id(ticket), LADDER.name)
    standing = house.store.rungs(desk.engagement)[key]
    desk.tick(ticket)
    house.sync()
    house.store.keep_rungs(desk.engagement, [KeptRung(*key, standing)])
    house.sync()
    assert [subject for _, subject, _ in notices(house)] == ["early warning", "settled"]
    assert house.store.rungs(desk.engagement) == {}
