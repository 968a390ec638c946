"""Words the sticky comment from a verdict: a headline, what is amiss and how to mend it, the rest folded."""

from collections.abc import Iterable

from rules.model import Finding, Outcome, Severity, Standing, Verdict
from rules.policy import Policy
from sync.comment import MARKER, Block, Fold, Footer, Headline, Paragraph, Point, Points, Run, Runs, StickyComment, Tone
from sync.rule_pages import address_in

JUDGED = frozenset({Outcome.PASS, Outcome.FAIL, Outcome.WAIVED, Outcome.UNKNOWN})
TONES: dict[Standing, Tone] = {
    Standing.BLOCKED: "error",
    Standing.UNKNOWN: "info",
    Standing.ATTENTION: "warning",
    Standing.CONDITIONAL: "info",
    Standing.CLEAR: "success",
}
ALL_WELL = {0: "Nothing is asked of this ticket now.", 1: "The check passes."}
BADGES: dict[Severity, tuple[str, Tone]] = {
    Severity.BLOCK: ("BLOCKS", "error"),
    Severity.WARN: ("WARNS", "warning"),
    Severity.INFO: ("NOTE", "info"),
}


def sticky_comment(
    verdict: Verdict,
    policy: Policy,
    *,
    waits: tuple[str, str] | None = None,
    ladders: tuple[Paragraph, ...] = (),
    pages: str | None = None,
) -> StickyComment:
    """Say a verdict on the ticket. `waits` names the hold status and the status to go back to, while held;
    `ladders` say where the ticket stands on each; names of rules lead below the address `pages`.

    The same verdict gives the same comment on any day: no moment and no "checked at" is in it.
    """
    if verdict.standing is Standing.CLEAR and not _amiss(verdict) and not ladders:
        return StickyComment((Headline("success", (Run(_headline(verdict)), Run(f"  ·  {MARKER}", "quiet"))),))
    blocks: list[Block | None] = [
        Headline(TONES[verdict.standing], (Run(_headline(verdict), "strong"),)),
        _points(verdict, policy, pages),
        *ladders,
        _waiting(waits),
        _fold(verdict, policy, Outcome.PENDING, "Still to do"),
        _fold(verdict, policy, Outcome.PASS, "Checks that pass"),
        Footer((Run(f"{MARKER}. Edited in place whenever something changes.", "quiet"),)),
    ]
    return StickyComment(tuple(block for block in blocks if block is not None))


def needs_comment(verdict: Verdict) -> bool:
    """Tell whether a ticket without a comment gets one: a warning or block failed (RULINGS G9)."""
    return any(f.severity is not Severity.INFO for f in verdict.with_outcome(Outcome.FAIL))


def _amiss(verdict: Verdict) -> tuple[Finding, ...]:
    return verdict.with_outcome(Outcome.FAIL, Outcome.UNKNOWN, Outcome.WAIVED)


def _headline(verdict: Verdict) -> str:
    asked = [finding for finding in verdict.findings if finding.outcome in JUDGED]
    amiss = [f for f in asked if f.outcome in {Outcome.FAIL, Outcome.UNKNOWN}]
    some = f"{len(amiss)} of {_checks(len(asked))}"
    match verdict.standing:
        case Standing.BLOCKED:
            return f"Blocked: {some} {'needs' if len(amiss) == 1 else 'need'} attention{_where(verdict)}."
        case Standing.UNKNOWN:
            return f"Cannot tell yet: {some} cannot be decided{_where(verdict)}."
        case Standing.ATTENTION:
            return f"{some} {'needs' if len(amiss) == 1 else 'need'} attention{_where(verdict)}."
        case Standing.CONDITIONAL:
            return f"{_checks(len(asked))} hold{'s' if len(asked) == 1 else ''}, some by a waiver."
        case Standing.CLEAR if amiss:
            return f"Nothing stands in the way{_where(verdict)}; {len(amiss)} of {_checks(len(asked))} worth a look."
        case Standing.CLEAR:
            return ALL_WELL.get(len(asked), f"All {_checks(len(asked))} pass.")


def _where(verdict: Verdict) -> str:
    stages = sorted(set(verdict.stages.values()))
    return f" in {' / '.join(stages)}" if stages else ""


def _checks(count: int) -> str:
    return "1 check" if count == 1 else f"{count} checks"


def _points(verdict: Verdict, policy: Policy, pages: str | None) -> Points | None:
    order = [Severity.BLOCK, Severity.WARN, Severity.INFO]
    failed = sorted(verdict.with_outcome(Outcome.FAIL), key=lambda f: order.index(f.severity))
    points = (
        *(_failure(finding, policy, pages) for finding in failed),
        *(_undecided(finding, policy, pages) for finding in verdict.with_outcome(Outcome.UNKNOWN)),
        *(_waived(finding, policy, pages) for finding in verdict.with_outcome(Outcome.WAIVED)),
    )
    return Points(points) if points else None


def _failure(finding: Finding, policy: Policy, pages: str | None) -> Point:
    badge, tone = BADGES[finding.severity]
    rule = policy.rule(finding.rule)
    fix: Runs = ()
    if rule is not None:
        fix = tuple(_spaced(Run(rule.rule.fix or f"Make it so: {finding.wanted}."), Run(rule.rule.because, "quiet")))
    return Point(badge, tone, (Run(_sentence(finding.found), "strong"), Run("  "), _name(finding, policy, pages)), fix)


def _undecided(finding: Finding, policy: Policy, pages: str | None) -> Point:
    found = Run(_sentence(finding.found), "strong")
    return Point("UNKNOWN", "info", (found, Run("  "), _name(finding, policy, pages)))


def _waived(finding: Finding, policy: Policy, pages: str | None) -> Point:
    waiver, rule = finding.waiver, policy.rule(finding.rule)
    says = rule.rule.says if rule else finding.rule
    if waiver is None:
        return Point("WAIVED", "info", (Run(says),))
    why = (Run(f"Until {waiver.until.isoformat()}, by {waiver.by}: {waiver.because}"),)
    return Point("WAIVED", "info", (Run(says), Run("  "), _name(finding, policy, pages)), why)


def _name(finding: Finding, policy: Policy, pages: str | None) -> Run:
    """Name a rule; the name leads to the rule's page where there is one."""
    return Run(finding.rule, "code", href=address_in(policy, finding.rule, pages))


def _waiting(waits: tuple[str, str] | None) -> Paragraph | None:
    if waits is None:
        return None
    held_in, back_to = waits
    said = (
        f"While something blocks, the ticket belongs in “{held_in}”. From there it goes back to “{back_to}” by itself."
    )
    return Paragraph((Run(said),))


def _fold(verdict: Verdict, policy: Policy, outcome: Outcome, title: str) -> Fold | None:
    lines = tuple(_line(finding, policy) for finding in verdict.with_outcome(outcome))
    return Fold(f"{title} ({len(lines)})", lines) if lines else None


def _line(finding: Finding, policy: Policy) -> Runs:
    rule = policy.rule(finding.rule)
    return (Run((rule.rule.says if rule else finding.rule) + _grace(finding, policy)),)


def _grace(finding: Finding, policy: Policy) -> str:
    if finding.until is None:
        return ""
    zone = policy.setting.calendar.zone
    return f" Time until {finding.until.astimezone(zone):%Y-%m-%d %H:%M} ({zone.key})."


def _sentence(phrase: str) -> str:
    return phrase[:1].upper() + phrase[1:] + ("" if phrase.endswith((".", "!", "?")) else ".")


def _spaced(*runs: Run) -> Iterable[Run]:
    """Put a space between runs that say something."""
    said = [run for run in runs if run.text]
    for place, run in enumerate(said):
        if place:
            yield Run(" ")
        yield run
