"""Verdicts as they stood at moments of the past: those of today, with every change since then taken back. Pure.

The trail tells of each change what was so before it; what a first verdict found cannot be seen behind it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from rules.model import Finding, Outcome, Severity
from sync.figures.measures_kept import JudgementTold

Findings = tuple[Finding, ...]


def findings_then(
    today: Mapping[str, Findings], told: Sequence[JudgementTold], moments: Sequence[datetime]
) -> Iterator[Mapping[str, Findings]]:
    """Yield, for each moment, the newest first, the findings of the tickets that stood otherwise then, by id.

    `told` are the changes since the last of these moments, the newest first. The severity of a rule that is not asked
    any more is not known: it counts as one that warns.
    """
    then: dict[str, Findings] = {}
    place = 0
    for moment in moments:
        while place < len(told) and told[place].at >= moment:
            change = told[place]
            after = then.get(change.ticket_id, today.get(change.ticket_id, ()))
            then[change.ticket_id] = () if change.is_first else _before(after, change.before)
            place += 1
        yield dict(then)


def _before(after: Iterable[Finding], before: Mapping[str, str | None]) -> Findings:
    kept = [_with(one, before[one.rule]) if one.rule in before else one for one in after]
    present = {one.rule for one in kept if one is not None}
    gone = [
        _with(Finding(rule, Outcome.PASS, Severity.WARN), told) for rule, told in before.items() if rule not in present
    ]
    return tuple(one for one in (*kept, *gone) if one is not None)


def _with(finding: Finding, outcome: str | None) -> Finding | None:
    return None if outcome is None else replace(finding, outcome=Outcome(outcome))
