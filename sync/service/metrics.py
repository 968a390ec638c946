"""Figures for Prometheus, in a registry of their own. No label ever holds a ticket's key.

What grows is counted while it happens; what stands is told when it is asked for, from what the last cycles left.
"""

import sys
from collections import Counter as Counted
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from functools import partial
from threading import Lock
from typing import TypeVar

from prometheus_client import CollectorRegistry, Counter, Histogram, Info, ProcessCollector
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from sync.account import EngagementAccount, RunAccount, Tally
from sync.calls import Calls
from sync.ports import PortError
from sync.service.endings import Ending, writes_of
from sync.service.pulse import Pulse
from sync.service.vitals import StoreVitals, Vitals

Label = TypeVar("Label", bound="str | tuple[str, ...]")

ENDS_SOON = timedelta(days=7)
SECONDS = (0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 900, 3600)
KINDS: Mapping[str, Callable[[Calls], int]] = {
    "read": lambda calls: calls.reads,
    "write": lambda calls: calls.writes,
    "retry": lambda calls: calls.retries,
}


class Metrics:
    """Counts what the service does. May be used from several threads."""

    def __init__(self, version: str, pulse: Pulse, store: StoreVitals) -> None:
        self.registry = CollectorRegistry()
        counter = partial(Counter, namespace="stageward", registry=self.registry)
        self._cycles = counter("cycles", "Cycles that ended, by what they came to.", ["engagement", "outcome"])
        self._seconds = Histogram(
            "cycle_seconds",
            "How long cycles took.",
            ["engagement"],
            namespace="stageward",
            registry=self.registry,
            buckets=SECONDS,
        )
        self._changed = counter("tickets_changed", "Tickets that were read as changed.", ["engagement"])
        self._judged = counter("tickets_judged", "Tickets that were judged anew.", ["engagement"])
        self._writes = counter("writes", "Writes that were tried, by what came of them.", ["verb", "outcome"])
        self._calls = counter("calls", "Requests to a source.", ["source", "kind"])
        self._limited = counter("calls_limited", "Answers of a source that wants fewer requests.", ["source"])
        self._waited = counter("call_wait_seconds", "Seconds spent waiting for a source.", ["source"])
        self._returned = counter("mails_returned", "Mails that came back, for good or for now.", ["kind"])
        self._reloads = counter("reloads", "Configurations read again, by whether they hold.", ["outcome"])
        Info("build", "Versions.", namespace="stageward", registry=self.registry).info(
            {"version": version, "python": sys.version.split()[0]}
        )
        ProcessCollector(registry=self.registry)
        self.standing = Standing(pulse, store)
        self.registry.register(self.standing)

    def ended(self, engagement: str, ending: Ending, seconds: float | None = None) -> None:
        """Count a cycle; one that was broken off took no time that says anything."""
        self._cycles.labels(engagement, ending.value).inc()
        if seconds is not None:
            self._seconds.labels(engagement).observe(seconds)

    def account(self, one: EngagementAccount) -> None:
        """Count what a cycle did in one engagement."""
        self._changed.labels(one.name).inc(one.changed)
        self._judged.labels(one.name).inc(one.judged)
        for action in writes_of(one):
            self._writes.labels(action.verb.value, action.state.value).inc()

    def calls(self, account: RunAccount) -> None:
        """Count the requests a run made, by source."""
        for source, calls in account.calls.items():
            for kind, number in KINDS.items():
                self._calls.labels(source, kind).inc(number(calls))
            self._limited.labels(source).inc(calls.limited)
            self._waited.labels(source).inc(calls.throttled_s)
        self.standing.budget(account.calls)

    def returned(self, *, is_hard: bool) -> None:
        self._returned.labels("hard" if is_hard else "soft").inc()

    def reloaded(self, *, holds: bool) -> None:
        self._reloads.labels("taken" if holds else "refused").inc()


class Standing(Collector):
    """What stands at the moment it is asked for."""

    def __init__(self, pulse: Pulse, store: StoreVitals) -> None:
        self._pulse, self._store = pulse, store
        self._lock = Lock()
        self._tallies: dict[str, Tally] = {}
        self._refused: dict[str, bool] = {}
        self._left: dict[str, int] = {}

    def keep(self, one: EngagementAccount) -> None:
        """Take in how an engagement stands after a cycle that came through."""
        with self._lock:
            self._tallies[one.name], self._refused[one.name] = one.tally(), bool(one.excesses)

    def budget(self, calls: Mapping[str, Calls]) -> None:
        """Take in what sources told their tokens have left."""
        with self._lock:
            self._left |= {source: told.left for source, told in calls.items() if told.left is not None}

    def describe(self) -> list[Metric]:
        """Keep the registry from asking the store when this is registered."""
        return []

    def collect(self) -> Iterator[Metric]:
        with self._lock:
            expected = {look.engagement for look in self._pulse.looks()}
            tallies = {name: tally for name, tally in self._tallies.items() if name in expected}
            refused = {name: int(self._refused[name]) for name in tallies}
            left = dict(self._left)
        yield from _tickets(tallies, self._pulse.clock.now().date())
        yield _family("plan_refused", "Whether a plan waits beyond a limit.", ["engagement"], refused)
        yield _family("budget_left", "Requests a token has left, as its source told last.", ["source"], left)
        yield _family("loop_silence_seconds", "Seconds since the loop last moved.", [], {(): self._pulse.silence})
        yield from self._of_store()

    def _of_store(self) -> Iterator[Metric]:
        try:
            vitals = self._store.look()
        except PortError:
            yield _family("store_up", "Whether the store answers.", [], {(): 0})
            return
        yield _family("store_up", "Whether the store answers.", [], {(): 1})
        yield _family("mails", "Notices in the outbox, by state.", ["state"], vitals.mails)
        yield _family(
            "cycle_age_seconds", "Seconds since a cycle last came through.", ["engagement"], self._ages(vitals)
        )

    def _ages(self, vitals: Vitals) -> dict[str, float]:
        now = self._pulse.clock.now()
        lasts = {look.engagement: look.last(vitals.completed) for look in self._pulse.looks()}
        return {name: (now - last).total_seconds() for name, last in lasts.items() if last is not None}


def _tickets(tallies: Mapping[str, Tally], today: date) -> Iterator[Metric]:
    rules: Counted[tuple[str, str]] = Counted()
    for tally in tallies.values():
        for rule, severity, count in tally.failing:
            rules[rule, severity] += count
    known = {name: tally.seen for name, tally in tallies.items()}
    standings = {(name, one): count for name, tally in tallies.items() for one, count in tally.standings.items()}
    outcomes = {(name, one): count for name, tally in tallies.items() for one, count in tally.outcomes.items()}
    waivers = {(name, "in_force"): len(tally.waivers) for name, tally in tallies.items()}
    ending = {
        (name, "ends_within_7_days"): sum(until - today <= ENDS_SOON for until in tally.waivers)
        for name, tally in tallies.items()
    }
    yield _family("tickets", "Tickets that are known.", ["engagement"], known)
    yield _family("tickets_standing", "Tickets by their standing.", ["engagement", "standing"], standings)
    yield _family("findings", "Findings by their outcome.", ["engagement", "outcome"], outcomes)
    yield _family("tickets_failing", "Tickets a rule fails on, in all engagements.", ["rule", "severity"], rules)
    yield _family("waivers", "Waivers that let something pass.", ["engagement", "span"], {**waivers, **ending})


def _family(name: str, told: str, labels: list[str], values: Mapping[Label, float]) -> Metric:
    family = GaugeMetricFamily(f"stageward_{name}", told, labels=labels)
    for key, value in values.items():
        family.add_metric([key] if isinstance(key, str) else list(key), value)
    return family
