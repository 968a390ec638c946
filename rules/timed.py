"""Conditions on time: how long a ticket was in a stage, in working time, over all its visits (RULINGS D8-D10)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from rules.clauses import Compiled, Told
from rules.comparisons import hours_of, size_test_of_hours
from rules.pack import Condition
from rules.scene import Scene
from rules.values import Answer, Unseen, answer, fold

PRESENT = "status"  # the keyword for the present status, since it was last entered


@dataclass(frozen=True, slots=True)
class Visit:
    """A time in one status; `end` is None while it lasts."""

    stage: str | None
    begin: datetime
    end: datetime | None


def time_in(condition: Condition, pack: str) -> Compiled:
    """Compile `time_in: STAGE` or `time_in: status`, compared with a duration in working time."""
    stage, wanted = str(condition.argument), str(condition.wanted)
    fits, words = size_test_of_hours(condition.test or "", wanted)

    def holds(scene: Scene) -> Answer:
        hours = _hours(stage, scene, pack)
        if isinstance(hours, Unseen):
            return Answer.UNKNOWN
        return answer(holds=fits(hours, hours_of(wanted, scene.setting.calendar)))

    def tell(scene: Scene) -> Told:
        called = "time in the present status" if fold(stage) == PRESENT else f"time in {stage}"
        hours = _hours(stage, scene, pack)
        found = f"cannot be seen: {hours.reason}" if isinstance(hours, Unseen) else f"is {hours:.1f} working hours"
        return Told(f"{called} {found}", f"{called} is {words}")

    def turn(scene: Scene) -> datetime | None:
        hours = _hours(stage, scene, pack)
        if isinstance(hours, Unseen) or not _lasts(stage, scene, pack):
            return None
        left = hours_of(wanted, scene.setting.calendar) - hours
        return scene.setting.calendar.moment_after(scene.now, left) if left >= 0 else None

    return Compiled(holds, tell, (turn,))


def _hours(stage: str, scene: Scene, pack: str) -> float | Unseen:
    if scene.time_in is not None:
        return scene.time_in.get(fold(stage), 0.0)
    calendar = scene.setting.calendar
    if fold(stage) == PRESENT:
        begin = scene.entered_at or scene.ticket.created
        return Unseen("when the status was entered") if begin is None else calendar.hours_between(begin, scene.now)
    if "moves" in scene.ticket.unseen:
        return Unseen(scene.ticket.unseen["moves"])
    visits = [visit for visit in visits_of(scene, pack) if fold(visit.stage or "") == fold(stage)]
    return sum(calendar.hours_between(visit.begin, visit.end or scene.now) for visit in visits)


def _lasts(stage: str, scene: Scene, pack: str) -> bool:
    return fold(stage) == PRESENT or fold(scene.stages.get(pack, "")) == fold(stage)


def visits_of(scene: Scene, pack: str) -> Iterator[Visit]:
    """Yield the ticket's times in statuses, the oldest first; time on hold counts for the stage it came from (D9)."""
    ticket, setting = scene.ticket, scene.setting
    if ticket.created is None:
        return
    begin, stage = (
        ticket.created,
        setting.stage(pack, ticket.moves[0].from_status or "" if ticket.moves else ticket.status),
    )
    for move in ticket.moves:
        yield Visit(stage, begin, move.at)
        begin = move.at
        stage = stage if setting.is_hold(move.to_status) else setting.stage(pack, move.to_status)
    yield Visit(stage, begin, None)
