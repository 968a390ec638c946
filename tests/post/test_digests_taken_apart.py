"""A digest that is not true or not wanted any more is put together anew, and fares as one with its parts."""

import pytest

from state.open import open_store
from sync.engagement import MailMode
from sync.mailing.unsubscribe import Unsubscription
from tests.post.digesting import DAILY, LATER, TUESDAY, arrived, client_with, states, write
from tests.post.rooms import ANA, BO


@pytest.fixture
def waiting(room, tomorrow):
    """A held digest of three, for one contact."""
    engagement = client_with("daily", DAILY.client.contacts[:1])
    room.set(mode=MailMode.HOLD)
    parts = [
        write(room, number, kind, engagement) for number, kind in enumerate(["milestone", "delay", "client-warning"])
    ]
    (digest,) = tomorrow(engagement)
    assert digest.state == "held"
    room.set(mode=MailMode.SEND)
    return engagement, parts, digest


def withdraw(room, part):
    room.store.keep_outbox_state(part.id, "withdrawn", room.clock.now(), "it is over before it was sent")


def test_one_that_is_withdrawn_leaves_the_digest(room, waiting):
    engagement, (_, _, warning), digest = waiting
    withdraw(room, warning)
    assert states(room) == [
        ("milestone", "gathered"),
        ("delay", "gathered"),
        ("client-warning", "withdrawn"),
        ("digest", "withdrawn"),
    ]
    assert warning.id in room.store.mail.entry(digest.id).error
    (anew,) = room.gather(engagement)
    room.run()
    assert len(room.got) == 1
    assert anew.receives == "delays, milestones"
    assert states(room)[2] == ("client-warning", "withdrawn")


def test_one_that_is_withdrawn_before_the_moment_is_in_no_digest(room, tomorrow):
    part = write(room, 1)
    write(room, 2, "delay")
    withdraw(room, part)
    (alone,) = tomorrow()
    assert alone.kind == "delay"
    assert states(room)[0] == ("milestone", "withdrawn")


def test_what_was_sent_is_not_taken_apart(room, waiting):
    engagement, (_, _, warning), digest = waiting
    room.release(digest.id)
    room.run()
    withdraw(room, warning)
    assert room.store.mail.entry(digest.id).state == "sent"
    assert room.gather(engagement) == ()


def test_a_contact_who_wants_one_kind_no_more_gets_the_rest(room, waiting):
    engagement, _, _ = waiting
    room.store.mail.unsubscribe(Unsubscription(ANA, "apollo", "delays"), room.clock.now())
    (anew,) = room.gather(engagement)
    assert anew.receives == "escalation, milestones"
    assert states(room)[1] == ("delay", "failed")
    assert "unsubscribed from delays" in room.store.outbox()[1].error


def test_a_contact_nothing_reaches_takes_nothing_from_the_others(room, tomorrow):
    write(room, 1)
    write(room, 2, letter=LATER)
    room.store.mail.stop(ANA, "no such mailbox", room.clock.now())
    (digest,) = tomorrow()
    assert digest.to == (BO,)
    assert [to for to, _ in arrived(room)] == [BO]
    assert states(room)[:2] == [("milestone", "sent")] * 2


def test_where_a_digest_is_stuck_its_parts_are(room, waiting):
    _, _, digest = waiting
    room.box.drop_after_data_for(ANA)
    room.release(digest.id)
    room.run()
    assert {state for _, state in states(room)} == {"stuck"}
    room.box.drop_after_data_for(None)
    room.release(digest.id)
    assert [state for _, state in states(room)] == ["in digest", "in digest", "in digest", "ready"]
    room.run()
    assert {state for _, state in states(room)} == {"sent"}


def test_where_a_digest_is_refused_its_parts_are_and_each_can_go_alone(room, waiting):
    _, (milestone, *_), digest = waiting
    room.box.refuse(ANA)
    room.release(digest.id)
    room.run()
    assert {state for _, state in states(room)} == {"failed"}
    room.box.accept(ANA)
    room.release(milestone.id)
    room.run()
    assert [state for _, state in states(room)] == ["sent", "failed", "failed", "failed"]
    assert {mail.data for mail in room.box.messages} == {milestone.message}


def test_what_was_refused_is_not_tried_again_in_another_digest(room, waiting):
    engagement, (_, _, warning), digest = waiting
    room.box.refuse(ANA)
    room.release(digest.id)
    room.run()
    withdraw(room, warning)
    assert room.gather(engagement) == ()
    assert [state for _, state in states(room)] == ["failed", "failed", "withdrawn", "withdrawn"]


def test_a_digest_that_is_on_its_way_is_not_taken_for_gathered(room, tomorrow):
    write(room, 1)
    write(room, 2, letter=LATER)
    room.clock.at = TUESDAY
    (digest,) = room.gather(DAILY)
    (delivery, _) = room.store.mail.due(room.clock.now())
    assert room.store.mail.claim(delivery, room.clock.now())
    assert states(room) == [("milestone", "in digest"), ("milestone", "in digest"), ("digest", "sending")]
    assert not room.store.mail.scatter(digest.id, "no", room.clock.now())


def test_two_that_gather_at_once_make_one_digest(room):
    parts = [write(room, 1).id, write(room, 2, letter=LATER).id]
    room.clock.at = TUESDAY
    (digest,) = room.gather(DAILY)
    with open_store(f"sqlite:///{room.store.place}") as other:
        assert not other.mail.gather(digest, parts, TUESDAY)
        assert len(other.outbox()) == 3
