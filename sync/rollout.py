"""How far each rule goes in an engagement: observed only, warning at most, or all it can. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from rules.judge import standing_of
from rules.model import Finding, Outcome, Severity, Verdict
from rules.policy import Policy
from rules.values import fold
from sync.engagement import Engagement, Mode
from sync.remembered import SeenRule

TOLD = frozenset({Outcome.FAIL, Outcome.UNKNOWN, Outcome.WAIVED})


@dataclass(frozen=True, slots=True)
class Reach:
    """How far rules go that do not go as far as the engagement's mode, by folded name; of others nothing stands here.
    `seen` are the rules to be remembered as seen."""

    modes: Mapping[str, Mode]
    seen: tuple[SeenRule, ...] = ()

    def of(self, rule: str) -> Mode | None:
        """Return how far a rule goes; None where as far as the engagement's mode."""
        return self.modes.get(fold(rule))

    def counted(self, verdict: Verdict) -> Verdict:
        """Return the verdict as far as it counts: without rules that are only observed; those in advise warn at most."""
        if not self.modes:
            return verdict
        findings = tuple(self._weakened(one) for one in verdict.findings if self.of(one.rule) is not Mode.OBSERVE)
        return replace(verdict, findings=findings, standing=standing_of(findings))

    def observed(self, verdict: Verdict) -> tuple[Finding, ...]:
        """Return what rules found that are only observed, where it is not simply well."""
        if not self.modes:
            return ()
        return tuple(one for one in verdict.findings if self.of(one.rule) is Mode.OBSERVE and one.outcome in TOLD)

    def _weakened(self, finding: Finding) -> Finding:
        is_softer = self.of(finding.rule) is Mode.ADVISE and finding.severity is Severity.BLOCK
        return replace(finding, severity=Severity.WARN) if is_softer else finding


EVERYWHERE = Reach({})


def reach_of(
    engagement: Engagement, policy: Policy, seen: Mapping[str, SeenRule], now: datetime, *, is_first: bool
) -> Reach:
    """Return how far the rules of an engagement go. `seen` are those it was judged by before, by folded name.

    With `rollout: observe`, a rule that was never seen here is on trial. Rules that were there before these were
    remembered at all, are none: unless the engagement `is_first` looked at now.
    """
    names = [rule.name for rule in policy.rules]
    are_new = is_first or bool(seen)
    kept = tuple(_seen(name, engagement, seen.get(fold(name)), now, is_new=are_new) for name in names)
    modes = {fold(one.name): engagement.rules.get(fold(one.name), _default(one)) for one in kept}
    changed = tuple(one for one in kept if seen.get(fold(one.name)) != one)
    return Reach({name: mode for name, mode in modes.items() if mode is not None and mode is not Mode.ENFORCE}, changed)


def _seen(name: str, engagement: Engagement, before: SeenRule | None, now: datetime, *, is_new: bool) -> SeenRule:
    """Return a rule as it is remembered; without rollout nothing is on trial any more."""
    if before is None:
        return SeenRule(name, now, on_trial=engagement.observes_new and is_new)
    return before if engagement.observes_new else replace(before, on_trial=False)


def _default(seen: SeenRule) -> Mode | None:
    return Mode.OBSERVE if seen.on_trial else None


def on_trial(subjects: Iterable[tuple[str, Sequence[Finding]]]) -> dict[str, tuple[str, ...]]:
    """Gather, by rule, the keys of the tickets on which a rule that is only observed fails."""
    found: dict[str, list[str]] = {}
    for key, findings in subjects:
        for finding in findings:
            if finding.outcome is Outcome.FAIL:
                found.setdefault(finding.rule, []).append(key)
    return {rule: tuple(keys) for rule, keys in sorted(found.items())}
