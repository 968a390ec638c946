"""A process that puts a digest together and sends it, and dies at a moment of your choice."""

import os
from contextlib import contextmanager
from itertools import count
from signal import SIGKILL

import state.sqlite
from state.open import open_store
from sync.mailing.gathering import Gathering
from sync.mailing.post import find_stuck, send_ready
from sync.render.stationery import BUILT_IN
from tests.post.digesting import DAILY


def lives(room, number, moment="after"):
    """Gather and send in a process of its own that kills itself `before`, `inside` or `after` a transaction of its store,
    counted from 1 (None is never); False where it died. `room.child` is its process id meanwhile."""
    room.clock.pass_(minutes=11)  # a lease of a dead process is over
    room.child = child = os.fork()  # what is slow to import is there already
    if child == 0:
        code = 1
        try:
            _die(number, moment)
            _gather_and_send(room)
            code = 0
        finally:
            os._exit(code)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert code in {0, -SIGKILL}, "it ended by a mistake of its own"
    return code == 0


def _die(number, moment):
    begun, immediately = count(1), state.sqlite.immediately

    @contextmanager
    def deadly(db):
        dies = moment if next(begun) == number else None
        _kill_itself(dies == "before")
        with immediately(db):
            yield
            _kill_itself(dies == "inside")
        _kill_itself(dies == "after")

    state.sqlite.immediately = deadly


def _kill_itself(now):
    if now:
        os.kill(os.getpid(), SIGKILL)


def _gather_and_send(room):
    with open_store(f"sqlite:///{room.store.place}") as store:
        find_stuck(store, room.clock)
        Gathering(store, DAILY, room.mail, BUILT_IN, room.clock.now()).gather()
        send_ready(store, room.mailbox, room.mail, room.clock)
