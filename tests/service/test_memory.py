"""The memory of a service stays what it is, however many cycles it does. It is the real one, over a sandbox."""

import gc
import io
import sys
from contextlib import ExitStack
from datetime import UTC, datetime

import pytest

from connectors.sandbox import Fault
from run import House
from sync.cli.wanted import Wanted
from sync.serve import Service, Signals
from sync.service.crew import AtHand
from sync.service.logs import LogForm
from sync.service.memory import EVERY, Tidying, settled
from sync.service.opening import LogWishes
from sync.service.stopping import Stop
from sync.service.works import Told, Works
from tests.service.desk import Clock
from tests.sync.jira_desks import JiraDesk

WANTED = Wanted(engagements=("apollo",))
MOST_LEFT = 5  # blocks of memory a cycle may leave behind: tables of Python grow now and then


class OneHand:
    """Does at once what it is given, always with the same store."""

    def __init__(self, at_hand):
        self.at_hand = at_hand

    def give(self, job):
        job(self.at_hand)


class Driven:
    """A service of one engagement, whose cycles are done here and now."""

    def __init__(self, stage, tell, closing):
        self.jira, self.clock, self.signals = JiraDesk(stage.sandbox.jira), Clock(datetime.now(UTC)), Signals()
        house, stop = House(), Stop()
        watch = closing.enter_context(house.watch(WANTED, LogWishes(LogForm.JSON, "error", io.StringIO())))
        office, premises = closing.enter_context(house.office(WANTED, lambda _seconds: None))
        told = Told(watch, tell, pytest.fail)
        self.service = Service(office, premises, self.clock, told, Works(told, stop).of)
        self.at_hand = closing.enter_context(AtHand(office.open_store))
        self.crew = OneHand(closing.enter_context(AtHand(office.open_store)))

    def cycle(self, number):
        """Let the engagement be due so many times, now and then with a tracker that refuses."""
        for turn in range(number):
            if turn % 10 == 0:
                self.jira.fault(Fault(status=403))
            self.clock.pass_(minutes=5)
            self.service._tick(self.signals, self.crew, self.at_hand)

    def held(self):
        """Return the blocks of memory in use; the sandbox is in this process, too, and keeps every request."""
        self.jira.service.log.clear()
        gc.collect()
        return sys.getallocatedblocks()


@pytest.fixture
def driven_with(stage, monkeypatch):
    monkeypatch.setenv("STAGEWARD_CONFIG", str(stage.config))
    monkeypatch.setenv("STAGEWARD_SECRETS_DIR", str(stage.secrets))
    with ExitStack() as closing:
        yield lambda tell: Driven(stage, tell, closing)


def left_by_each(driven, warm, cycles):
    driven.cycle(warm)
    before = driven.held()
    driven.cycle(cycles)
    return (driven.held() - before) / cycles


def test_hundreds_of_cycles_leave_nothing_behind(driven_with):
    codes = []
    driven = driven_with(lambda account: codes.append(account.exit_code))
    assert left_by_each(driven, 100, 200) < MOST_LEFT
    assert codes.count(0) > 250
    assert len(codes) - codes.count(0) > 20, "some of them failed"


def test_a_cycle_that_left_its_account_behind_would_be_noticed(driven_with):
    kept = []
    assert left_by_each(driven_with(kept.append), 20, 20) > 4 * MOST_LEFT


def test_circles_are_searched_for_now_and_then_and_no_more_often(monkeypatch):
    now, searches = [100.0], []
    monkeypatch.setattr(gc, "collect", lambda: searches.append(now[0]))
    tidying = Tidying(lambda: now[0])
    for _ in range(int(2.5 * EVERY)):
        now[0] += 1
        tidying.now_and_then()
    assert searches == [100 + EVERY, 100 + 2 * EVERY]


def test_what_is_there_when_serving_begins_is_not_searched_again():
    there = []
    there.append(there)
    with settled():
        assert gc.get_freeze_count() > 0
        assert not any(one is there for one in gc.get_objects())
    assert gc.get_freeze_count() == 0
