"""Limits: a plan that goes too far is kept and not applied, until a person approves it."""

import pytest

from sync.actions import Verb
from sync.engagement import Limits, MailMode


@pytest.fixture
def three(house, desk):
    """Three blocked tickets, a limit of four changes, and no home ticket to tell of it."""
    house.set(limits=Limits(changes=4), home=None)
    return [desk.create() for _ in range(3)]


def test_a_plan_over_its_changes_writes_nothing_and_exits_with_4(house, desk, three):
    account = house.cycle()
    assert desk.writes() == []
    assert account.exit_code == 4
    assert [(one.limit, one.counted, one.allowed) for one in account.engagements[0].excesses] == [("changes", 9, 4)]


def test_it_stays_so_in_every_cycle(house, desk, three):
    assert house.cycle().digest == house.cycle().digest
    assert desk.writes() == []


def test_the_refused_plan_is_kept(house, desk, three):
    account = house.sync()
    assert house.store.kept_plan(account.digest).actions == account.actions


def test_a_share_of_the_tickets_is_a_limit_from_a_number_of_tickets_on(house, desk):
    house.set(limits=Limits(share=0.30, share_from=10), home=None)
    for _ in range(4):
        desk.create()
    for _ in range(5):
        desk.create(ticked=True)
    assert not house.plan().excesses
    desk.create(ticked=True)
    account = house.sync()
    assert [(one.limit, one.counted) for one in account.excesses] == [("share", 0.4)]
    assert desk.writes() == []


def test_mails_are_a_limit_of_their_own(house, desk):
    house.sync()
    house.set(limits=Limits(mails=0))
    desk.review(desk.create(status="complete"))
    account = house.cycle()
    assert [one.limit for one in account.engagements[0].excesses] == ["mails"]
    assert account.exit_code == 4
    assert house.store.outbox() == ()
    assert not any(one.ticket_id for one in house.store.reached(desk.engagement))


@pytest.mark.parametrize("whose", ["the engagement's", "the run's"])
def test_approve_applies_exactly_the_kept_plan(house, desk, three, whose):
    run = house.cycle(writes=False)
    digest = run.digest if whose == "the run's" else run.engagements[0].digest
    done = house.cycle(approve=digest)
    assert [action.identity for action in done.engagements[0].actions] == [
        action.identity for action in run.engagements[0].actions
    ]
    assert done.exit_code == 0
    assert [desk.status(ticket) for ticket in three] == ["blocked"] * 3
    assert house.plan().actions == ()


def test_a_ticket_that_came_later_is_not_part_of_the_approved_plan(house, desk, three):
    digest = house.plan().digest
    later = desk.create()
    house.sync(approve=digest)
    assert [desk.status(ticket) for ticket in three] == ["blocked"] * 3
    assert (desk.status(later), desk.labels(later), desk.comments(later)) == ("review", [], [])


def test_a_ticket_that_changed_since_becomes_a_refusal(house, desk, three):
    digest = house.plan().digest
    desk.tick(three[0])
    account = house.sync(approve=digest)
    assert {(refusal.ticket, refusal.verb) for refusal in account.refusals} == {
        (three[0], verb) for verb in (Verb.ADD_LABEL, Verb.PUT_COMMENT, Verb.HOLD)
    }
    assert {refusal.reason for refusal in account.refusals} == {"the ticket changed since the plan was printed"}
    assert (desk.status(three[0]), desk.labels(three[0]), desk.comments(three[0])) == ("review", [], [])
    assert [desk.status(ticket) for ticket in three[1:]] == ["blocked"] * 2


@pytest.mark.parametrize("limits", [Limits(changes=4), Limits()], ids=["over the limits", "within the limits"])
def test_an_unknown_digest_is_a_clear_trouble_and_writes_nothing(house, desk, three, limits):
    house.set(limits=limits)
    account = house.cycle(approve="0123456789ab")
    (trouble,) = account.engagements[0].troubles
    assert "no plan with the digest 0123456789ab is kept" in trouble.message
    assert desk.writes() == []
    assert account.exit_code == 1


def test_an_approval_does_not_last(house, desk, three):
    house.sync(approve=house.plan().digest)
    for _ in range(3):
        desk.create()
    assert house.cycle().exit_code == 4


def test_one_refused_engagement_stops_only_itself(house):
    apollo, lumen = house.jira_desk, house.clickup_desk
    for _ in range(3):
        apollo.create()
    ticket = lumen.create()
    house.set(limits=Limits(changes=4), home=None)
    account = house.cycle()
    assert apollo.writes() == []
    assert lumen.status(ticket) == "blocked"
    assert account.exit_code == 4


def test_what_goes_to_clients_is_part_of_an_approval(house, desk):
    house.mail = house_mail_without_wait(house)
    house.sync()
    house.set(limits=Limits(mails=0))
    desk.review(desk.create(status="complete"))
    house.sync(approve=house.plan().digest)
    assert [entry.state for entry in house.store.outbox()] == ["sent"]


def house_mail_without_wait(house):
    from dataclasses import replace

    return replace(house.mail, mode=MailMode.SEND, first_contact=MailMode.SEND)
