"""Each contact has an outcome of its own: delivered once, tried again with growing pauses, refused, or stuck."""

import socket

import pytest

from connectors.smtp import Smtp
from tests.post.rooms import ANA, BO, notice


def test_each_contact_of_a_notice_gets_it_once(room):
    room.put(notice(1, ANA, BO))
    for _ in range(3):
        room.run()
    assert room.got == [(ANA, "1"), (BO, "1")]
    assert room.of().state == "sent"
    assert room.store.met(ANA)


def test_a_contact_who_is_refused_keeps_it_from_nobody_else(room):
    room.box.refuse(ANA, "550 5.1.1 Nobody of that name")
    room.put(notice(1, ANA, BO))
    room.run()
    room.run(days=1)
    assert room.got == [(BO, "1")]
    assert (room.of().state, room.of().error) == ("sent", f"{ANA}: 550 5.1.1 Nobody of that name")
    assert not room.store.met(ANA)


def test_where_everybody_is_refused_the_notice_has_failed(room):
    room.box.refuse(ANA)
    room.put(notice(1))
    room.run()
    assert room.of().state == "failed"


def test_a_greylisted_contact_gets_it_at_the_second_try(room):
    room.box.greylist()
    room.put(notice(1))
    room.run()
    assert (room.of().state, room.got) == ("ready", [])
    room.run(minutes=1)
    assert (room.of().state, room.got) == ("sent", [(ANA, "1")])


def test_pauses_between_tries_grow_until_it_is_enough(room):
    room.box.refuse(ANA, "451 4.3.0 Not now")
    room.put(notice(1))
    room.run()
    for minutes in (1, 5, 15, 60, 240):
        before = room.delivery(ANA)
        room.run(minutes=minutes - 1, seconds=59)
        assert room.delivery(ANA) == before, "it was tried before its time"
        room.run(seconds=1)
    assert room.delivery(ANA).state == "failed"
    assert room.of().error == f"{ANA}: 451 4.3.0 Not now"


def test_while_one_contact_is_put_off_the_other_is_not_asked_again(room):
    room.box.refuse(BO, "450 4.2.1 Mailbox busy")
    room.put(notice(1, ANA, BO))
    room.run()
    assert room.of().state == "sent"
    room.box.accept(BO)
    room.run(minutes=1)
    assert room.got == [(ANA, "1"), (BO, "1")]
    assert room.of().error is None


def test_a_notice_that_failed_begins_again_when_a_person_releases_it(room):
    room.box.refuse(ANA)
    room.put(notice(1, ANA, BO))
    room.run()
    room.box.refuse(BO)
    room.put(notice(2, ANA, BO))
    room.run()
    room.box.accept(ANA)
    room.release("2")
    room.run()
    assert room.got == [(BO, "1"), (ANA, "2")]


def test_a_connection_lost_after_the_message_is_stuck_for_this_contact_only(room):
    room.box.drop_after_data_for(ANA)
    room.put(notice(1, ANA, BO))
    for _ in range(3):
        room.run(days=1)
    assert room.of().state == "stuck"
    assert "ask the recipient" in room.of().error
    assert sorted(room.got) == [(ANA, "1"), (BO, "1")]


def test_a_person_who_releases_what_is_stuck_sends_it_to_that_contact_only(room):
    room.box.drop_after_data_for(ANA)
    room.put(notice(1, ANA, BO))
    room.run()
    room.box.drop_after_data_for(None)
    room.release("1")
    room.run()
    assert sorted(room.got) == [(ANA, "1"), (ANA, "1"), (BO, "1")]
    assert room.of().state == "sent"


def test_what_was_begun_and_not_ended_is_stuck_with_the_next_run(room):
    room.put(notice(1, ANA, BO))
    assert room.store.mail.claim(room.delivery(ANA), room.clock.now())
    assert not room.store.mail.claim(room.delivery(ANA), room.clock.now()), "two took the same in hand"
    room.find_stuck()
    room.run()
    assert (room.of().state, room.got) == ("stuck", [(BO, "1")])


def test_a_server_that_is_away_is_no_contacts_fault(room):
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    away = Smtp("127.0.0.1", port, wait=lambda _seconds: None)
    there, room.mailbox = room.mailbox, away
    room.put(notice(1), notice(2))
    for _ in range(9):
        room.run(hours=5)
    assert [room.of(number).state for number in (1, 2)] == ["ready", "ready"]
    assert "cannot be reached" in room.of(2).error
    assert room.delivery(ANA).tries == 0
    room.mailbox = there
    room.run()
    assert room.got == [(ANA, "1"), (ANA, "2")]


def test_a_notice_the_server_breaks_off_at_keeps_no_other_back(room):
    room.box.refuse(ANA, "421 4.3.2 Going down")
    room.put(notice(1, ANA), notice(2, BO))
    room.run()
    assert room.got == [(BO, "2")]
    assert room.of(1).state == "ready"


@pytest.mark.parametrize("most", [1, 3])
def test_a_run_sends_no_more_notices_than_its_limit(room, most):
    room.set(most=most)
    room.put(*(notice(number, ANA, BO) for number in range(4)))
    room.run()
    assert len(room.got) == 2 * most
    for _ in range(3):
        room.run()
    assert len(room.got) == 8


def test_a_run_needs_one_connection(room):
    room.put(*(notice(number, ANA, BO) for number in range(5)))
    room.run()
    assert (len(room.got), room.box.connections) == (10, 1)
