"""A thousand notices, a mail server with every fault, and a sender killed again and again: each contact has its
notice once, or it is shown as stuck or refused. What arrived is counted at the server."""

import random
import subprocess
import sys
from collections import Counter
from pathlib import Path
from signal import SIGKILL

import pytest

from state.outbox import queue
from tests.post.rooms import notice

SENDING = Path(__file__).parent / "sending.py"
NOTICES = 1_000
SOONEST, LATEST = 0.2, 1.2  # seconds from a sender's first mail to its death
LIVES = 8
REFUSED, PUT_OFF, BROKEN_OFF, DROPPED = 17, 23, 29, 31  # every so manieth contact


@pytest.fixture
def thousand(room):
    """A notice for each of a thousand contacts, of whom some have a fault of their own."""
    with room.store._writing() as db:  # in one piece: a thousand transactions would take longer than the test
        for number in range(NOTICES):
            assert queue(db, notice(number, address(number)), "apollo", ())
    for number in range(1, NOTICES):
        if number % REFUSED == 0:
            room.box.refuse(address(number), "550 5.1.1 Nobody of that name")
        elif number % PUT_OFF == 0:
            room.box.put_off_once(address(number))
        elif number % BROKEN_OFF == 0:
            room.box.put_off_once(address(number), "421 4.3.2 Going down")
    room.box.drop_after_data_for(*(address(number) for number in range(0, NOTICES, DROPPED)))
    return room


def address(number):
    return f"contact-{number}@client.example"


def deliveries_of(room):
    return [room.delivery(address(number), number) for number in range(NOTICES)]


def live_and_die(room, url, patience):
    """Let a process send for some time after its first mail, then kill it; True where it ended by itself."""
    before = len(room.box.messages)
    sender = subprocess.Popen([sys.executable, str(SENDING), url, str(room.box.port), room.clock.now().isoformat()])
    try:
        while sender.poll() is None and len(room.box.messages) == before:
            try:
                sender.wait(0.02)
            except subprocess.TimeoutExpired:
                continue
        sender.wait(patience)
    except subprocess.TimeoutExpired:
        sender.kill()
    code = sender.wait()
    assert code in {0, -SIGKILL}, "the sender ended by a mistake of its own"
    return code == 0


@pytest.mark.lasting
@pytest.mark.timeout(400)  # on a machine that has much else to do
def test_each_is_delivered_once_or_shown_as_stuck(thousand, tmp_path):
    chance = random.Random(20260309)
    url = f"sqlite:///{tmp_path / 'stageward.db'}"
    deaths = [live_and_die(thousand, url, chance.uniform(SOONEST, LATEST)) for _ in range(LIVES)].count(False)
    while {"waiting", "sending"} & {one.state for one in deliveries_of(thousand)}:
        assert live_and_die(thousand, url, None)
        thousand.clock.pass_(hours=5)

    arrived = Counter(recipient for recipient, _ in thousand.got)
    deliveries = deliveries_of(thousand)
    assert deaths > 2, "nothing was killed, so nothing was shown"
    assert {one.state for one in deliveries} == {"sent", "stuck", "failed"}
    assert [one for one in deliveries if arrived[one.address] > 1] == []
    assert [one for one in deliveries if one.state == "sent" and arrived[one.address] != 1] == []
    refused = every(REFUSED, first=1)
    dropped = every(DROPPED, first=0) - refused
    stuck = in_state("stuck", deliveries)
    assert in_state("failed", deliveries) == refused - stuck
    assert not refused & arrived.keys()
    assert dropped <= stuck
    # A sender that dies with a delivery in its hands leaves that one stuck, whatever the server says to it.
    assert len(stuck - dropped) <= deaths
    assert all(one.answer for one in deliveries if one.state == "stuck")


def every(step, first):
    """The addresses of every so manieth contact."""
    return {address(number) for number in range(first * step, NOTICES, step)}


def in_state(state, deliveries):
    return {one.address for one in deliveries if one.state == state}
