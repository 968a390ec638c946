"""Verdicts as they stood at moments of the past: those of today, with every change since then taken back. Pure.

The trail tells of each change what was so before it; what a first verdict found cannot be seen behind it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import lru_cache

from rules.model import Finding, Gate, Outcome, Severity
from sync.figures.measures_kept import JudgementTold

Findings = tuple[Finding, ...]


def findings_then(today: Findings, told: Sequence[JudgementTold], moments: Sequence[datetime]) -> Iterator[Findings]:
    """Yield the findings of a ticket as they stood at each moment, the newest first.

    `told` are its changes since the last of these moments, the newest first. The severity of a rule that is not asked
    any more is not known: it counts as one that warns.
    """
    then, place = today, 0
    for moment in moments:
        while place < len(told) and told[place].at >= moment:
            then = () if told[place].is_first else _before(then, told[place].before)
            place += 1
        yield then


def _before(after: Iterable[Finding], before: Mapping[str, str | None]) -> Findings:
    kept = [_with(one, before[one.rule]) if one.rule in before else one for one in after]
    present = {one.rule for one in kept if one is not None}
    gone = [
        _with(Finding(rule, Outcome.PASS, Severity.WARN), told) for rule, told in before.items() if rule not in present
    ]
    return tuple(one for one in (*kept, *gone) if one is not None)


def _with(finding: Finding, outcome: str | None) -> Finding | None:
    return None if outcome is None else replace(finding, outcome=Outcome(outcome))


class Counted:
    """Findings as measures count them: those that pass or fail, without their words. Thousands of tickets have the
    same ones: they are held once, told apart by what is in them being the very same values, which they keep alive."""

    def __init__(self) -> None:
        self._findings: dict[tuple[int, ...], Findings] = {}
        self._several: dict[tuple[int, ...], tuple[Findings, ...]] = {}

    def of(self, findings: Findings) -> Findings:
        """Return what counts of some findings: the very same value for the same ones."""
        if not findings:
            return ()
        some = tuple(
            _plain(one.rule, one.outcome, one.severity, one.gate) if one.found or one.wanted or one.until else one
            for one in findings
            if one.outcome is Outcome.PASS or one.outcome is Outcome.FAIL
        )
        return self._findings.setdefault(tuple(map(id, some)), some)

    def each_of(self, several: Iterable[Findings]) -> tuple[Findings, ...]:
        """Return what counts at several moments."""
        some = tuple(map(self.of, several))
        return self._several.setdefault(tuple(map(id, some)), some)


@lru_cache(maxsize=4_096)
def _plain(rule: str, outcome: Outcome, severity: Severity, gate: Gate | None) -> Finding:
    return Finding(rule, outcome, severity, gate)
