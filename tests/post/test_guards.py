"""What was allowed when a notice was planned is asked again when it leaves."""

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest

from rules.calendar import Calendar
from sync.engagement import Client, MailHours, MailMode, WorkWeek
from tests.post.rooms import ANA, BO, PM, notice

BERLIN = ZoneInfo("Europe/Berlin")
FRIDAY_EVENING = datetime(2026, 3, 13, 17, 30, tzinfo=UTC)  # 18:30 in Berlin


@pytest.fixture
def asleep(room):
    """It is Friday evening at the client, who gets mail from eight to six on working days."""
    room.set(windows={"apollo": Calendar(BERLIN, opens=time(8), closes=time(18))})
    room.clock.at = FRIDAY_EVENING
    room.put(notice(1))
    return room


def test_mail_waits_for_the_clients_monday_morning(asleep):
    asleep.run()
    assert asleep.got == []
    assert "Monday 2026-03-16 08:00 (Europe/Berlin)" in asleep.of().error
    asleep.clock.at = datetime(2026, 3, 16, 6, 59, tzinfo=UTC)
    asleep.run()
    assert asleep.got == []
    asleep.run(minutes=1)
    assert (asleep.got, asleep.of().error) == ([(ANA, "1")], None)


def test_waiting_for_the_morning_is_no_try(asleep):
    asleep.run()
    assert asleep.delivery(ANA).tries == 0


def test_what_a_person_releases_goes_at_once(asleep):
    asleep.store.keep_outbox_state("1", "held", asleep.clock.now())
    asleep.release("1")
    asleep.run()
    assert asleep.got == [(ANA, "1")]


def test_sending_hours_are_those_of_the_working_week_unless_said_otherwise():
    week = WorkWeek((0, 1, 2), time(9), time(17))
    client = Client("Apollo Bank", BERLIN, work=week)
    assert (client.sending_hours.days, client.sending_hours.opens, client.sending_hours.zone) == (
        (0, 1, 2),
        time(9),
        BERLIN,
    )
    own = Client("Apollo Bank", BERLIN, work=week, mail=MailHours((4,), time(8), time(12)))
    assert (own.sending_hours.days, own.sending_hours.closes) == ((4,), time(12))


def test_a_domain_taken_from_the_list_gets_nothing_that_was_planned_before(room):
    room.put(notice(1, ANA, "kim@elsewhere.example"))
    room.run()
    assert room.got == [(ANA, "1")]
    assert "elsewhere.example is not among mail.allow_domains" in room.of().error


def test_after_mail_was_set_to_hold_what_was_ready_waits_for_a_person(room):
    room.put(notice(1))
    room.set(mode=MailMode.HOLD)
    room.run()
    assert (room.of().state, room.got) == ("held", [])
    assert "a person releases" in room.of().error
    room.release("1")
    room.run()
    assert room.got == [(ANA, "1")]


def test_the_first_mail_to_a_contact_is_held_when_it_leaves_too(room):
    room.set(first_contact=MailMode.HOLD)
    room.put(notice(1, ANA))
    room.run()
    assert (room.of().state, room.got) == ("held", [])
    room.release("1")
    room.run()
    room.put(notice(2, ANA))
    room.run()
    assert room.got == [(ANA, "1"), (ANA, "2")]


def test_a_notice_held_for_one_new_contact_goes_to_nobody(room):
    room.set(first_contact=MailMode.HOLD)
    room.put(notice(1, ANA))
    room.store.keep_outbox_state("1", "sent", room.clock.now())
    room.put(notice(2, ANA, BO))
    room.run()
    assert (room.of(2).state, room.got) == ("held", [])


def test_a_contact_nothing_reaches_gets_nothing_more(room):
    room.put(notice(1, ANA, BO))
    room.store.mail.stop(ANA.upper(), "no such mailbox", room.clock.now())
    room.run()
    assert room.got == [(BO, "1")]
    assert f"{ANA}: this contact gets no more mail: no such mailbox" in room.of().error
    assert room.store.mail.resume(ANA)
    room.put(notice(2, ANA))
    room.run()
    assert room.got == [(BO, "1"), (ANA, "2")]


def test_the_teams_own_mail_waits_for_nobody(asleep):
    asleep.set(mode=MailMode.HOLD, first_contact=MailMode.HOLD)
    asleep.put(notice(2, PM, kind="bounce"))
    asleep.run()
    assert asleep.got == [(PM, "2")]
