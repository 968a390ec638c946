"""Words the sticky comment from a verdict: a headline, what is amiss and how to mend it, the rest folded."""

import re
from collections.abc import Iterator, Sequence

from rules.model import Finding, Outcome, Severity, Standing, Verdict
from rules.policy import CompiledRule, Policy
from sync.comment import (
    MARKER,
    Block,
    Fold,
    Footer,
    Headline,
    Paragraph,
    Point,
    Points,
    Run,
    Runs,
    StickyComment,
    Style,
    Tone,
)
from sync.trying.rule_pages import address_in

MOST_POINTS = 3  # shown at once beside what blocks, so that the comment stays within about twelve lines
LONGEST_PHRASE = 240  # signs of what was found, or wanted
DAY_OF_TODAY = re.compile(r"(\btoday(?: [+-] [^()]{1,40}?)?) \(\d{4}-\d{2}-\d{2}\)")
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
    told: tuple[Block, ...] = (),
    pages: str | None = None,
) -> StickyComment:
    """Say a verdict on the ticket. `waits` names the hold status and the status to go back to, while held;
    `told` is what else people are to know: ladders, answers, notes; names of rules lead below the address `pages`.

    The same verdict gives the same comment on any day: no moment and no "checked at" is in it.
    """
    if verdict.standing is Standing.CLEAR and not _amiss(verdict) and not told:
        return StickyComment((Headline("success", (Run(_headline(verdict)), Run(f"  ·  {MARKER}", "quiet"))),))
    points = _points(verdict, policy, pages)
    blocks: list[Block | None] = [
        Headline(TONES[verdict.standing], (Run(_headline(verdict), "strong"),)),
        *_listed(points),
        *told,
        _waiting(waits),
        _fold(verdict, policy, Outcome.PENDING, "Still to do"),
        _fold(verdict, policy, Outcome.PASS, "Checks that pass"),
        _footer(verdict, policy),
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
    waived = len(verdict.with_outcome(Outcome.WAIVED))
    passing, all_of_them = len(asked) - len(amiss) - waived, _checks(len(asked))
    some, needs = f"{len(amiss)} of {all_of_them}", "needs" if len(amiss) == 1 else "need"
    here = f"{_where(verdict)}{f'; {waived} waived' if waived else ''}"
    match verdict.standing:
        case Standing.BLOCKED:
            return f"Blocked: {some} {needs} attention{here}."
        case Standing.UNKNOWN:
            return f"Cannot tell yet: {some} {needs} attention or cannot be decided{here}."
        case Standing.ATTENTION:
            return f"{some} {needs} attention{here}."
        case Standing.CONDITIONAL:
            passes = "passes" if passing == 1 else "pass"
            return f"Nothing stands in the way{_where(verdict)}: {passing} of {all_of_them} {passes}, {waived} waived."
        case Standing.CLEAR if amiss:
            return f"Nothing stands in the way{_where(verdict)}; {some} worth a look."
        case Standing.CLEAR:
            return ALL_WELL.get(len(asked), f"All {all_of_them} pass.")


def _where(verdict: Verdict) -> str:
    stages = sorted(set(verdict.stages.values()))
    return f" in {' / '.join(stages)}" if stages else ""


def _checks(count: int) -> str:
    return "1 check" if count == 1 else f"{count} checks"


def _points(verdict: Verdict, policy: Policy, pages: str | None) -> tuple[Point, ...]:
    order = [Severity.BLOCK, Severity.WARN, Severity.INFO]
    amiss = verdict.with_outcome(Outcome.FAIL, Outcome.UNKNOWN)
    amiss = tuple(sorted(amiss, key=lambda f: (order.index(f.severity), f.outcome is Outcome.UNKNOWN)))
    return (
        *((_failure if one.outcome is Outcome.FAIL else _undecided)(one, policy, pages) for one in amiss),
        *(_waived(finding, policy, pages) for finding in verdict.with_outcome(Outcome.WAIVED)),
    )


def _listed(points: Sequence[Point]) -> Iterator[Block]:
    """Yield the first points as a list and fold the others; what blocks is never folded, nor is a single one."""
    shown = max(MOST_POINTS, sum(point.badge == BADGES[Severity.BLOCK][0] for point in points))
    shown += len(points) == shown + 1
    if points:
        yield Points(tuple(points[:shown]))
    if rest := points[shown:]:
        lines = tuple((Run(point.badge, "strong"), Run(" "), *point.runs, Run("  "), *point.fix) for point in rest)
        yield Fold(f"More to look at ({len(rest)})", lines)


def _failure(finding: Finding, policy: Policy, pages: str | None) -> Point:
    badge, tone = BADGES[finding.severity]
    rule = policy.rule(finding.rule)
    fix, because = (rule.rule.fix, rule.rule.because) if rule is not None else ("", "")
    wanted = _shortly(_asked(finding))
    says_more = fix and wanted not in {"", "filled in"}
    said = f"  Wanted: {_sentence(wanted)}  " if says_more else "  "
    mend = fix or (f"Make it so: {_sentence(_shortly(finding.wanted))}" if finding.wanted else "")
    runs = (Run(_found(finding), "strong"), Run(said), _name(finding, policy, pages))
    return Point(badge, tone, runs, _told(mend), _told(because, "quiet"))


def _undecided(finding: Finding, policy: Policy, pages: str | None) -> Point:
    return Point("UNKNOWN", "info", (Run(_found(finding), "strong"), Run("  "), _name(finding, policy, pages)))


def _found(finding: Finding) -> str:
    return _sentence(_capital(_shortly(finding.found)))


def _asked(finding: Finding) -> str:
    """Return what is wanted, without the subject where what was found names it already."""
    subject, _, wanted = finding.wanted.partition(" is ")
    is_named = wanted and ";" not in finding.found and finding.found.startswith(f"{subject} is ")
    return wanted if is_named else finding.wanted


def _shortly(phrase: str) -> str:
    """Return a phrase that says the same tomorrow, and is not too long to be read."""
    same = DAY_OF_TODAY.sub(r"\1", phrase)
    return same if len(same) <= LONGEST_PHRASE else f"{same[: LONGEST_PHRASE - 1]}…"


def _told(text: str, style: Style = "plain") -> Runs:
    return (Run(text, style),) if text else ()


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


def _footer(verdict: Verdict, policy: Policy) -> Footer:
    """Name the packs that ask something of the ticket, and how to disagree where somebody may waive what fails."""
    asked = {rule.pack for finding in verdict.findings if (rule := policy.rule(finding.rule)) is not None}
    packs = [pack.name for pack in policy.packs if pack.name in asked]
    named = (Run(" · ".join((MARKER, *filter(None, [", ".join(packs)]))), "quiet"),)
    failed = [rule for one in verdict.with_outcome(Outcome.FAIL) if (rule := policy.rule(one.rule)) is not None]
    return Footer((*named, *_disagreeing(failed)))


def _disagreeing(failed: Sequence[CompiledRule]) -> Iterator[Run]:
    """Say how a failing rule is waived, and who may, where somebody may."""
    names: dict[tuple[str, ...], list[str]] = {}
    for rule in failed:
        names.setdefault(rule.rule.waivable_by, []).append(rule.name)
    by_whom = {" or ".join(roles): of for roles, of in names.items() if roles}
    if not by_whom:
        return
    [*first, last] = [name for of in by_whom.values() for name in of]
    yield Run(" · Disagree? Say in a comment: ", "quiet")
    yield Run(f"gate: waive {'<rule>' if first else last} until <date> because <reason>", "code")
    each = (f"{roles} for {', '.join(of)}" for roles, of in by_whom.items())
    yield Run(f" ({'; '.join(each) if len(names) > 1 and first else next(iter(by_whom))})", "quiet")


def _capital(phrase: str) -> str:
    return phrase[:1].upper() + phrase[1:]


def _sentence(phrase: str) -> str:
    return phrase + ("" if phrase.endswith((".", "!", "?", "…")) else ".")
