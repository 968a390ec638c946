"""How one rule stands on the tickets of an engagement, counted from stored verdicts. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rules.model import Outcome
from rules.values import fold
from sync.remembered import Judged, Snapshot


@dataclass(frozen=True, slots=True)
class Tally:
    """Keys of tickets by outcome, all outcomes named. `unjudged` counts tickets whose verdict is older than the rule."""

    engagement: str
    keys: Mapping[Outcome, tuple[str, ...]]
    unjudged: int

    @property
    def judged(self) -> int:
        return sum(map(len, self.keys.values()))


def tally(engagement: str, rule: str, snapshots: Iterable[Snapshot], verdicts: Mapping[str, Judged]) -> Tally:
    """Count a rule's outcomes on all tickets of an engagement; keys in their natural order."""
    keys: dict[Outcome, list[str]] = {outcome: [] for outcome in Outcome}
    unjudged = 0
    for ticket in sorted((one.ticket for one in snapshots), key=lambda one: (len(one.key), one.key)):
        outcome = _outcome(rule, verdicts.get(ticket.id))
        if outcome is None:
            unjudged += 1
        else:
            keys[outcome].append(ticket.key)
    return Tally(engagement, {outcome: tuple(told) for outcome, told in keys.items()}, unjudged)


def _outcome(rule: str, judged: Judged | None) -> Outcome | None:
    findings = judged.verdict.findings if judged is not None else ()
    return next((finding.outcome for finding in findings if fold(finding.rule) == fold(rule)), None)
