"""Judges one scene against a policy: a verdict of findings. Same input, same verdict."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from rules.clauses import Told, at_midnight, tell_failing
from rules.fitting import Question, fitting_for
from rules.model import Finding, Outcome, Severity, Standing, Verdict, Waiver
from rules.policy import CompiledRule, Policy
from rules.scene import Scene
from rules.values import Answer
from rules.waive import waiver_for

FAILS, HOLDS, UNKNOWN, SKIPPED = Answer.FAILS, Answer.HOLDS, Answer.UNKNOWN, Answer.SKIPPED
NOTHING = Told("", "")
WORST_FIRST = {standing: place for place, standing in enumerate(Standing)}
COMES_TO = {
    (Outcome.FAIL, Severity.BLOCK): Standing.BLOCKED,
    (Outcome.UNKNOWN, Severity.BLOCK): Standing.UNKNOWN,
    (Outcome.FAIL, Severity.WARN): Standing.ATTENTION,
    **{(Outcome.WAIVED, severity): Standing.CONDITIONAL for severity in Severity},
}


def judge(  # noqa: C901 - one loop asks every rule of every ticket: calls would cost more than what they do
    policy: Policy, scene: Scene, waivers: Sequence[Waiver] = (), *, thorough: bool = False, telling: bool = True
) -> Verdict:
    """Judge a ticket by every rule of the policy, in its order; never raises and never stops at the first.

    Found and wanted are told for what does not pass; `thorough` tells them for what passes too, and
    without `telling` no words are made at all.
    """
    fitting = fitting_for(policy, scene)
    findings = list(fitting.nothing)
    amiss: list[Finding] = []
    bare = not (telling or waivers)

    def settle(question: Question, met: Answer, *, unsure: bool = False) -> None:
        finding = question.bare.get(met) if bare and not unsure else None
        if finding is None:
            finding = _worded(question, scene, waivers, met, unsure=unsure, telling=telling)
        findings[question.index] = finding
        amiss.append(finding)

    for index, ask, passed, question in fitting.plain:
        met = ask(scene)
        if met is HOLDS and not thorough:
            findings[index] = passed
        elif met is not SKIPPED:
            settle(question, met)
    turning: list[Question] = []
    for question in fitting.others:
        chosen = HOLDS if question.chooses is None else question.chooses(scene)
        if chosen is FAILS:
            continue
        if question.turns:
            turning.append(question)
        excused = FAILS if question.excused is None else question.excused(scene)
        if excused is HOLDS:
            continue
        met = question.met(scene)
        if met is HOLDS and not thorough:
            findings[question.index] = question.passed
        elif met is not SKIPPED:
            settle(question, met, unsure=chosen is UNKNOWN or excused is UNKNOWN)
    return Verdict(
        ticket=scene.ticket.id,
        standing=standing_of(amiss) if amiss else Standing.CLEAR,
        findings=tuple(findings),
        stages=scene.stages,
        review_at=_review_at(turning, scene, amiss) if turning or amiss else None,
    )


def standing_of(findings: Iterable[Finding]) -> Standing:
    """Return what findings come to: the contract's order, worst first."""
    worst = Standing.CLEAR
    for finding in findings:
        standing = COMES_TO.get((finding.outcome, finding.severity), Standing.CLEAR)
        if standing is Standing.BLOCKED:
            return standing
        if WORST_FIRST[standing] < WORST_FIRST[worst]:
            worst = standing
    return worst


def _worded(
    question: Question, scene: Scene, waivers: Sequence[Waiver], met: Answer, *, unsure: bool, telling: bool
) -> Finding:
    """Return the finding of a rule that does not simply pass, or is to be told in words."""
    rule, asked = question.rule, question.asked
    if asked.unmapped:
        return _told(question, Outcome.UNKNOWN, _told_of_stage(rule, scene) if telling else NOTHING)
    told = tell_failing(rule.must, scene) if telling else NOTHING
    if met is HOLDS:
        return _told(question, Outcome.PASS, told)
    if unsure:
        return _told(question, Outcome.UNKNOWN, _told_of_choice(rule) if telling else NOTHING)
    if not asked.may_fail:
        return _told(question, Outcome.PENDING, told)
    if met is UNKNOWN:
        return _told(question, Outcome.UNKNOWN, told)
    return _failed(question, scene, waivers, told)


def _failed(question: Question, scene: Scene, waivers: Sequence[Waiver], told: Told) -> Finding:
    rule = question.rule
    waiver = waiver_for(rule, waivers, scene.stages.get(rule.pack), scene.today) if waivers else None
    if waiver is not None:
        return replace(_told(question, Outcome.WAIVED, told), waiver=waiver)
    until = grace_end(rule, scene)
    if until is not None and scene.now < until:
        return replace(_told(question, Outcome.PENDING, told), until=until)
    return _told(question, Outcome.FAIL, told)


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


def _told(question: Question, outcome: Outcome, told: Told) -> Finding:
    rule = question.rule
    return Finding(rule.name, outcome, rule.severity, rule.gate, told.found, told.wanted)


def _told_of_stage(rule: CompiledRule, scene: Scene) -> Told:
    stage = rule.gate.stage if rule.gate else ""
    return Told(f"status {scene.ticket.status} is mapped to no stage", f"a status of stage {stage}")


def _told_of_choice(rule: CompiledRule) -> Told:
    return Told("what `when` or `unless` looks at cannot be seen", f"to know whether {rule.name} is asked here")


def _review_at(turning: Sequence[Question], scene: Scene, amiss: Sequence[Finding]) -> datetime | None:
    """Return the moment after which time alone can change the verdict."""
    moments = [finding.until for finding in amiss if finding.until is not None]
    on_day = any(finding.outcome is Outcome.WAIVED for finding in amiss)
    for question in turning:
        for turn in question.turns:
            if turn is at_midnight:
                on_day = True
            elif (moment := turn(scene)) is not None:
                moments.append(moment)
    if on_day:
        moments.append(at_midnight(scene))
    return min(moments, default=None)
