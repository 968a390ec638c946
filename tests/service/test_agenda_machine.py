"""Whatever happens to the service — cycles that fail, kills, restarts, hints, clocks that are set —, no cycle is missed
and none is doubled. The service is the real one, over a store on disk; only time and cycles are the test's."""

from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from state.open import open_store
from sync.serve import Service, Signals
from sync.service.crew import AtHand
from sync.service.roster import Roster
from sync.service.turns import Ended, Outcome
from sync.service.watch import NobodyWatches
from sync.service.works import Told
from tests.service.desk import Clock, Office, Premises
from tests.sync.houses import an_empty_store

NAMES = ("apollo", "lumen", "zeus")
EVERY = {"apollo": timedelta(seconds=60), "lumen": timedelta(seconds=60), "zeus": timedelta(seconds=40)}
STEP = timedelta(seconds=10)
outcomes = st.sampled_from(list(Outcome))


class Crew:
    """Holds what it is given until the test lets it end."""

    def __init__(self):
        self.jobs = []

    def give(self, job):
        self.jobs.append(job)


class TheService(RuleBasedStateMachine):
    def __init__(self):
        super().__init__()
        self.closing = ExitStack()
        folder = Path(self.closing.enter_context(TemporaryDirectory()))
        (folder / "stageward.db").write_bytes(an_empty_store())
        self.clock = Clock(datetime(2026, 3, 9, 12, tzinfo=UTC))
        self.office = Office(lambda: open_store(f"sqlite:///{folder / 'stageward.db'}"))
        self.began = {}  # of the last cycle that completed
        self.may_be_sooner = set(NAMES)
        self.at_hand = self.closing.enter_context(AtHand(self.office.open_store))
        self.begin_to_serve()

    def teardown(self):
        with self.closing:
            self.time_goes_by_in_peace()

    def begin_to_serve(self):
        self.crew, self.working, self.outcome = Crew(), {}, {}
        roster = Roster((), min(EVERY.values()), EVERY, parallel=2)
        told = Told(NobodyWatches(), lambda _account: None, self.told)
        self.service = Service(self.office, Premises(roster), self.clock, told, self.work)
        self.service._take_up(self.at_hand)
        self.may_be_sooner = set(NAMES)  # what was due comes at once

    def told(self, said):
        assert said.startswith(("ALARM", "The alarm")), said

    def work(self, name, _premises):
        if name in NAMES:
            assert name not in self.working, "it is cycled twice at a time"
            last = self.began.get(name)
            hinted = self.at_hand.store.agenda.turns()[name].hinted
            is_hinted = hinted is not None and last is not None and last < hinted <= self.clock.now()
            if name not in self.may_be_sooner and not is_hinted and last is not None:
                assert self.clock.now() >= last + 0.9 * EVERY[name], "it is cycled again too soon"
            self.working[name] = self.clock.now()
        return lambda _at_hand: Ended(self.outcome.get(name, Outcome.COMPLETED), 20.0)

    def look(self):
        self.service._look(Signals(), self.crew, self.at_hand)

    def end(self, job, outcome):
        (turn, *_) = job.args
        name = turn.engagement
        self.outcome[name] = outcome if name in NAMES else Outcome.COMPLETED
        self.crew.jobs.remove(job)
        job(self.at_hand)
        began = self.working.pop(name, None)
        if began is not None:
            self.may_be_sooner.discard(name)
            self.began[name] = min(began, self.clock.now())  # the clock may have been set back meanwhile
            if outcome is Outcome.STOPPED:
                self.may_be_sooner.add(name)

    @rule(seconds=st.integers(0, 200))
    def time_passes(self, seconds):
        self.clock.pass_(seconds=seconds)
        self.look()

    @rule(hours=st.integers(-3000, 3000))
    def the_clock_is_set(self, hours):
        self.clock.pass_(hours=hours)
        self.may_be_sooner = set(NAMES)
        self.look()

    @rule(place=st.integers(0, 9), outcome=outcomes)
    def a_cycle_ends(self, place, outcome):
        if self.crew.jobs:
            self.end(self.crew.jobs[place % len(self.crew.jobs)], outcome)

    @rule(name=st.sampled_from(NAMES))
    def somebody_hints(self, name):
        self.at_hand.store.agenda.hint((name,), self.clock.now())
        self.may_be_sooner.add(name)

    @rule()
    def it_is_killed_and_comes_back(self):
        self.began |= self.working
        self.begin_to_serve()

    @rule()
    def the_store_is_opened_anew(self):
        self.at_hand.drop()

    @invariant()
    def no_more_than_allowed_are_in_hand(self):
        assert len(self.working) <= 2

    def time_goes_by_in_peace(self):
        """From wherever it stands, every engagement is cycled as often as it should be within the next hours."""
        self.in_peace(timedelta(minutes=9))  # the longest back-off, and whatever is in hand
        counts = self.in_peace(timedelta(minutes=10))
        for name, every in EVERY.items():
            assert counts[name] >= timedelta(minutes=10) // (every + STEP) - 1, f"cycles of {name} were missed"
            assert counts[name] <= timedelta(minutes=10) / (0.9 * every) + 2, f"cycles of {name} were doubled"

    def in_peace(self, span):
        counts, end = dict.fromkeys(NAMES, 0), self.clock.now() + span
        while self.clock.now() < end:
            self.look()
            for job in list(self.crew.jobs):
                counts |= {name: counts[name] + 1 for name in NAMES if name == job.args[0].engagement}
                self.end(job, Outcome.COMPLETED)
            self.clock.at += STEP
        return counts


TestTheService = TheService.TestCase
TestTheService.settings = settings(max_examples=10, stateful_step_count=30, deadline=None, phases=[Phase.generate])
