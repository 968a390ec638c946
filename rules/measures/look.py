"""What a measure looks at: one or more engagements over one period, sorted once for all measures."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import NamedTuple

from rules.calendar import Calendar
from rules.measures.case import Case, EngagementHistory, Kind, name_of
from rules.measures.period import Period
from rules.model import Finding, Outcome
from rules.values import fold

Findings = tuple[Finding, ...]


@dataclass(frozen=True)
class Window:
    """One engagement over a period. `begin` is its first moment, `end` the first one after it, or now where that
    comes earlier: nothing is counted that has not happened yet."""

    history: EngagementHistory
    period: Period

    @property
    def calendar(self) -> Calendar:
        return self.history.calendar

    @cached_property
    def begin(self) -> datetime:
        return self.period.bounds(self.calendar.zone)[0]

    @cached_property
    def end(self) -> datetime:
        return min(self.period.bounds(self.calendar.zone)[1], self.history.now)

    @cached_property
    def today(self) -> date:
        """The last day looked at: that of now, else the last of the period."""
        return min(self.calendar.day(self.history.now), self.period.last)

    def __contains__(self, moment: datetime | None) -> bool:
        return moment is not None and self.begin <= moment < self.end

    @cached_property
    def created(self) -> tuple[Case, ...]:
        """Tickets created in the period."""
        return tuple(case for case in self.history.cases if case.ticket.created in self)

    @cached_property
    def done(self) -> tuple[Case, ...]:
        """Tickets done in the period and not opened again."""
        return tuple(case for case in self.history.cases if case.done_at in self)

    @cached_property
    def alive(self) -> tuple[Case, ...]:
        """Tickets that were open at some moment of the period."""
        return tuple(case for case in self.history.cases if self._is_alive(case))

    @cached_property
    def open(self) -> tuple[Case, ...]:
        """Tickets still open when the period ends."""
        return tuple(case for case in self.alive if self._is_open(case))

    @cached_property
    def linked(self) -> Mapping[str, list[Case]]:
        """Tickets that are linked with another one, by the folded key of that; seen from whichever end tells it."""
        by_key: defaultdict[str, list[Case]] = defaultdict(list)
        found: defaultdict[str, list[Case]] = defaultdict(list)
        for case in self.history.cases:
            by_key[fold(case.ticket.key)].append(case)
        for case in self.history.cases:
            for other in case.linked or ():
                found[other].append(case)
                found[fold(case.ticket.key)] += by_key.get(other, ())
        return found

    def _is_alive(self, case: Case) -> bool:
        created, done = case.ticket.created, case.done_at
        return created is not None and created < self.end and (done is None or done >= self.begin)

    def _is_open(self, case: Case) -> bool:
        return case.done_at is None or case.done_at >= self.end


class Judged(NamedTuple):
    """What a finding that passes or fails is told apart by. `stage` and `pillar` are empty where it has none."""

    rule: str
    stage: str
    pillar: str
    person: str
    engagement: str
    passes: bool


@dataclass(frozen=True)
class Look:
    """Engagements over a period. Over several, their tickets count together, each on its own client's clock."""

    histories: tuple[EngagementHistory, ...]
    period: Period

    @cached_property
    def windows(self) -> tuple[Window, ...]:
        return tuple(Window(history, self.period) for history in self.histories)

    @property
    def is_empty(self) -> bool:
        """Tell whether no ticket was ever seen: then a count of nothing is not known, rather than zero."""
        return not any(history.cases for history in self.histories)

    @cached_property
    def judged(self) -> Counter[Judged]:
        """The findings of tickets open in the period that pass or fail, counted; all else says nothing."""
        found: Counter[Judged] = Counter()
        for window in self.windows:
            for (findings, person), times in _alike(window):
                for one in _judged(findings, person, window.history):
                    found[one] += times
        return found

    def created(self, kind: Kind) -> Iterator[Case]:
        """Yield tickets of a kind created in the period."""
        return (case for window in self.windows for case in window.created if kind in case.kinds)

    def done(self, kind: Kind) -> Iterator[Case]:
        """Yield tickets of a kind done in the period."""
        return (case for window in self.windows for case in window.done if kind in case.kinds)


def _alike(window: Window) -> Iterator[tuple[tuple[Findings, str], int]]:
    """Yield the findings on open tickets of somebody, and on how many of them they are: thousands of tickets share
    the very same findings, which are therefore told apart by identity, not by looking into them."""
    held: dict[tuple[int, str], tuple[Findings, str]] = {}
    times: Counter[tuple[int, str]] = Counter()
    for case in window.alive:
        findings, person = window.history.findings_of(case), name_of(case.ticket.assignee)
        held[id(findings), person] = (findings, person)
        times[id(findings), person] += 1
    return ((held[which], number) for which, number in times.items())


def _judged(findings: Findings, person: str, history: EngagementHistory) -> Iterator[Judged]:
    for finding in findings:
        if finding.outcome is Outcome.PASS or finding.outcome is Outcome.FAIL:
            stage, pillar = finding.gate.stage if finding.gate else "", history.pillars.get(finding.rule, "")
            yield Judged(finding.rule, stage, pillar, person, history.name, finding.outcome is Outcome.PASS)
