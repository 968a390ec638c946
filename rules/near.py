"""Conditions on other tickets: those linked, those below, those of the engagement."""

from collections.abc import Callable, Mapping

from rules import subjects
from rules.clauses import Compiled, Told, at_midnight
from rules.comparisons import is_within
from rules.counted import counting, filters_of, found_count, texts_of
from rules.model import Neighbour
from rules.pack import Condition
from rules.scene import Scene
from rules.terms import Duration, duration_of
from rules.values import Answer, Unseen, all_of, answer, any_of, fold


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


Seen = Callable[[Scene], tuple[Neighbour, ...] | Unseen]


def _neighbours(condition: Condition, look: Seen, called: str, pack: str) -> Compiled:
    if condition.test == "newest_within":
        return _newest(condition, look, called)
    if condition.test == "all_have":
        return _all_have(condition, look, called)
    places = _PLACES.get(condition.test or "")
    word = fold(str(condition.wanted or "present"))
    if places is None and word != "complete":
        return counting(condition, look, called, "tickets")
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


def _found_places(called: str, seen: tuple[Neighbour, ...] | Unseen) -> str:
    if isinstance(seen, Unseen) or not seen:
        return found_count(called, seen)
    return f"{called}: " + ", ".join(
        f"{one.key} in {one.stage or one.status or 'a status not visible'}" for one in seen[:5]
    )


def _all_have(condition: Condition, look: Seen, called: str) -> Compiled:
    """Ask whether every one has some facts filled; nothing to look at holds (S7)."""
    facts = texts_of(condition.wanted)
    said = " and ".join(facts)

    def has(one: Neighbour) -> bool | None:
        return None if one.filled is None else all(fact in one.filled for fact in facts)

    def holds(scene: Scene) -> Answer:
        seen = look(scene)
        return Answer.UNKNOWN if isinstance(seen, Unseen) else answer(holds=all_of([has(one) for one in seen]))

    def tell(scene: Scene) -> Told:
        seen = look(scene)
        if isinstance(seen, Unseen) or not seen:
            return Told(found_count(called, seen), f"{called}: every one has {said}")
        lacking = [one.key for one in seen if has(one) is not True]
        found = f"{', '.join(lacking[:5])} without {said}" if lacking else f"every one has {said}"
        return Told(f"{called}: {found}", f"{called}: every one has {said}")

    return Compiled(holds, tell)


def _newest(condition: Condition, look: Seen, called: str) -> Compiled:
    """Ask whether the newest was created or resolved no longer ago than this; none at all fails."""
    wanted = str(condition.wanted)
    duration = duration_of(wanted) or Duration(0, "days")

    def is_recent(one: Neighbour, scene: Scene) -> bool | None:
        if one.newest_at is None:
            return None if one.filled is None else False
        return is_within(one.newest_at, duration, scene)

    def holds(scene: Scene) -> Answer:
        seen = look(scene)
        if isinstance(seen, Unseen):
            return Answer.UNKNOWN
        return answer(holds=any_of([is_recent(one, scene) for one in seen]))

    def tell(scene: Scene) -> Told:
        seen = look(scene)
        days = [] if isinstance(seen, Unseen) else [one.newest_at for one in seen if one.newest_at]
        newest = f", the newest of {max(days).date().isoformat()}" if days else ""
        return Told(found_count(called, seen) + newest, f"there is {called}, no older than {wanted}")

    return Compiled(holds, tell, (at_midnight,))
