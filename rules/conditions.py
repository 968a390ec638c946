"""Conditions compiled once: what an admin wrote under `must`, `unless` and `where` becomes closures."""

from collections.abc import Callable, Mapping

from rules import comparisons, counted, near, spoken, subjects, timed
from rules.clauses import (
    REVERSED,
    Compiled,
    Holds,
    Told,
    all_hold,
    any_holds,
    at_midnight,
    tell_all,
    tell_any,
    tell_none,
)
from rules.kinds import Test
from rules.pack import Clause, Condition, Group
from rules.scene import Scene
from rules.values import Answer, Unseen, fold, shown

FAILS, HOLDS, UNKNOWN, SKIPPED = Answer.FAILS, Answer.HOLDS, Answer.UNKNOWN, Answer.SKIPPED


def compile_clause(clause: Clause, pack: str, *, is_alternative: bool = False) -> Compiled:
    """Compile a condition or group of a pack; the pack decides what its stage names mean.

    Where a `where` cannot be told, the condition is asked or left out: beside conditions that must all hold,
    both come to the same as long as it holds. An alternative (of any_of, none_of, unless) would decide, so
    that it is unknown.
    """
    inner = (
        _group(clause, pack, is_alternative=is_alternative) if isinstance(clause, Group) else _condition(clause, pack)
    )
    if clause.where is None:
        return inner
    where = compile_clause(clause.where, pack, is_alternative=True)
    choose, ask = where.holds, inner.holds

    def holds(scene: Scene) -> Answer:
        chosen = choose(scene)
        if chosen is FAILS:
            return SKIPPED
        found = ask(scene)
        if chosen is HOLDS or found is SKIPPED or (found is HOLDS and not is_alternative):
            return found
        return UNKNOWN

    return Compiled(holds, inner.tell, (*inner.turns, *where.turns))


def _group(group: Group, pack: str, *, is_alternative: bool) -> Compiled:
    is_alternative = is_alternative or group.kind != "all_of"
    parts = tuple(compile_clause(part, pack, is_alternative=is_alternative) for part in group.parts)
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

    def tell(scene: Scene) -> Told:
        seen = look(scene)
        subject = subjects.CALLED.get(name, name.capitalize()) if name in subjects.NATIVE else name
        found = f"{subject} cannot be seen: {seen.reason}" if isinstance(seen, Unseen) else _is(subject, shown(seen))
        return Told(found, _is(subject, test.wanted(scene)))

    holds = _asks_native(name, test.ask) if name in subjects.NATIVE else _asks(name, look, test.ask)
    return Compiled(holds, tell, (at_midnight,) if test.by_day else ())


def _asks_native(name: str, ask: Test) -> Holds:
    """Return the question itself in one call: most conditions are asked of most tickets."""
    read, otherwise = subjects.native_value(name), _asks_look(subjects.field(name, ""), ask)

    def holds(scene: Scene) -> Answer:
        ticket = scene.ticket
        return otherwise(scene) if ticket.unseen and name in ticket.unseen else ask(read(ticket), scene)

    return holds


def _asks_look(look: subjects.Look, ask: Test) -> Holds:
    def holds(scene: Scene) -> Answer:
        seen = look(scene)
        return UNKNOWN if isinstance(seen, Unseen) else ask(seen, scene)

    return holds


def _asks(name: str, look: subjects.Look, ask: Test) -> Holds:
    if name == "stage":
        return _asks_look(look, ask)

    def holds(scene: Scene) -> Answer:
        ticket = scene.ticket
        if ticket.unseen and name in ticket.unseen:
            return UNKNOWN
        return ask(ticket.fields.get(name), scene)

    return holds


def _is(subject: str, said: str) -> str:
    return f"{subject} is {said}"


def _label(condition: Condition, _pack: str) -> Compiled:
    name = str(condition.argument)
    present = subjects.label(name)
    wants = fold(str(condition.wanted or "present")) != "absent"

    def holds(scene: Scene) -> Answer:
        seen = present(scene)
        if seen is wants:
            return HOLDS
        return UNKNOWN if isinstance(seen, Unseen) else FAILS

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
    "link": near.link,
    "children": near.children,
    "comment": spoken.comment,
    "moved": spoken.moved,
    "time_in": timed.time_in,
    "engagement": near.engagement,
    "between": timed.between,
    "changed": spoken.changed,
    "went_back": spoken.went_back,
    "first_response": timed.first_response,
    "contacts": counted.contacts,
}
