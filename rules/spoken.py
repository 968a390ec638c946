"""Conditions on what people did: comments they wrote, moves they made, fields they changed."""

from collections.abc import Callable, Mapping

from rules import comparisons, deeds, subjects
from rules.clauses import Compiled, Told, at_midnight
from rules.counted import SIZES, filters_of, texts_of, there_is
from rules.model import Change, Comment, Move, Person
from rules.pack import Condition
from rules.scene import Scene
from rules.terms import Duration, duration_of
from rules.values import Answer, Unseen, answer, any_of, fold, person_in, shown

DAY = Duration(0, "days")


def comment(condition: Condition, pack: str) -> Compiled:
    """Compile `comment`: present, absent, a count, how recent, or by whom (S11-S13)."""
    filters = filters_of(condition)
    look = deeds.comments(filters)
    called = _called(filters)
    asked = _comment_test(condition, pack)

    def holds(scene: Scene) -> Answer:
        seen = look(scene)
        return Answer.UNKNOWN if isinstance(seen, Unseen) else answer(holds=asked(seen, scene))

    def tell(scene: Scene) -> Told:
        return Told(_found_comments(called, look(scene)), _wanted(called, condition))

    return Compiled(holds, tell, turns=(at_midnight,) if condition.test == "within" else ())


def _called(filters: Mapping[str, tuple[str, ...]]) -> str:
    by = " or ".join(filters.get("by", ("anyone",)))
    says = " or ".join(f"“{text}”" for text in filters.get("says", ()))
    return "a comment" + (f" by {by}" if by != "anyone" else "") + (f" that says {says}" if says else "")


def _comment_test(condition: Condition, pack: str) -> Callable[[tuple[Comment, ...], Scene], bool | None]:
    if condition.test in SIZES:
        fits, _ = comparisons.size_test(condition.test or "", str(condition.wanted))
        return lambda seen, _scene: fits(len(seen))
    if condition.test == "within":
        duration = duration_of(str(condition.wanted)) or DAY
        return lambda seen, scene: any(comparisons.is_within(one.at, duration, scene) for one in seen)
    if condition.test in {"by", "by_not"}:
        stands = _by(condition, pack)
        return lambda seen, scene: any_of([stands(one.author, scene) for one in seen])
    absent = fold(str(condition.wanted or "present")) == "absent"
    return lambda seen, _scene: bool(seen) != absent


def _by(condition: Condition, pack: str) -> Callable[[Person, Scene], bool | None]:
    """Compile `by` / `by_not`: role first, then a field holding a person (S14)."""
    names = texts_of(condition.wanted)
    reverse = condition.test == "by_not"

    def stands(person: Person, scene: Scene) -> bool | None:
        found = any_of([_is_named(person, name, scene, pack) for name in names])
        return found if found is None or not reverse else not found

    return stands


def _is_named(person: Person, name: str, scene: Scene, pack: str) -> bool | None:
    if scene.setting.has_role(name):
        return scene.setting.holds(person, name)
    held = subjects.field(name, pack)(scene)
    if isinstance(held, Unseen):
        return None
    people = [person_in(one) for one in (held if isinstance(held, tuple) else (held,))]
    return any_of([person.same_as(one) for one in people if one is not None])


def _wanted(called: str, condition: Condition) -> str:
    said = " or ".join(texts_of(condition.wanted)) if condition.wanted else ""
    there = there_is(called, is_there=True)
    match condition.test:
        case "within":
            return f"{there}, no older than {said}"
        case "by":
            return f"{there}, by {said}"
        case "by_not":
            return f"{there}, by somebody other than {said}"
        case None | "is":
            return there_is(called, is_there=fold(said) != "absent")
        case size:
            return f"{there}, {comparisons.size_test(size, said)[1]} times"


def _found_comments(called: str, seen: tuple[Comment, ...] | Unseen) -> str:
    if isinstance(seen, Unseen):
        return f"{called} cannot be seen: {seen.reason}"
    if not seen:
        return there_is(called, is_there=False)
    newest = max(seen, key=lambda one: one.at)
    return f"{there_is(called, is_there=True)}, the newest by {shown(newest.author)} on {newest.at.date().isoformat()}"


def moved(condition: Condition, pack: str) -> Compiled:
    """Compile `moved`: only the newest move into the stage is asked (S13, S16, S17)."""
    stages = filters_of(condition).get("to", ())
    look = deeds.moved(stages, pack)
    called = f"a move to {' or '.join(stages)}"
    asked = _move_test(condition, pack)

    def holds(scene: Scene) -> Answer:
        seen = look(scene)
        return Answer.UNKNOWN if isinstance(seen, Unseen) else answer(holds=asked(seen, scene))

    def tell(scene: Scene) -> Told:
        return Told(_found_move(called, look(scene)), _wanted(called, condition))

    return Compiled(holds, tell, turns=(at_midnight,) if condition.test == "within" else ())


def _move_test(condition: Condition, pack: str) -> Callable[[Move | None, Scene], bool | None]:
    if condition.test == "within":
        duration = duration_of(str(condition.wanted)) or DAY
        return lambda seen, scene: seen is not None and comparisons.is_within(seen.at, duration, scene)
    if condition.test in {"by", "by_not"}:
        stands = _by(condition, pack)
        return lambda seen, scene: False if seen is None else (None if seen.by is None else stands(seen.by, scene))
    absent = fold(str(condition.wanted or "present")) == "absent"
    return lambda seen, _scene: (seen is None) == absent


def _found_move(called: str, seen: Move | Unseen | None) -> str:
    match seen:
        case Unseen(reason):
            return f"{called} cannot be seen: {reason}"
        case None:
            return there_is(called, is_there=False)
        case Move(at=at, by=by):
            return f"{there_is(called, is_there=True)}, {f'by {shown(by)} ' if by else ''}on {at.date().isoformat()}"


def changed(condition: Condition, _pack: str) -> Compiled:
    """Compile `changed`: whether, how often or how recently a field got another value."""
    name = str(condition.argument)
    return _events(condition, deeds.changes(name), f"a change of {name}")


def went_back(condition: Condition, pack: str) -> Compiled:
    """Compile `went_back`: moves from a stage to an earlier one."""
    into = texts_of(condition.argument)
    called = "a move back" + ("" if "any" in map(fold, into) else f" to {' or '.join(into)}")
    return _events(condition, deeds.moves_back(into, pack), called)


def _events(condition: Condition, look: Callable[[Scene], tuple[Change | Move, ...] | Unseen], called: str) -> Compiled:
    """Compile what counts happenings: present, absent, how many, how recent the newest."""
    asked = _event_test(condition)

    def holds(scene: Scene) -> Answer:
        seen = look(scene)
        return Answer.UNKNOWN if isinstance(seen, Unseen) else answer(holds=asked(seen, scene))

    def tell(scene: Scene) -> Told:
        return Told(_found_events(called, look(scene)), _wanted(called, condition))

    return Compiled(holds, tell, turns=(at_midnight,) if condition.test == "within" else ())


def _event_test(condition: Condition) -> Callable[[tuple[Change | Move, ...], Scene], bool]:
    if condition.test in SIZES:
        fits, _ = comparisons.size_test(condition.test or "", str(condition.wanted))
        return lambda seen, _scene: fits(len(seen))
    if condition.test == "within":
        duration = duration_of(str(condition.wanted)) or DAY
        return lambda seen, scene: any(comparisons.is_within(one.at, duration, scene) for one in seen)
    absent = fold(str(condition.wanted or "present")) == "absent"
    return lambda seen, _scene: bool(seen) != absent


def _found_events(called: str, seen: tuple[Change | Move, ...] | Unseen) -> str:
    if isinstance(seen, Unseen):
        return f"{called} cannot be seen: {seen.reason}"
    if not seen:
        return there_is(called, is_there=False)
    newest = max(one.at for one in seen).date().isoformat()
    return f"{there_is(called, is_there=True)}, {len(seen)} in all, the newest on {newest}"
