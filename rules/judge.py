"""Judges one scene against a policy: a verdict of findings. Same input, same verdict."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from rules.clauses import Told, at_midnight, tell_failing
from rules.model import Finding, Outcome, Severity, Side, Standing, Verdict, Waiver
from rules.policy import CompiledRule, Policy
from rules.scene import Scene
from rules.values import Answer, fold
from rules.waive import waiver_for

NOTHING = Told("", "")


def judge(policy: Policy, scene: Scene, waivers: Sequence[Waiver] = (), *, thorough: bool = False) -> Verdict:
    """Judge a ticket by every rule of the policy, in its order; never raises and never stops at the first.

    Found and wanted are told for what does not pass; `thorough` tells them for what passes too.
    """
    findings = tuple(_finding(rule, policy, scene, waivers, thorough=thorough) for rule in policy.rules)
    return Verdict(
        ticket=scene.ticket.id,
        standing=standing_of(findings),
        findings=findings,
        stages=scene.stages,
        review_at=_review_at(policy, scene, findings),
    )


def standing_of(findings: Sequence[Finding]) -> Standing:
    """Return what findings come to: the contract's order, worst first."""
    told = {(finding.outcome, finding.severity) for finding in findings}
    if (Outcome.FAIL, Severity.BLOCK) in told:
        return Standing.BLOCKED
    if (Outcome.UNKNOWN, Severity.BLOCK) in told:
        return Standing.UNKNOWN
    if (Outcome.FAIL, Severity.WARN) in told:
        return Standing.ATTENTION
    if any(outcome is Outcome.WAIVED for outcome, _ in told):
        return Standing.CONDITIONAL
    return Standing.CLEAR


@dataclass(frozen=True, slots=True)
class Asked:
    """Whether a rule is asked of a ticket now, and if so, whether it may already fail."""

    now: bool
    may_fail: bool = True
    unmapped: bool = False


def asked_of(rule: CompiledRule, policy: Policy, scene: Scene) -> Asked:
    """Apply the gate: entry rules of the present stage, exit rules of this and earlier ones (G1, M4)."""
    if rule.at_home and scene.engagement is None:
        return Asked(now=False)
    if rule.gate is None or rule.place is None:
        return Asked(now=True)
    stage = scene.stages.get(rule.pack)
    if stage is None:
        return Asked(now=not scene.stages, unmapped=True)
    order = policy.order[rule.pack]
    here = order[fold(stage)]
    if rule.gate.side is Side.ENTRY:
        return Asked(now=here == rule.place)
    last_and_done = here == len(order) - 1 and scene.ticket.done
    return Asked(now=rule.place <= here, may_fail=rule.place < here or last_and_done)


def _finding(rule: CompiledRule, policy: Policy, scene: Scene, waivers: Sequence[Waiver], *, thorough: bool) -> Finding:
    asked = asked_of(rule, policy, scene)
    if not asked.now:
        return _not_applicable(rule)
    chosen = rule.chosen(scene)
    if chosen is Answer.FAILS:
        return _not_applicable(rule)
    if asked.unmapped:
        said = f"status {scene.ticket.status} is mapped to no stage"
        return _told(rule, Outcome.UNKNOWN, Told(said, f"a status of stage {rule.gate.stage if rule.gate else ''}"))
    excused = rule.excused(scene)
    if excused is Answer.HOLDS:
        return _not_applicable(rule)
    met = rule.met(scene)
    if met is Answer.SKIPPED:
        return _not_applicable(rule)
    told = tell_failing(rule.must, scene) if thorough or met is not Answer.HOLDS else NOTHING
    if met is Answer.HOLDS:
        return _told(rule, Outcome.PASS, told)
    if Answer.UNKNOWN in {chosen, excused}:
        return _told(rule, Outcome.UNKNOWN, _told_of_choice(rule))
    if not asked.may_fail:
        return _told(rule, Outcome.PENDING, told)
    if met is Answer.UNKNOWN:
        return _told(rule, Outcome.UNKNOWN, told)
    return _failed(rule, scene, waivers, told)


def _failed(rule: CompiledRule, scene: Scene, waivers: Sequence[Waiver], told: Told) -> Finding:
    waiver = waiver_for(rule, waivers, scene.stages.get(rule.pack), scene.today)
    if waiver is not None:
        return _told(rule, Outcome.WAIVED, told, waiver=waiver)
    until = grace_end(rule, scene)
    if until is not None and scene.now < until:
        return _told(rule, Outcome.PENDING, told, until=until)
    return _told(rule, Outcome.FAIL, told)


def grace_end(rule: CompiledRule, scene: Scene) -> datetime | None:
    """Return when the grace of a failing rule ends: counted from the entry into the present status, or from
    creation for a rule tied to no gate (D12)."""
    if rule.grace is None:
        return None
    begin = scene.entered_at if rule.gate is not None else scene.ticket.created
    begin = begin or scene.first_seen or scene.ticket.created
    if begin is None:
        return None
    calendar = scene.setting.calendar
    return calendar.moment_after(begin, rule.grace.working_hours(calendar))


def _not_applicable(rule: CompiledRule) -> Finding:
    return Finding(rule.name, Outcome.NOT_APPLICABLE, rule.severity, rule.gate)


def _told(
    rule: CompiledRule, outcome: Outcome, told: Told, *, waiver: Waiver | None = None, until: datetime | None = None
) -> Finding:
    return Finding(rule.name, outcome, rule.severity, rule.gate, told.found, told.wanted, waiver, until)


def _told_of_choice(rule: CompiledRule) -> Told:
    return Told("what `when` or `unless` looks at cannot be seen", f"to know whether {rule.name} is asked here")


def _review_at(policy: Policy, scene: Scene, findings: Sequence[Finding]) -> datetime | None:
    """Return the moment after which time alone can change the verdict."""
    moments = [finding.until for finding in findings if finding.until is not None]
    on_day = any(finding.outcome is Outcome.WAIVED for finding in findings)
    if on_day:
        moments.append(at_midnight(scene))
    asked = (rule for rule in policy.rules if rule.turns and _is_asked(rule, policy, scene))
    moments += [moment for rule in asked for turn in rule.turns if (moment := turn(scene)) is not None]
    return min(moments, default=None)


def _is_asked(rule: CompiledRule, policy: Policy, scene: Scene) -> bool:
    return asked_of(rule, policy, scene).now and rule.chosen(scene) is not Answer.FAILS
