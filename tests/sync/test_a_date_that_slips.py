"""The story of a delay: a promised date moves, the client hears why and what is done about it, and that it is over."""

from datetime import timedelta

import pytest

from tests.sync.desks import VISIBLE_NAME
from tests.sync.informed import header, inform, is_quiet, send_at_once, stories, text_of
from tests.sync.ladder import PLAN

TRACKERS = ("jira", "clickup")
WEEK = timedelta(days=7)
REASON = "The bank's test system comes a week late."


@pytest.fixture
def promised(house, desk):
    """A ticket whose date is agreed, after the first cycle."""
    inform(house, desk)
    ticket = desk.create(status="in progress", **{VISIBLE_NAME: "Login screens"})
    house.sync()
    return ticket


@pytest.fixture
def agreed(house):
    return house.clock.now().date() + timedelta(days=30)


def told_on(desk, ticket):
    return " ".join(said.text for said in desk.ours(ticket))


def alert(house, desk, ticket, day):
    """The date moves, with its reason and its mitigation; return the newest mail."""
    desk.fill(ticket, "Reason", REASON)
    desk.fill(ticket, "Mitigation", PLAN)
    desk.reschedule(ticket, day)
    house.sync()
    return house.mails[-1]


def test_the_first_cycle_is_silent_and_so_is_every_one_in_which_nothing_moves(house, desk, promised):
    assert (house.mails, stories(house)) == ((), [])
    assert is_quiet(house)


def test_an_alert_waits_for_its_mitigation_and_asks_for_it_on_the_ticket(house, desk, promised, agreed):
    send_at_once(house)
    desk.fill(promised, "Reason", REASON)
    desk.reschedule(promised, agreed + WEEK)
    account = house.sync()
    assert "a delay is not told yet: Mitigation is empty; fill it in" in [one.reason for one in account.refusals]
    assert "The client is to hear of a delay" in told_on(desk, promised)
    assert "Mitigation is empty; fill it in" in told_on(desk, promised)
    assert desk.account(desk.manager) in desk.mentioned(promised)
    assert stories(house) == []
    assert is_quiet(house)

    desk.fill(promised, "Mitigation", PLAN)
    house.sync()
    assert "The client is to hear" not in told_on(desk, promised)
    (mail,) = house.mails
    said = text_of(mail)
    assert mail.recipients == (desk.client,)
    for words in ("Off track", "Login screens", "Difference: 5 working days later", REASON, PLAN, "Moved from"):
        assert words in said
    assert promised not in said
    assert is_quiet(house)


def test_with_mode_hold_the_alert_waits_for_a_person_and_goes_once(house, desk, promised, agreed):
    desk.fill(promised, "Mitigation", PLAN)
    desk.reschedule(promised, agreed + WEEK)
    house.sync()
    (held,) = house.store.outbox()
    assert (held.kind, held.state, house.mails) == ("delay", "held", ())
    assert is_quiet(house)
    assert house.release(held.id).state == "sent"
    assert is_quiet(house)


def test_a_date_that_recovers_is_told_in_the_same_thread_and_a_new_slip_begins_anew(house, desk, promised, agreed):
    send_at_once(house)
    first = alert(house, desk, promised, agreed + WEEK)
    desk.reschedule(promised, agreed)
    house.sync()
    follow_up = house.mails[-1]
    assert "back on track" in text_of(follow_up)
    assert header(follow_up, "In-Reply-To") == header(first, "Message-ID")
    assert is_quiet(house)
    again = alert(house, desk, promised, agreed + WEEK)
    assert header(again, "References").split()[0] == header(first, "Message-ID")
    assert stories(house) == [("delay", "sent")] * 3
    assert "Moved from" in text_of(again)
    assert is_quiet(house)


def test_a_held_alert_is_withdrawn_when_the_date_recovers_and_the_client_hears_nothing(house, desk, promised, agreed):
    desk.fill(promised, "Mitigation", PLAN)
    desk.reschedule(promised, agreed + WEEK)
    house.sync()
    desk.reschedule(promised, agreed)
    account = house.sync()
    assert any("is withdrawn: it is out of date" in one.reason for one in account.refusals)
    assert stories(house) == [("delay", "withdrawn")]
    assert is_quiet(house)


def test_what_passes_its_date_is_told_without_anybody_touching_the_ticket(house, desk, promised, agreed):
    send_at_once(house)
    desk.fill(promised, "Mitigation", PLAN)
    house.sync()
    house.clock.pass_(days=35)
    house.sync()
    (mail,) = house.mails
    assert "A new date follows" in text_of(mail)
    house.clock.pass_(days=1)
    assert is_quiet(house)


def test_in_german_the_same_is_told(house, desk, agreed):
    inform(house, desk, language="de")
    ticket = desk.create(status="in progress", **{VISIBLE_NAME: "Anmeldung"})
    house.sync()
    send_at_once(house)
    said = text_of(alert(house, desk, ticket, agreed + WEEK))
    for words in ("5 Arbeitstage später", PLAN, "Anmeldung"):
        assert words in said


# --- forecasts


@pytest.fixture
def experienced(house, desk):
    """Eight pieces that each took four weeks from the start of the work, seen by the bot from beginning to end."""
    inform(house, desk)
    house.sync()
    pieces = [desk.create(f"Piece {number}", "assigned", **{VISIBLE_NAME: "Old"}) for number in range(8)]
    house.sync()
    for status, days in (("in progress", 1), ("review", 14), ("delivered", 14)):
        house.clock.pass_(days=days)
        for piece in pieces:
            desk.move(piece, status)
        house.sync()
    for entry in house.store.outbox():
        house.release(entry.id)
    return desk


def test_a_forecast_warns_before_the_due_date_with_how_sure_it_is(house, experienced):
    desk = experienced
    send_at_once(house)
    day = house.clock.now().date() + timedelta(days=10)
    ticket = desk.create("Next", "in progress", **{VISIBLE_NAME: "Next screens"})
    desk.reschedule(ticket, day)
    sent = len(house.mails)
    house.sync()
    assert "The client is to hear of a delay" in told_on(desk, ticket)
    desk.fill(ticket, "Mitigation", PLAN)
    house.sync()
    (mail,) = house.mails[sent:]
    said = text_of(mail)
    assert "At risk" in said
    assert "About 10 in 10" in said
    assert is_quiet(house)


def test_what_is_held_keeps_its_forecast(house, experienced):
    desk = experienced
    send_at_once(house)
    ticket = desk.create("Next", "in progress", **{VISIBLE_NAME: "Next screens", "Mitigation": PLAN})
    desk.reschedule(ticket, house.clock.now().date() + timedelta(days=10))
    house.sync()
    sent = len(house.mails)
    desk.move(ticket, "blocked")
    house.sync()
    assert len(house.mails) == sent


def test_a_forecast_that_is_not_so_sure_is_a_note_on_the_ticket_only(house, desk):
    inform(house, desk)
    house.sync()
    quick = [desk.create(f"Quick {number}", "assigned") for number in range(4)]
    slow = [desk.create(f"Slow {number}", "assigned") for number in range(4)]
    house.sync()
    for pieces, status, days in ((quick + slow, "in progress", 1), (quick, "delivered", 2), (slow, "delivered", 30)):
        house.clock.pass_(days=days)
        for piece in pieces:
            desk.move(piece, status)
        house.sync()
    ticket = desk.create("Next", "in progress", **{VISIBLE_NAME: "Next screens"})
    desk.reschedule(ticket, house.clock.now().date() + timedelta(days=10))
    before = stories(house)
    house.sync()
    assert "This may end late" in told_on(desk, ticket)
    assert stories(house) == before
    assert is_quiet(house)
