"""Conditions compiled once: what an admin wrote under `must`, `unless` and `where` becomes closures."""

from collections.abc import Callable, Mapping

from rules import comparisons, counted, spoken, subjects, timed
from rules.clauses import REVERSED, Compiled, Told, all_hold, any_holds, at_midnight, tell_all, tell_any, tell_none
from rules.pack import Clause, Condition, Group
from rules.scene import Scene
from rules.values import Answer, Unseen, answer, fold, shown


def compile_clause(clause: Clause, pack: str) -> Compiled:
    """Compile a condition or group of a pack; the pack decides what its stage names mean."""
    inner = _group(clause, pack) if isinstance(clause, Group) else _condition(clause, pack)
    if clause.where is None:
        return inner
    where = compile_clause(clause.where, pack)

    def holds(scene: Scene) -> Answer:
        chosen = where.holds(scene)
        if chosen is Answer.FAILS:
            return Answer.SKIPPED
        found = inner.holds(scene)
        if chosen is Answer.HOLDS or found in {Answer.HOLDS, Answer.SKIPPED}:
            return found
        return Answer.UNKNOWN

    return Compiled(holds, inner.tell, (*inner.turns, *where.turns))


def _group(group: Group, pack: str) -> Compiled:
    parts = tuple(compile_clause(part, pack) for part in group.parts)
    turns = tuple(turn for part in parts for turn in part.turns)
    if group.kind == "all_of":
        return Compiled(all_hold(parts), tell_all(parts, Answer.FAILS), turns)
    one = any_holds(parts)
    if group.kind == "any_of":
        return Compiled(one, tell_any(parts), turns)
    return Compiled(lambda scene: REVERSED[one(scene)], tell_none(parts), turns)


def _condition(condition: Condition, pack: str) -> Compiled:
    return _SUBJECTS[condition.subject](condition, pack)


def _field(condition: Condition, pack: str) -> Compiled:
    name = str(condition.argument)
    look = subjects.field(name, pack)
    test = comparisons.compare(
        condition.test or "is",
        condition.wanted or "filled in",
        subject=name,
        other=lambda other: subjects.field(other, pack),
    )

    def holds(scene: Scene) -> Answer:
        seen = look(scene)
        return Answer.UNKNOWN if isinstance(seen, Unseen) else test.ask(seen, scene)

    def tell(scene: Scene) -> Told:
        seen = look(scene)
        subject = subjects.CALLED.get(name, name.capitalize()) if name in subjects.NATIVE else name
        found = f"{subject} cannot be seen: {seen.reason}" if isinstance(seen, Unseen) else _is(subject, shown(seen))
        return Told(found, _is(subject, test.wanted(scene)))

    return Compiled(holds, tell, (at_midnight,) if test.by_day else ())


def _is(subject: str, said: str) -> str:
    return f"{subject} is {said}"


def _label(condition: Condition, _pack: str) -> Compiled:
    name = str(condition.argument)
    present = subjects.label(name)
    wants = fold(str(condition.wanted or "present")) != "absent"

    def holds(scene: Scene) -> Answer:
        seen = present(scene)
        return Answer.UNKNOWN if isinstance(seen, Unseen) else answer(holds=seen == wants)

    def tell(scene: Scene) -> Told:
        seen = present(scene)
        found = f"cannot be seen: {seen.reason}" if isinstance(seen, Unseen) else f"is {_there(seen)}"
        return Told(f"label {name} {found}", f"label {name} is {_there(wants)}")

    return Compiled(holds, tell)


def _there(present: bool) -> str:  # noqa: FBT001 - the one thing it says
    return "present" if present else "absent"


_SUBJECTS: Mapping[str, Callable[[Condition, str], Compiled]] = {
    "field": _field,
    "label": _label,
    "checklist": counted.checklist,
    "attachments": counted.attachments,
    "link": counted.link,
    "children": counted.children,
    "comment": spoken.comment,
    "moved": spoken.moved,
    "time_in": timed.time_in,
    "engagement": counted.engagement,
}
