"""Conditions on what can be counted: checklists, attachments, linked tickets, children."""

from collections.abc import Callable, Mapping

from rules import comparisons, subjects
from rules.clauses import Compiled, Told
from rules.model import Checklist, Neighbour
from rules.pack import Condition
from rules.scene import Scene
from rules.values import Answer, Unseen, all_of, answer, any_of, fold

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
        return answer(holds=asked(seen, scene))

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
    return seen is not None and bool(seen.items) and all(item.done for item in seen.items)


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
    return _counting(condition, subjects.attachments(pattern), called, "attachments")


def link(condition: Condition, pack: str) -> Compiled:
    """Compile `link`: present, absent, a count, or where the linked tickets stand."""
    wordings = texts_of(condition.argument)
    called = "a linked ticket" if "any" in map(fold, wordings) else f"a ticket linked as {' or '.join(wordings)}"
    return _neighbours(condition, subjects.links(wordings), called, pack)


def children(condition: Condition, pack: str) -> Compiled:
    """Compile `children`: present, absent, complete, a count, or where they stand."""
    filters = filters_of(condition)
    said = ", ".join(f"{key} {' or '.join(values)}" for key, values in filters.items())
    return _neighbours(
        condition, subjects.children(filters, pack), f"a child ticket ({said})" if said else "a child ticket", pack
    )


def engagement(condition: Condition, pack: str) -> Compiled:
    """Compile `engagement`: a count of the engagement's tickets that match, or where they stand (S18, S19)."""
    filters = filters_of(condition)
    said = ", ".join(f"{key} {' or '.join(values)}" for key, values in filters.items())
    called = f"a ticket of the engagement ({said})" if said else "a ticket of the engagement"
    return _neighbours(condition, subjects.engagement(filters, pack), called, pack)


def _neighbours(
    condition: Condition, look: Callable[[Scene], tuple[Neighbour, ...] | Unseen], called: str, pack: str
) -> Compiled:
    places = _PLACES.get(condition.test or "")
    word = fold(str(condition.wanted or "present"))
    if places is None and word != "complete":
        return _counting(condition, look, called, "tickets")
    wanted = frozenset(map(fold, texts_of(condition.wanted)))
    of_all = condition.test is not None and (condition.test.startswith("all_") or condition.test == "is")
    stands = _finished(pack) if places is None else places(wanted, pack)

    def holds(scene: Scene) -> Answer:
        seen = look(scene)
        if isinstance(seen, Unseen):
            return Answer.UNKNOWN
        answers = [stands(one, scene) for one in seen]
        if places is None:
            return answer(holds=bool(answers) and all_of(answers))
        return answer(holds=all_of(answers) if of_all else any_of(answers))

    def tell(scene: Scene) -> Told:
        said = "complete" if places is None else " or ".join(texts_of(condition.wanted))
        how = "every one is" if of_all else "one is"
        return Told(
            _found_places(called, look(scene)),
            f"{called}: {how} in {said}" if places else f"{called}: every one is done",
        )

    return Compiled(holds, tell)


Stands = Callable[[Neighbour, Scene], bool | None]


def _finished(pack: str) -> Stands:
    """A ticket is finished in a done status or in the last stage of the pack (V16)."""

    def stands(one: Neighbour, scene: Scene) -> bool | None:
        stage, last = subjects.stage_of(one, scene.setting, pack), scene.setting.last_stages.get(pack)
        if one.done or (stage is not None and last is not None and fold(stage) == fold(last)):
            return True
        return False if one.visible or stage is not None else None

    return stands


def _in_stage(wanted: frozenset[str], pack: str) -> Stands:
    def stands(one: Neighbour, scene: Scene) -> bool | None:
        stage = subjects.stage_of(one, scene.setting, pack)
        return None if stage is None else fold(stage) in wanted

    return stands


def _in_status(wanted: frozenset[str], _pack: str) -> Stands:
    return lambda one, _scene: None if one.status is None else fold(one.status) in wanted


_PLACES: Mapping[str, Callable[[frozenset[str], str], Stands]] = {
    "in_stage": _in_stage,
    "all_in_stage": _in_stage,
    "in_status": _in_status,
    "all_in_status": _in_status,
}


def _counting(
    condition: Condition, look: Callable[[Scene], tuple[object, ...] | Unseen], called: str, things: str
) -> Compiled:
    if condition.test in SIZES:
        fits, _ = comparisons.size_test(condition.test or "", str(condition.wanted))
    else:
        absent = fold(str(condition.wanted or "present")) == "absent"
        fits = (lambda size: size == 0) if absent else (lambda size: size > 0)

    def holds(scene: Scene) -> Answer:
        seen = look(scene)
        return Answer.UNKNOWN if isinstance(seen, Unseen) else answer(holds=fits(len(seen)))

    def tell(scene: Scene) -> Told:
        return Told(_found_count(called, look(scene)), _wanted_count(called, condition, things))

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


def _found_count(called: str, seen: tuple[object, ...] | Unseen) -> str:
    if isinstance(seen, Unseen):
        return f"{called} cannot be seen: {seen.reason}"
    return f"{there_is(called, is_there=True)} ({len(seen)})" if seen else there_is(called, is_there=False)


def _found_places(called: str, seen: tuple[Neighbour, ...] | Unseen) -> str:
    if isinstance(seen, Unseen) or not seen:
        return _found_count(called, seen)
    return f"{called}: " + ", ".join(
        f"{one.key} in {one.stage or one.status or 'a status not visible'}" for one in seen[:5]
    )
