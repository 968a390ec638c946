"""What all tickets of an engagement come to together, and what each of them adds to it: so that a look at a few keeps up
what is told of all. Pure."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import TypeVar

from rules.model import Finding, Outcome, Standing, Ticket
from rules.policy import Policy
from rules.values import is_empty, shown
from sync.account import Tally, counted_findings
from sync.plan import Subject
from sync.reading import TEAM
from sync.rollout import on_trial
from sync.scenes import is_home

T = TypeVar("T")
Mark = tuple[str, ...]
"""One thing a ticket adds; the first word says what it is."""
Came = tuple[str, str, str]
"""A rule, its outcome and its severity."""
STANDING, UNMAPPED, UNSEEN, TRIAL, WAIVED = "standing", "unmapped", "unseen", "trial", "waived"
BEGIN, END, SPRINT, TEAM_OF = "begin", "end", "sprint", "team"
OPEN, DONE, HOME, WORK = "open", "done", "home", "work"


@dataclass(frozen=True, slots=True)
class Sums:
    """How many findings came to what, and how many tickets add each mark."""

    findings: Mapping[Came, int] = field(default_factory=lambda: MappingProxyType({}))
    marks: Mapping[Mark, int] = field(default_factory=lambda: MappingProxyType({}))

    def of(self, word: str) -> list[Mark]:
        """Return the marks of one word without it, sorted."""
        return sorted(mark[1:] for mark in self.marks if mark[0] == word)

    def standings(self, where: str) -> dict[str, int]:
        """Count the tickets of the engagement but its home by standing, those that are OPEN or those that are DONE."""
        found = {one: self.marks.get((STANDING, one.value, where, WORK), 0) for one in Standing}
        return {standing.value: count for standing, count in found.items() if count}

    def instead(self, less: "Sums", more: "Sums") -> "Sums":
        """Return the sums after tickets that added `less` add `more`."""
        return Sums(_moved(self.findings, less.findings, more.findings), _moved(self.marks, less.marks, more.marks))

    def tally(self, seen: int) -> Tally:
        """Count what the verdicts of all `seen` tickets come to."""
        outcomes = {outcome.value: 0 for outcome in Outcome}
        failing: Counter[tuple[str, str]] = Counter()
        for (rule, outcome, severity), count in self.findings.items():
            outcomes[outcome] += count
            if outcome == Outcome.FAIL.value:
                failing[rule, severity] += count
        standings: Counter[str] = Counter()
        for mark, count in self.marks.items():
            if mark[0] == STANDING:
                standings[mark[1]] += count
        return Tally(
            seen,
            outcomes,
            self._observed(),
            standings,
            tuple((*told, count) for told, count in sorted(failing.items())),
            tuple(date.fromisoformat(until) for until, _ in self.of(WAIVED)),
        )

    def _observed(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, list[str]] = {}
        for rule, key in self.of(TRIAL):
            found.setdefault(rule, []).append(key)
        return {rule: tuple(sorted(keys, key=lambda key: (len(key), key))) for rule, keys in found.items()}


def _moved(before: Mapping[T, int], less: Mapping[T, int], more: Mapping[T, int]) -> dict[T, int]:
    counts = Counter(before)
    counts.subtract(less)
    counts.update(more)
    return {mark: count for mark, count in counts.items() if count}


def sums_of(subjects: Sequence[Subject], shares: Iterable[Sequence[Mark]]) -> Sums:
    """Return what some tickets come to, each with its share."""
    findings: Counter[Came] = Counter()
    for finding, count in counted_findings(subjects):
        findings[came(finding)] += count
    return Sums(findings, Counter(mark for share in shares for mark in share))


def came(finding: Finding) -> Came:
    return finding.rule, finding.outcome.value, finding.severity.value


def share_of(subject: Subject, policy: Policy, fields: Iterable[str]) -> tuple[Mark, ...]:
    """Return what one ticket adds beside its findings. `fields` are those rules look at."""
    return tuple(dict.fromkeys(_marks(subject, policy, fields)))


def _marks(subject: Subject, policy: Policy, fields: Iterable[str]) -> Iterator[Mark]:
    ticket, verdict = subject.ticket, subject.verdict
    kind = HOME if is_home(ticket, policy) else WORK
    yield STANDING, verdict.standing.value, DONE if ticket.done else OPEN, kind
    if not verdict.stages and any(one.gate for one in verdict.with_outcome(Outcome.UNKNOWN)):
        yield UNMAPPED, ticket.status, ticket.key
    for name in ticket.unseen.keys() & set(fields) if ticket.unseen else ():
        yield UNSEEN, ticket.unseen[name], name, ticket.key
    for rule in on_trial([(ticket.key, subject.observed)]) if subject.observed else ():
        yield TRIAL, rule, ticket.key
    for one in verdict.with_outcome(Outcome.WAIVED):
        if one.waiver is not None:
            yield WAIVED, one.waiver.until.isoformat(), repr(one.waiver)
    if not tells_of_deliveries(policy):
        yield from marks_of_size(ticket, policy)


def marks_of_size(ticket: Ticket, policy: Policy) -> Iterator[Mark]:
    """Yield what of a ticket tells how large its engagement is."""
    begins = ticket.start or (policy.setting.calendar.day(ticket.created) if ticket.created else None)
    if begins is not None:
        yield BEGIN, begins.isoformat()
    if ticket.due is not None:
        yield END, ticket.due.isoformat()
    yield from ((SPRINT, sprint) for sprint in ticket.sprint)
    if not is_empty(team := ticket.fields.get(TEAM)):
        yield TEAM_OF, shown(team)


def tells_of_deliveries(policy: Policy) -> bool:
    """Tell whether any pack has a stage that tells the client of milestones or deliveries."""
    return any({"milestone", "delivery"} & set(stage.tells) for pack in policy.packs for stage in pack.stages)
