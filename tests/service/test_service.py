"""The loop that gives out turns: what goes wrong spins nothing, and a changed configuration counts only when it is
sound."""

from datetime import timedelta

import pytest
from schedule import Scheduler

from state.open import open_store
from sync.serve import TICK, Service, Signals, keep_ticking
from sync.service.agenda_store import NotTakenUp
from sync.service.crew import AtHand
from sync.service.reload import FilesSeen
from sync.service.roster import Roster
from sync.service.turns import HOUSE, Ended, Outcome
from sync.service.watch import NobodyWatches
from sync.service.works import Told
from tests.service.desk import Clock, Office, Premises

EVERY = timedelta(minutes=5)
ROSTER = Roster((), EVERY, {"apollo": EVERY, "lumen": EVERY})


class Watched(NobodyWatches):
    """Remembers what it was told."""

    def __init__(self):
        self.told = []

    def failed(self, engagement, error):
        self.told.append((engagement, str(error)))

    def reloaded(self, mistakes):
        self.told.append(("reloaded", mistakes))

    def expects(self, every):
        self.told.append(("expects", sorted(every)))


class Crew:
    """Does at once what it is given, as a thread with a store of its own would."""

    def __init__(self, open_store):
        self.open_store = open_store

    def give(self, job):
        with AtHand(self.open_store) as at_hand:
            job(at_hand)


class Bench:
    """A service over a store on disk. `works` holds what the next cycles of an engagement come to."""

    def __init__(self, folder, at_hand, opening):
        self.clock, self.watch, self.notes, self.done = Clock(), Watched(), [], []
        self.works = {}
        self.signals, self.at_hand, self.crew = Signals(), at_hand, Crew(opening)
        self.office = Office(opening)
        told = Told(self.watch, lambda _account: None, self.notes.append)
        self.service = Service(self.office, Premises(ROSTER), self.clock, told, self.work)

    def work(self, name, premises):
        def do(_at_hand):
            self.done.append((name, premises.roster.every))
            ends = self.works.get(name) or [Ended(Outcome.COMPLETED)]
            end = ends.pop(0)
            if isinstance(end, Exception):
                raise end
            return end

        return do

    def tick(self, **later):
        self.clock.pass_(**later)
        self.service._tick(self.signals, self.crew, self.at_hand)

    def cycles(self, name):
        return [one for one, _ in self.done].count(name)

    @property
    def agenda(self):
        return self.at_hand.store.agenda


@pytest.fixture
def bench(tmp_path):
    def opening():
        return open_store(f"sqlite:///{tmp_path / 'stageward.db'}")

    with AtHand(opening) as at_hand:
        yield Bench(tmp_path, at_hand, opening)


def test_a_cycle_that_raises_is_told_backs_off_and_keeps_no_other_one_back(bench):
    bench.works["apollo"] = [ValueError("first"), ValueError("second")]
    bench.tick()
    bench.tick(seconds=10)
    assert bench.watch.told == [("apollo", "first")]
    for _ in range(20):
        bench.tick(seconds=1)
    assert (bench.cycles("apollo"), bench.cycles("lumen")) == (1, 1)
    bench.tick(minutes=5)
    assert bench.watch.told == [("apollo", "first"), ("apollo", "second")]
    bench.tick(minutes=5)
    assert (bench.cycles("apollo"), bench.cycles("lumen")) == (2, 3)
    bench.tick(minutes=5)
    assert (bench.cycles("apollo"), bench.cycles("lumen")) == (3, 4)


def test_what_concerns_all_engagements_has_one_turn_of_its_own(bench):
    bench.tick()
    for _ in range(3):
        bench.tick(minutes=5)
    assert (bench.cycles(HOUSE), bench.cycles("apollo")) == (3, 3)


def test_a_store_that_cannot_be_opened_is_told_once_and_looked_at_less_and_less_often(bench, tmp_path):
    bench.at_hand.drop()
    (tmp_path / "stageward.db").unlink(missing_ok=True)
    (tmp_path / "stageward.db").write_bytes(b"this is no database at all, whatever it is called")
    for _ in range(40):
        bench.tick(seconds=1)
    assert len(bench.notes) == 1
    assert "cannot be looked at" in bench.notes[0]
    (tmp_path / "stageward.db").unlink()
    for _ in range(70):
        bench.tick(seconds=1)
    assert bench.notes[1:] == ["The agenda can be looked at again."]
    assert bench.cycles("apollo") == 1


def test_a_turn_that_could_not_be_kept_is_kept_later_and_not_done_again_at_once(bench, tmp_path):
    database = tmp_path / "stageward.db"
    bench.tick()

    def lose_the_store(_at_hand):
        bench.at_hand.drop()
        database.rename(tmp_path / "away")
        database.write_bytes(b"this is no database at all, whatever it is called")
        bench.done.append(("apollo", None))
        return Ended(Outcome.COMPLETED)

    bench.service._works = lambda name, premises: lose_the_store if name == "apollo" else bench.work(name, premises)
    turn = bench.agenda.turns()["apollo"]
    bench.service._begin(turn, EVERY, bench.crew, bench.at_hand)
    database.unlink()
    (tmp_path / "away").rename(database)
    for _ in range(10):
        bench.tick(seconds=1)
    assert bench.cycles("apollo") == 1
    assert bench.agenda.turns()["apollo"].completed is not None


def test_a_changed_configuration_is_taken_up_once_it_was_left_alone(bench):
    bench.office.answer = Premises(Roster((), 2 * EVERY, {"apollo": EVERY, "zeus": EVERY}))
    bench.tick()
    bench.tick(seconds=10)
    bench.office.version = 1
    bench.tick()
    bench.tick()
    assert bench.office.readings == 0
    for _ in range(4):
        bench.tick()
    assert bench.office.readings == 1
    assert ("expects", ["apollo", "zeus"]) in bench.watch.told
    bench.tick(minutes=10)
    assert (bench.cycles("zeus"), bench.cycles("lumen")) == (1, 1)
    assert bench.done[-1][1] == 2 * EVERY


def test_one_with_mistakes_is_not_and_that_is_kept_until_it_is_mended(bench):
    told = NotTakenUp(bench.clock.now(), "stageward.yaml:3:1: wrong", 2)
    bench.office.answer = told
    bench.signals.reload = True
    bench.tick()
    assert bench.agenda.not_taken_up() == told
    assert bench.watch.told == [("reloaded", "stageward.yaml:3:1: wrong (and 2 more)")]
    bench.tick(seconds=10)
    assert bench.cycles("lumen") == 1
    bench.office.answer = Premises(ROSTER)
    bench.signals.reload = True
    bench.tick()
    assert bench.agenda.not_taken_up() is None
    assert bench.watch.told[-1] == ("reloaded", "")


def test_what_only_a_restart_takes_up_says_so(bench):
    other = Roster((), EVERY, {"apollo": EVERY}, fixed={"state: url": "another"})
    bench.office.answer = Premises(other)
    bench.signals.reload = True
    bench.tick()
    kept = bench.agenda.not_taken_up()
    assert kept.said.startswith("state: url: the change is taken up when serve is started again")
    bench.tick(minutes=1)
    assert (bench.cycles("apollo"), bench.cycles("lumen")) == (1, 0)


def test_files_that_are_touched_and_say_the_same_are_not_read_again():
    watching = FilesSeen("one", "content")
    assert not watching.is_news("two", lambda: "content")
    assert not watching.is_news("two", lambda: "content")
    assert not watching.is_news("three", lambda: "other")
    assert watching.is_news("three", lambda: "other")
    assert not watching.is_news("three", lambda: "other")


def test_a_clock_that_is_set_back_keeps_no_tick_out():
    ticks, scheduler = [], Scheduler()
    keep_ticking(scheduler, lambda: ticks.append(1))
    (job,) = scheduler.jobs
    job.next_run += timedelta(hours=1)  # as it looks after the clock went back an hour
    keep_ticking(scheduler, lambda: ticks.append(1))
    assert scheduler.idle_seconds <= TICK
