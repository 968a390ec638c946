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


def lives(room, commits):
    """Gather and send in a process of its own that kills itself after so many transactions of its store (None is
    never); False where it died."""
    room.clock.pass_(minutes=11)  # a lease of a dead process is over
    child = os.fork()  # what is slow to import is there already
    if child == 0:
        code = 1
        try:
            _die_after(commits)
            _gather_and_send(room)
            code = 0
        finally:
            os._exit(code)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert code in {0, -SIGKILL}, "it ended by a mistake of its own"
    return code == 0


def _die_after(commits):
    committed, immediately = count(1), state.sqlite.immediately

    @contextmanager
    def deadly(db):
        with immediately(db):
            yield
        if next(committed) == commits:
            os.kill(os.getpid(), SIGKILL)

    state.sqlite.immediately = deadly


def _gather_and_send(room):
    with open_store(f"sqlite:///{room.store.place}") as store:
        find_stuck(store, room.clock)
        Gathering(store, DAILY, room.mail, BUILT_IN, room.clock.now()).gather()
        send_ready(store, room.mailbox, room.mail, room.clock)
