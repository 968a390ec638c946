"""Clauses: closures that answer, and that tell found and wanted only when asked; and, or, none of them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from rules.scene import Scene
from rules.values import Answer

UNKNOWN, SKIPPED = Answer.UNKNOWN, Answer.SKIPPED

Holds = Callable[[Scene], Answer]
Turn = Callable[[Scene], datetime | None]


def at_midnight(scene: Scene) -> datetime:
    """The turn of everything that hangs on the day."""
    return scene.setting.calendar.midnight_after(scene.now)


@dataclass(frozen=True, slots=True)
class Told:
    """What was looked for: both are full phrases, such as "Mitigation is empty"."""

    found: str
    wanted: str


@dataclass(frozen=True, slots=True)
class Compiled:
    """A clause ready to be asked. `turns` tell the moments at which time alone can change its answer."""

    holds: Holds
    tell: Callable[[Scene], Told]
    turns: tuple[Turn, ...] = ()


def all_hold(clauses: tuple[Compiled, ...]) -> Holds:
    """And: skipped clauses are taken out; nothing left is skipped itself (L3, L5)."""
    return _combined(clauses, decides=Answer.FAILS, else_is=Answer.HOLDS)


def any_holds(clauses: tuple[Compiled, ...]) -> Holds:
    """Or: true if one holds, unknown if one might; nothing left is skipped."""
    return _combined(clauses, decides=Answer.HOLDS, else_is=Answer.FAILS)


def _combined(clauses: tuple[Compiled, ...], *, decides: Answer, else_is: Answer) -> Holds:
    asks = tuple(clause.holds for clause in clauses)

    def holds(scene: Scene) -> Answer:
        result = SKIPPED
        for ask in asks:
            found = ask(scene)
            if found is decides:
                return found
            if found is UNKNOWN or (found is else_is and result is SKIPPED):
                result = found
        return result

    return asks[0] if len(asks) == 1 else holds


REVERSED = {
    Answer.HOLDS: Answer.FAILS,
    Answer.FAILS: Answer.HOLDS,
    Answer.UNKNOWN: Answer.UNKNOWN,
    Answer.SKIPPED: Answer.SKIPPED,
}


def tell_all(parts: tuple[Compiled, ...], amiss: Answer) -> Callable[[Scene], Told]:
    def tell(scene: Scene) -> Told:
        told = [part.tell(scene) for part in parts if part.holds(scene) is amiss] or [p.tell(scene) for p in parts]
        return _joined(told, "; ")

    return tell


def _joined(told: Iterable[Told], between: str, before: str = "") -> Told:
    """Tell several things as one; what is found twice is told once."""
    told = list(told)
    found = dict.fromkeys(one.found for one in told)
    return Told("; ".join(found), before + between.join(dict.fromkeys(one.wanted for one in told)))


def tell_any(parts: tuple[Compiled, ...]) -> Callable[[Scene], Told]:
    def tell(scene: Scene) -> Told:
        told = [part.tell(scene) for part in parts if part.holds(scene) is not Answer.SKIPPED]
        return _joined(told, ", or ")

    return tell


def tell_none(parts: tuple[Compiled, ...]) -> Callable[[Scene], Told]:
    def tell(scene: Scene) -> Told:
        told = [part.tell(scene) for part in parts if part.holds(scene) is Answer.HOLDS] or [
            part.tell(scene) for part in parts
        ]
        return _joined(told, ", nor: ", "not: ")

    return tell


def tell_failing(clauses: tuple[Compiled, ...], scene: Scene) -> Told:
    """Tell the clauses that stand in the way: those that fail, else those that are unknown, else what holds."""
    if len(clauses) == 1:
        return clauses[0].tell(scene)
    answers = [clause.holds(scene) for clause in clauses]
    for amiss in (Answer.FAILS, UNKNOWN, Answer.HOLDS):
        if amiss in answers:
            told = [clause.tell(scene) for clause, found in zip(clauses, answers, strict=True) if found is amiss]
            return _joined(told, "; ")
    return tell_all(clauses, Answer.HOLDS)(scene)
