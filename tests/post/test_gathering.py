"""Where a client gets a digest, its notices wait for the moment of it and go as one mail; each goes once."""

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from rules.calendar import Calendar
from sync.engagement import MailMode
from sync.mailing.guards import next_digest
from sync.mailing.outbox import NotPossible, hold_back, outbox_lines, posted, release
from sync.mailing.signing import SigningKey
from sync.mailing.unsubscribe import Unsubscription, wish_of
from sync.render.terminal import Ink
from tests.post.digesting import CONTACTS, DAILY, LATER, SINGLE, TUESDAY, WEEKLY, arrived, client_with, states, write
from tests.post.rooms import ANA, BO


def test_notices_wait_and_go_together_as_the_next_sending_day_begins(room, tomorrow):
    for number, kind in enumerate(["milestone", "delay"]):
        write(room, number, kind)
    room.clock.at = TUESDAY.replace(hour=8, minute=59)
    assert room.gather(DAILY) == ()
    room.run()
    assert (states(room), room.got) == ([("milestone", "gathered"), ("delay", "gathered")], [])
    tomorrow()
    (to_ana,) = [text for to, text in arrived(room) if to == ANA]
    assert "Milestone" in to_ana
    assert "Off track" in to_ana
    assert {state for _, state in states(room)} == {"sent"}


def test_a_contact_gets_only_what_it_asked_for(room, tomorrow):
    write(room, 1, "milestone")
    write(room, 2, "delay")
    made = tomorrow()
    assert [(entry.kind, entry.to, entry.receives) for entry in made] == [
        ("digest", (ANA,), "delays, milestones"),
        ("milestone", (BO,), "milestones"),
    ]
    assert sorted(to for to, _ in arrived(room)) == [ANA, BO]


def test_contacts_that_get_the_same_get_one_digest(room, tomorrow):
    write(room, 1)
    write(room, 2, letter=LATER)
    (digest,) = tomorrow()
    assert (digest.kind, digest.to) == ("digest", (ANA, BO))


def test_a_single_one_goes_as_itself(room, tomorrow):
    alone = write(room, 1)
    (gone,) = tomorrow()
    assert (gone.id, gone.message) == (alone.id, alone.message)
    assert states(room) == [("milestone", "sent")]
    assert {mail.data for mail in room.box.messages} == {alone.message}


def test_a_formal_escalation_never_waits(room):
    write(room, 1, "client-warning")
    write(room, 2, "formal-escalation")
    room.run()
    assert states(room) == [("client-warning", "gathered"), ("formal-escalation", "sent")]


def test_without_a_digest_nothing_waits(room):
    write(room, 1, engagement=SINGLE)
    room.run()
    assert states(room) == [("milestone", "sent")]


def test_after_the_digest_was_turned_off_what_is_gathered_goes_at_once(room):
    write(room, 1)
    write(room, 2, "delay")
    room.gather(SINGLE)
    room.run()
    assert {to for to, _ in arrived(room)} == {ANA, BO}


def test_what_is_gathered_after_the_moment_waits_for_the_next(room, tomorrow):
    write(room, 1)
    tomorrow()
    write(room, 2, letter=LATER)
    room.clock.pass_(hours=3)
    assert room.gather(DAILY) == ()
    assert states(room)[-1] == ("milestone", "gathered")


def test_where_nothing_ran_at_the_moment_it_goes_with_the_next_cycle(room):
    write(room, 1)
    room.clock.at = TUESDAY.replace(hour=15)
    room.gather(DAILY)
    room.run()
    assert states(room) == [("milestone", "sent")]


def test_a_weekly_digest_goes_on_the_first_sending_day_of_the_week(room):
    write(room, 1, engagement=WEEKLY)
    room.clock.at = TUESDAY
    assert room.gather(WEEKLY) == ()
    room.clock.at = datetime(2026, 3, 16, 9, tzinfo=UTC)
    assert [entry.state for entry in room.gather(WEEKLY)] == ["ready"]


BERLIN = Calendar(ZoneInfo("Europe/Berlin"), holidays=frozenset({datetime(2026, 3, 30).date()}))


@pytest.mark.parametrize(
    ("after", "rhythm", "moment"),
    [
        ("2026-03-09T07:59:59", "daily", "2026-03-09T08:00:00"),
        ("2026-03-09T08:00:00", "daily", "2026-03-10T08:00:00"),
        ("2026-03-13T18:00:00", "daily", "2026-03-16T08:00:00"),  # over a weekend
        ("2026-03-27T12:00:00", "daily", "2026-03-31T07:00:00"),  # over a holiday, and into summer time
        ("2026-03-09T08:00:00", "weekly", "2026-03-16T08:00:00"),
        ("2026-03-25T08:00:00", "weekly", "2026-03-31T07:00:00"),  # Monday is a holiday
    ],
)
def test_the_moment_is_on_the_clients_own_clock(after, rhythm, moment):
    at = datetime.fromisoformat(after).replace(tzinfo=UTC)
    assert next_digest(at, BERLIN, rhythm) == datetime.fromisoformat(moment).replace(tzinfo=UTC)


def test_a_client_without_sending_days_never_gets_one():
    never = next_digest(TUESDAY, Calendar(days=()), "daily")
    assert never == datetime.max.replace(tzinfo=UTC)


def test_what_went_together_does_so_once(room, tomorrow):
    write(room, 1)
    write(room, 2, "delay")
    tomorrow()
    for _ in range(3):
        assert tomorrow() == ()
    assert len(room.got) == 2


@pytest.mark.parametrize("changes", [{"mode": MailMode.HOLD}, {"first_contact": MailMode.HOLD}])
def test_a_digest_is_held_where_any_part_of_it_would_be(room, tomorrow, changes):
    room.set(**changes)
    write(room, 1)
    write(room, 2, letter=LATER)
    (digest,) = tomorrow()
    assert (digest.state, room.got) == ("held", [])
    room.release(digest.id)
    room.run()
    assert {state for _, state in states(room)} == {"sent"}


def test_one_kind_on_hold_holds_the_digest(room, tomorrow):
    engagement = replace(client_with("daily", CONTACTS[:1]), notices={"delay": MailMode.HOLD})
    write(room, 1, engagement=engagement)
    write(room, 2, "delay", engagement=engagement)
    (digest,) = tomorrow(engagement)
    assert digest.state == "held"


def test_a_person_lets_one_go_ahead_alone(room, tomorrow):
    ahead = write(room, 1)
    write(room, 2, "delay")
    release(room.store, room.clock, ahead.id, "kim")
    room.run()
    assert states(room) == [("milestone", "sent"), ("delay", "gathered")]
    assert {mail.data for mail in room.box.messages} == {ahead.message}
    (later,) = tomorrow()
    assert later.kind == "delay"


def test_a_person_keeps_one_back_and_the_digest_goes_without_it(room, tomorrow):
    kept = write(room, 1)
    write(room, 2, "delay")
    hold_back(room.store, room.clock, kept.id, "kim")
    (later,) = tomorrow()
    assert later.kind == "delay"
    assert states(room) == [("milestone", "held"), ("delay", "sent")]


def test_one_that_is_in_a_digest_leads_to_it(room, tomorrow):
    room.set(mode=MailMode.HOLD)
    part = write(room, 1)
    write(room, 2, letter=LATER)
    (digest,) = tomorrow()
    with pytest.raises(NotPossible, match=f"goes in {digest.id}"):
        release(room.store, room.clock, part.id)
    lines = outbox_lines(posted(room.store, room.store.outbox()), Ink())
    assert sum(f"it goes in {digest.id}" in line for line in lines) == 2


def test_a_digest_has_the_link_that_stops_all_of_its_kinds(room, tomorrow):
    key = SigningKey("sixteen signs, or more of them")
    room.set(board="https://board.acme.example", key=key)
    write(room, 1)
    write(room, 2, "delay")
    tomorrow()
    mail = next(mail for mail in room.box.messages if mail.recipients == (ANA,))
    link = mail.data.partition(b"\r\n")[0].decode().partition("<")[2].rstrip(">")
    wish = wish_of(link.rpartition("/")[2], key)
    assert wish == Unsubscription(ANA, "apollo", "delays, milestones")
    room.store.mail.unsubscribe(wish, room.clock.now())
    assert room.store.mail.unwanted("apollo", "delays") == {ANA}
    assert room.store.mail.unwanted("apollo", wish.receives) == {ANA}
    assert room.store.mail.unwanted("apollo", "delays, weekly") == frozenset()
