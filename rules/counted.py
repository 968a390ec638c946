"""Conditions on what can be counted: checklists, attachments, the client's contacts."""

from collections.abc import Callable, Mapping

from rules import comparisons, subjects
from rules.clauses import Compiled, Told
from rules.model import Checklist
from rules.pack import Condition
from rules.scene import Scene
from rules.values import Answer, Unseen, answer, fold

SIZES = frozenset({"at_least", "at_most", "more_than", "less_than"})


def texts_of(argument: object) -> tuple[str, ...]:
    """Return one or several written texts as a tuple."""
    return tuple(map(str, argument)) if isinstance(argument, tuple | list) else (str(argument),)


def filters_of(condition: Condition) -> Mapping[str, tuple[str, ...]]:
    """Return the filters of a subject such as `{type: Story}`; `any` filters nothing."""
    if not isinstance(condition.argument, Mapping):
        return {}
    return {key: texts_of(value) for key, value in condition.argument.items()}


def checklist(condition: Condition, _pack: str) -> Compiled:
    """Compile `checklist`: complete, present, absent, or a count of its items (S1-S4)."""
    name = str(condition.argument)
    look = subjects.checklist(name)
    called = "a checklist" if fold(name) == "any" else f"checklist {name}"
    asked = _checklist_test(condition)

    def holds(scene: Scene) -> Answer:
        seen = look(scene)
        if isinstance(seen, Unseen):
            return Answer.UNKNOWN
        return Answer.HOLDS if asked(seen, scene) else Answer.FAILS

    def tell(scene: Scene) -> Told:
        return Told(_found_list(called, look(scene)), _wanted_list(called, condition))

    return Compiled(holds, tell)


def _checklist_test(condition: Condition) -> Callable[[Checklist | None, Scene], bool]:
    if condition.test in SIZES:
        fits, _ = comparisons.size_test(condition.test or "", str(condition.wanted))
        return lambda seen, _scene: fits(len(seen.items) if seen else 0)
    word = fold(str(condition.wanted or "present"))
    if word == "complete":
        every = fold(str(condition.argument)) == "any"
        return lambda seen, scene: _complete(seen) and (not every or all(map(_complete, scene.ticket.checklists)))
    return lambda seen, _scene: (seen is not None) == (word == "present")


def _complete(seen: Checklist | None) -> bool:
    if seen is None or not seen.items:
        return False
    for item in seen.items:  # noqa: SIM110 - asked of most tickets; a generator costs three times as much
        if not item.done:
            return False
    return True


def _found_list(called: str, seen: Checklist | Unseen | None) -> str:
    match seen:
        case Unseen(reason):
            return f"{called} cannot be seen: {reason}"
        case None:
            return there_is(called, is_there=False)
        case Checklist(items=()):
            return f"{called} has no items"
        case Checklist(items=items):
            open_items = [item.text for item in items if not item.done]
            return (
                f"{called} has {len(open_items)} of {len(items)} items open" if open_items else f"{called} is complete"
            )


def attachments(condition: Condition, _pack: str) -> Compiled:
    """Compile `attachments`: present, absent or a count."""
    pattern = str(condition.argument)
    called = "an attachment" if fold(pattern) == "any" else f"an attachment named {pattern}"
    return counting(condition, subjects.attachments(pattern), called, "attachments")


def contacts(condition: Condition, _pack: str) -> Compiled:
    """Compile `contacts`: present, absent or a count of the client's contacts who receive a kind of notice."""
    kind = fold(str(condition.argument))
    called = "a contact of the client" + ("" if kind == "any" else f" who receives {condition.argument}")

    def look(scene: Scene) -> tuple[object, ...]:
        return tuple(one for one in scene.setting.receives if kind == "any" or kind in map(fold, one))

    return counting(condition, look, called, "contacts")


def counting(
    condition: Condition, look: Callable[[Scene], tuple[object, ...] | Unseen], called: str, things: str
) -> Compiled:
    """Compile present, absent and counts of what `look` finds."""
    if condition.test in SIZES:
        fits, _ = comparisons.size_test(condition.test or "", str(condition.wanted))
    else:
        absent = fold(str(condition.wanted or "present")) == "absent"
        fits = (lambda size: size == 0) if absent else (lambda size: size > 0)

    def holds(scene: Scene) -> Answer:
        seen = look(scene)
        return Answer.UNKNOWN if isinstance(seen, Unseen) else answer(holds=fits(len(seen)))

    def tell(scene: Scene) -> Told:
        return Told(found_count(called, look(scene)), _wanted_count(called, condition, things))

    return Compiled(holds, tell)


def _wanted_list(called: str, condition: Condition) -> str:
    if condition.test is None or fold(str(condition.wanted)) != "complete":
        return _wanted_count(called, condition, "items")
    return f"{called} is complete"


def _wanted_count(called: str, condition: Condition, things: str) -> str:
    if condition.test in SIZES:
        _, words = comparisons.size_test(condition.test or "", str(condition.wanted))
        return f"there is {called} with {words} {things}"
    return there_is(called, is_there=fold(str(condition.wanted or "present")) != "absent")


def there_is(called: str, *, is_there: bool) -> str:
    """Say that something is there or not; `called` may begin with an article."""
    if is_there:
        return f"there is {called}"
    return f"there is no {called.removeprefix('an ').removeprefix('a ')}"


def found_count(called: str, seen: tuple[object, ...] | Unseen) -> str:
    """Say how many there are."""
    if isinstance(seen, Unseen):
        return f"{called} cannot be seen: {seen.reason}"
    return f"{there_is(called, is_there=True)} ({len(seen)})" if seen else there_is(called, is_there=False)
