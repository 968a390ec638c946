"""The bot is killed at every write in turn, before and after the tracker handles it; one cycle puts all right."""

import os
import subprocess
import sys
from pathlib import Path
from signal import SIGKILL

import pytest

from tests.sync.desks import EVERY
from tests.sync.houses import PACKS

TRACKERS = EVERY
BOT = Path(__file__).parent / "bot.py"
BEFORE = {"when": "before", "reset": True}
AFTER = {"when": "after_write", "reset": True}
KILLED = str(-SIGKILL)


class Bot:
    """A real process that runs a cycle when told to."""

    def __init__(self, house, desk):
        self.house, self.desk = house, desk
        environment = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(PACKS.parents[1]),
            "STAGEWARD_SECRETS_DIR": str(house.config.parent / "secrets"),
        }
        command = [sys.executable, str(BOT), str(house.config), desk.engagement]
        self.process = subprocess.Popen(
            command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def __enter__(self):
        return self

    def __exit__(self, *_error):
        self.process.stdin.close()
        self.process.wait(timeout=20)
        self.process.stdout.close()

    def cycle(self, killed_at=None, **fault):
        """Run a cycle; True where it was killed at that write, False where it came to its end before."""
        if killed_at is not None:
            self.desk.at_write(killed_at, lambda: os.kill(self.child, SIGKILL), **fault)
        self.house.clock.pass_(minutes=1)
        self.process.stdin.write(f"{self.house.clock.now().isoformat()}\n")
        self.process.stdin.flush()
        self.child = int(self.process.stdout.readline())
        ended = self.process.stdout.readline().strip()
        self.desk.service.faults.clear()
        assert ended in {KILLED, "0"}
        return ended == KILLED


@pytest.fixture
def bot(house, desk):
    with Bot(house, desk) as running:
        yield running


def settle(house):
    house.sync()
    assert house.plan().actions == ()
    assert not house.store.open_intents(house.engagements[0].name)


@pytest.mark.parametrize("fault", [BEFORE, AFTER], ids=["before", "after"])
def test_killed_at_any_write_of_a_hold(house, desk, bot, fault):
    for number in range(1, 10):
        ticket = desk.create(labels=("web",))
        if not bot.cycle(number, **fault):
            break
        settle(house)
        assert len(desk.ours(ticket)) == len(desk.comments(ticket)) == 1
        assert desk.labels(ticket) == ["web", "gate:blocked"]
        assert desk.status(ticket) == "blocked"
    assert number == desk.writes_of_a_hold + 1


@pytest.mark.parametrize("fault", [BEFORE, AFTER], ids=["before", "after"])
def test_killed_at_any_write_of_a_release(house, desk, bot, fault):
    for number in range(1, 10):
        ticket = desk.create(labels=("web",))
        house.sync()
        desk.tick(ticket)
        if not bot.cycle(number, **fault):
            break
        settle(house)
        assert len(desk.ours(ticket)) == len(desk.comments(ticket)) == 1
        assert "belongs in" not in desk.ours(ticket)[0].text
        assert desk.labels(ticket) == ["web"]
        assert desk.status(ticket) == "review"
    assert number == desk.writes_of_a_release + 1


def test_a_bot_that_is_not_killed_does_its_work(house, desk, bot):
    ticket = desk.create()
    assert bot.cycle() is False
    assert desk.status(ticket) == "blocked"
    assert house.plan().actions == ()
