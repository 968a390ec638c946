"""Which rules are asked of a kind of ticket: decided once for each kind, not once for each ticket.

A kind is what gates and most of `when` look at: type, status, stages, whether it is done, whether it is home.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from rules.clauses import Turn
from rules.model import Finding, Outcome, Side
from rules.policy import CompiledRule, Holds, Policy
from rules.scene import Scene
from rules.values import Answer, fold

OF_THE_KIND = frozenset({"type", "status", "stage"})


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


@dataclass(frozen=True, slots=True)
class Question:
    """A rule that is asked of a kind of ticket.

    `index` is its place in the policy. `chooses` is what of `when` hangs on the single ticket and `excused`
    its `unless`, None where there is nothing to ask. `passed` is its finding where it holds, `bare` are its
    findings without words where it does not, as far as they hang on the answer alone.
    """

    index: int
    rule: CompiledRule
    asked: Asked
    chooses: Holds | None
    excused: Holds | None
    met: Holds
    turns: tuple[Turn, ...]
    passed: Finding
    bare: Mapping[Answer, Finding]

    @property
    def is_plain(self) -> bool:
        return not (self.chooses or self.excused or self.turns)


@dataclass(frozen=True, slots=True)
class Fitting:
    """What a kind of ticket is asked.

    `nothing` is every rule of the policy as not applicable. `plain` are questions with nothing to ask but
    their `must`, each with what is needed of it at hand; `others` are the rest.
    """

    nothing: tuple[Finding, ...]
    plain: tuple[tuple[int, Holds, Finding, Question], ...]
    others: tuple[Question, ...]


def fitting_for(policy: Policy, scene: Scene) -> Fitting:
    """Return what a ticket is asked; tickets of one kind share it."""
    ticket = scene.ticket
    if ticket.unseen and not OF_THE_KIND.isdisjoint(ticket.unseen):
        return _fitting(policy, scene)
    work_type, is_home = scene.setting.work_type, scene.engagement is not None
    kind = (ticket.type, ticket.status, ticket.done, work_type, is_home, *scene.stages.items())
    known: Fitting | None = policy.fittings.get(kind)
    if known is None:
        known = policy.fittings[kind] = _fitting(policy, scene)
    return known


def _fitting(policy: Policy, scene: Scene) -> Fitting:
    nothing = tuple(Finding(one.name, Outcome.NOT_APPLICABLE, one.severity, one.gate) for one in policy.rules)
    found = (_question(index, rule, policy, scene) for index, rule in enumerate(policy.rules))
    asked = [one for one in found if one is not None]
    plain = tuple((one.index, one.met, one.passed, one) for one in asked if one.is_plain)
    return Fitting(nothing, plain, tuple(one for one in asked if not one.is_plain))


def _question(index: int, rule: CompiledRule, policy: Policy, scene: Scene) -> Question | None:
    asked = asked_of(rule, policy, scene)
    of_kind = rule.chosen_kind(scene)
    if not asked.now or of_kind is Answer.FAILS:
        return None
    met = (lambda _scene: Answer.UNKNOWN) if asked.unmapped else rule.met
    return Question(
        index=index,
        rule=rule,
        asked=asked,
        chooses=rule.chosen if of_kind is Answer.UNKNOWN else rule.chosen_ticket,
        excused=rule.excused if rule.rule.unless and not asked.unmapped else None,
        met=met,
        turns=tuple(dict.fromkeys(rule.turns)),
        passed=_bare(rule, Outcome.PASS),
        bare=_bare_findings(rule, asked),
    )


def _bare_findings(rule: CompiledRule, asked: Asked) -> Mapping[Answer, Finding]:
    if asked.unmapped:
        return {Answer.UNKNOWN: _bare(rule, Outcome.UNKNOWN)}
    if not asked.may_fail:
        return dict.fromkeys((Answer.FAILS, Answer.UNKNOWN), _bare(rule, Outcome.PENDING))
    failed = {} if rule.grace is not None else {Answer.FAILS: _bare(rule, Outcome.FAIL)}
    return {**failed, Answer.UNKNOWN: _bare(rule, Outcome.UNKNOWN)}


def _bare(rule: CompiledRule, outcome: Outcome) -> Finding:
    return Finding(rule.name, outcome, rule.severity, rule.gate)
