"""One run sends at a time, the team's own mail passes what guards clients, and the trail tells it all once."""

from dataclasses import replace
from datetime import time, timedelta

import pytest

from rules.calendar import Calendar
from rules.facts import unpacked
from state.open import open_store
from sync.engagement import MailMode
from sync.mailing.outbox import NotPossible, hold_back, release, release_all
from sync.mailing.post import Draft, content_of, entry_for, send_ready
from sync.mailing.signing import SigningKey
from sync.notices import FOR_THE_TEAM
from sync.ports import Stopped
from sync.remembered import OUTBOX, Lease
from sync.render.page import Rendered
from tests.post.rooms import ANA, APOLLO, BO, notice

ADMIN = "admin@acme.example"
MINUTES = timedelta(minutes=1)


@pytest.fixture
def another_run(room):
    """Let another run have the outbox from now on."""

    def takes():
        now = room.clock.now()
        with open_store(f"sqlite:///{room.store.place}") as other:
            assert other.take_lease(Lease(OUTBOX, "other", now, now + 10 * MINUTES), now) is None

    return takes


def told(room, number="1"):
    """What the trail tells of a notice: state and who."""
    rows = ((row.who, unpacked(row.facts)) for row in room.store.trail() if row.kind == "mail")
    return [(facts["state"], who) for who, facts in rows if facts["notice"] == number]


def test_while_another_run_sends_all_stays_ready(room, another_run):
    room.put(notice(1))
    another_run()
    assert [entry.state for entry in room.run()] == ["ready"]
    assert room.got == []
    room.run(minutes=10)
    assert room.got == [(ANA, "1")]


def test_a_run_that_lost_its_turn_sends_nothing_more(room, another_run):
    room.put(notice(1), notice(2))

    def long_silence():
        room.box.taken = lambda: None
        room.clock.pass_(minutes=11)
        another_run()

    room.box.taken = long_silence
    room.run()
    assert room.got == [(ANA, "1")]
    assert (room.of(1).state, room.of(2).state) == ("sent", "ready")


def test_a_stop_between_two_mails_loses_nothing(room):
    room.put(notice(1), notice(2))

    def stops():
        if room.got:
            raise Stopped

    send_ready(room.store, room.mailbox, room.mail, room.clock, goes_on=stops)
    assert room.got == [(ANA, "1")]
    assert (room.of(1).state, room.of(2).state) == ("sent", "ready")
    room.run()
    assert room.got == [(ANA, "1"), (ANA, "2")]


def test_what_another_run_is_sending_is_not_taken_for_stuck(room, another_run):
    room.put(notice(1))
    (delivery,) = room.store.mail.due(room.clock.now())
    assert room.store.mail.claim(delivery, room.clock.now())
    another_run()
    room.find_stuck()
    assert room.of().state == "sending"
    room.clock.pass_(minutes=10)
    room.find_stuck()
    assert (room.of().state, told(room)) == ("stuck", [("ready", "stageward"), ("stuck", "stageward")])


def test_a_notice_to_several_contacts_is_told_sent_once(room):
    room.put(notice(1, ANA, BO))
    room.run()
    assert room.got == [(ANA, "1"), (BO, "1")]
    assert told(room) == [("ready", "stageward"), ("sent", "stageward")]


def test_every_try_that_came_to_something_else_is_told(room):
    room.put(notice(1))
    room.box.put_off_once(ANA)
    room.run()
    room.run(minutes=5)
    assert [state for state, _ in told(room)] == ["ready", "ready", "sent"]


def test_what_only_waits_is_not_told(room):
    room.put(notice(1))
    room.set(windows={"apollo": Calendar(APOLLO.client.zone, opens=time(12), closes=time(13))})
    room.run()
    room.run(minutes=1)
    assert room.got == []
    assert told(room) == [("ready", "stageward")]


def test_who_released_and_who_kept_back_is_told(room):
    room.put(notice(1), notice(2, state="held"), notice(3, state="held"))
    hold_back(room.store, room.clock, "1", "dana")
    release(room.store, room.clock, "2", "kim")
    assert release_all(room.store, room.clock, ["apollo"], None, "lee") == ("1", "3")
    assert told(room, "1") == [("ready", "stageward"), ("held", "dana"), ("ready", "lee")]
    assert told(room, "2") == [("held", "stageward"), ("ready", "kim")]
    assert told(room, "3") == [("held", "stageward"), ("ready", "lee")]


def test_what_changed_at_this_very_moment_is_not_released(room):
    room.put(notice(1, state="held"))
    assert room.store.mail.release(["1"], room.clock.now(), only_from="stuck") == []
    assert (room.of().state, room.of().released, told(room)) == ("held", None, [("held", "stageward")])
    room.release("1")
    with pytest.raises(NotPossible, match="is ready"):
        room.release("1")


@pytest.mark.parametrize("kind", sorted(FOR_THE_TEAM))
def test_nothing_that_guards_clients_keeps_back_the_teams_own_mail(room, kind):
    room.set(
        mode=MailMode.HOLD,
        first_contact=MailMode.HOLD,
        most=0,
        windows={"apollo": Calendar(APOLLO.client.zone, opens=time(12), closes=time(13))},
        bounces="bounces@acme.example",
        board="https://board.acme.example",
        key=SigningKey("k" * 32),
    )
    room.store.mail.stop(ADMIN, "no such mailbox", room.clock.now())
    room.put(notice(1, ADMIN, kind=kind, receives=""))
    room.run()
    (mail,) = room.box.messages
    assert mail.sender == "delivery@acme.example"
    assert b"List-Unsubscribe" not in mail.data
    assert told(room) == [("ready", "stageward"), ("sent", "stageward")]


def test_the_teams_own_mail_takes_no_place_of_a_clients(room):
    room.set(most=1)
    room.put(notice(1, ADMIN, kind="plan-refused", receives=""), notice(2), notice(3))
    room.run()
    assert room.got == [(ADMIN, "1"), (ANA, "2")]


def test_what_was_queued_before_changes_no_fingerprint_of_what_a_notice_says(room):
    draft = Draft("milestone", "milestones", "a" * 24, Rendered("Status", "", "Reached.\n", "<p>Reached.</p>\n"))
    alone = entry_for(draft, APOLLO, room.mail, room.store, room.clock.now())
    for key in ("b" * 24, "c" * 24):
        room.put(entry_for(replace(draft, key=key), APOLLO, room.mail, room.store, room.clock.now()))
    room.clock.pass_(minutes=1)
    threaded = entry_for(draft, APOLLO, room.mail, room.store, room.clock.now())
    assert b"References" in threaded.message
    assert content_of(threaded) == content_of(alone)
    other = entry_for(
        replace(draft, rendered=Rendered("Status", "", "Other.\n", "<p>Reached.</p>\n")),
        APOLLO,
        room.mail,
        room.store,
        room.clock.now(),
    )
    assert content_of(other) != content_of(threaded)
