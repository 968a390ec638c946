"""Whatever people do, and however the tracker's index lags, every change is found once, within two cycles."""

import tempfile
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from rules.pack import Pack
from state.open import open_store
from sync.cycle import run_cycle
from sync.engagement import Client, Engagement, Scope, ScopeKind
from sync.stand import World
from tests.sync.houses import Clock
from tests.sync.model_tracker import ModelTracker

IDS = st.sampled_from("1234")
LAGS = st.sampled_from([0, 2, 70, 280]).map(lambda seconds: timedelta(seconds=seconds))
PAUSES = st.sampled_from([0.2, 1, 40, 300, 3_000]).map(lambda seconds: timedelta(seconds=seconds))
AHEAD = st.sampled_from([0, 600]).map(lambda seconds: timedelta(seconds=seconds))
PROJECT = Scope(ScopeKind.PROJECT, "M")
ENGAGEMENT = Engagement("m", "model", PROJECT, ("empty",), Client("Model", ZoneInfo("UTC")))


class Polling(RuleBasedStateMachine):
    @initialize(ahead=AHEAD)
    def begin(self, ahead):
        self.folder = tempfile.TemporaryDirectory()
        self.clock = Clock()
        self.tracker = ModelTracker(self.clock, ahead)
        self.store = open_store(f"sqlite:///{Path(self.folder.name) / 'stageward.db'}")
        self.world = World(self.store, self.clock, {"model": self.tracker}, {"empty": Pack("empty")})
        self.written = 0

    def teardown(self):
        self.store.close()
        self.folder.cleanup()

    @rule(ticket=IDS, lag=LAGS)
    def somebody_writes(self, ticket, lag):
        self.written += 1
        if ticket in self.tracker.truth or ticket not in self.tracker.entries:
            self.tracker.write(ticket, lag, title=f"{self.written:04}")

    @rule(ticket=IDS, before=LAGS, after=LAGS)
    def somebody_writes_before_and_after_a_cycle_within_a_second(self, ticket, before, after):
        self.somebody_writes(ticket, before)
        self.a_cycle_runs()
        self.somebody_writes(ticket, after)

    @rule(ticket=IDS, lag=LAGS)
    def somebody_gives_another_key(self, ticket, lag):
        self.written += 1
        if ticket in self.tracker.truth:
            self.tracker.write(ticket, lag, title=f"{self.written:04}", key=f"M-{self.written}0")

    @rule(ticket=IDS, lag=LAGS)
    def somebody_deletes(self, ticket, lag):
        if ticket in self.tracker.truth:
            self.tracker.delete(ticket, lag)

    @rule(ticket=IDS, lag=LAGS)
    def somebody_moves_it_out_or_back(self, ticket, lag):
        if ticket in self.tracker.entries:
            self.tracker.place(ticket, lag, in_scope=not self.tracker.entries[ticket].in_scope)

    @rule(pause=PAUSES)
    def time_passes(self, pause):
        self.clock.at += pause

    @rule()
    def a_cycle_runs(self):
        (account,) = run_cycle(self.world, [ENGAGEMENT], writes=True).engagements
        assert [one for one in account.troubles if one.kind != "configuration"] == []

    @rule()
    def within_two_cycles_every_change_is_known(self):
        self.clock.at += timedelta(minutes=5)
        self.a_cycle_runs()
        self.clock.at += timedelta(minutes=5)
        self.a_cycle_runs()
        known = self._known()
        assert {one: known.get(one) for one in self.tracker.truth} == self.tracker.truth

    @rule()
    def each_state_was_taken_in_once_and_none_after_a_later_one(self):
        for ticket_id in self.tracker.entries:
            titles = [one.ticket.title for one in self.store.versions("m", ticket_id)]
            assert titles == sorted(set(titles))

    @rule()
    def a_day_later_nothing_else_is_known(self):
        self.clock.at += timedelta(days=1)
        self.a_cycle_runs()
        assert self._known() == self.tracker.truth

    @rule()
    def at_rest_nothing_is_read(self):
        self.a_day_later_nothing_else_is_known()
        before = self.tracker.reads
        self.a_cycle_runs()
        assert self.tracker.reads == before

    def _known(self):
        return {one.ticket.id: one.ticket for one in self.store.snapshots("m")}


Polling.TestCase.settings = settings(
    max_examples=max(25, settings.default.max_examples // 8), stateful_step_count=30, deadline=None
)
TestPolling = Polling.TestCase
