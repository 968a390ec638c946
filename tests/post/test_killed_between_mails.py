"""A process that sends is killed around every transaction of its store, and while the mail server answers: at most one
delivery is in doubt and shown as stuck, nothing is sent twice, and nothing is lost."""

import os
from itertools import count
from signal import SIGKILL

import pytest

from state.open import open_store
from tests.post.gathering_apart import lives
from tests.post.rooms import ANA, BO, PostRoom, notice

MAILS = ((ANA, "1"), (BO, "1"), (ANA, "2"))
BESIDE = 5  # transactions of a run that sends nothing: two leases taken and given back, and a look for what is stuck


def put_all(room):
    room.put(notice(1, ANA, BO), notice(2, ANA))


def in_state(room, state):
    return {mail for mail in MAILS if room.delivery(*mail).state == state}


def is_right_after_death(room, got):
    """Look at what the dead process left, and let another one do the rest; `got` tells what arrived."""
    doubtful = in_state(room, "sending")
    assert len(doubtful) <= 1
    assert in_state(room, "sent") <= set(got()) <= in_state(room, "sent") | doubtful
    assert lives(room, None)
    assert in_state(room, "stuck") == doubtful
    assert in_state(room, "sent") == set(MAILS) - doubtful
    assert len(got()) == len(set(got()))
    assert in_state(room, "sent") <= set(got())


@pytest.mark.parametrize("moment", ["before", "inside", "after"])
def test_around_every_transaction(box, tmp_path, moment):
    for number in count(1):
        with open_store(f"sqlite:///{tmp_path / f'{number}.db'}") as store:
            room, earlier = PostRoom(store, box), len(box.messages)
            put_all(room)
            if lives(room, number, moment):
                break
            is_right_after_death(room, lambda room=room, earlier=earlier: room.got[earlier:])
    assert number - 1 == BESIDE + len(MAILS) + 1, "how one ended is kept where the next is taken in hand"


@pytest.mark.parametrize("number", [1, 2, 3])
def test_while_the_mail_server_answers(room, number):
    put_all(room)
    room.box.taken = lambda: os.kill(room.child, SIGKILL) if len(room.box.messages) == number else None
    assert not lives(room, None)
    room.box.taken = lambda: None
    assert in_state(room, "sending") == {MAILS[number - 1]}
    is_right_after_death(room, lambda: room.got)
