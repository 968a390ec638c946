"""Why a rule is not asked of a scene: the gate, `when`, `unless` or `where` that keeps it away."""

from collections.abc import Iterator

from rules.clauses import Told, tell_all, tell_none
from rules.conditions import compile_clause
from rules.fitting import asked_of
from rules.pack import Clause, Condition, Group
from rules.policy import CompiledRule, Policy
from rules.scene import Scene
from rules.values import Answer, shown

OF_THE_ENGAGEMENT = frozenset({"work_type", "home"})
"""Keys of `when` that look at the engagement, not at the ticket."""


def why_not_asked(rule: CompiledRule, policy: Policy, scene: Scene) -> Told:
    """Return what keeps a rule whose outcome is `not_applicable` away from a ticket."""
    if rule.at_home and scene.engagement is None:
        return Told("not the home ticket: it has no key engagement", "the home ticket: engagement: [...]")
    if rule.gate is not None and not asked_of(rule, policy, scene).now:
        stage = next(iter(scene.stages.values()), None)
        return Told(f"stage is {shown(stage)}", f"the {rule.gate.side} of {rule.gate.stage}")
    refusing = [told for key, values in rule.rule.when.items() for told in _refusal(key, values, rule, scene)]
    if refusing:
        return Told("; ".join(told.found for told in refusing), "; ".join(told.wanted for told in refusing))
    unless = tuple(compile_clause(clause, rule.pack) for clause in rule.rule.unless)
    if any(clause.holds(scene) is Answer.HOLDS for clause in unless):
        told = tell_none(unless)(scene)
        return Told(f"unless: {told.found}", told.wanted)
    return Told("every condition is left out by its where", "one whose where holds")


def _refusal(key: str, values: tuple[str, ...], rule: CompiledRule, scene: Scene) -> Iterator[Told]:
    """Yield one key of `when` if it refuses the ticket."""
    if key == "work_type":
        found = scene.setting.work_type or "empty"
        if found not in values:
            yield Told(f"work_type is {found}", f"work_type is {' or '.join(values)}")
        return
    if key == "home":
        if (scene.engagement is not None) != (values == ("true",)):
            yield Told(f"home is {str(scene.engagement is not None).lower()}", f"home is {' or '.join(values)}")
        return
    clause = compile_clause(clause_of_when(key, values), rule.pack)
    if clause.holds(scene) is Answer.FAILS:
        yield tell_all((clause,), Answer.FAILS)(scene)


def clause_of_when(key: str, values: tuple[str, ...]) -> Clause:
    """Return a key of `when` that looks at the ticket as the condition it stands for."""
    if key in {"label", "label_not"}:
        labels = tuple(Condition("label", value) for value in values)
        return Group("none_of" if key.endswith("_not") else "any_of", labels)
    if key.startswith("field:"):
        return Condition("field", key.removeprefix("field:"), "one_of", values)
    return Condition("field", key.removesuffix("_not"), "not_one_of" if key.endswith("_not") else "one_of", values)
