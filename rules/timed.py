"""Conditions on time: in a stage over all its visits (RULINGS D8-D10), between two dates, until a first response."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from rules import deeds, subjects
from rules.calendar import Calendar
from rules.clauses import Compiled, Told, at_midnight
from rules.comparisons import hours_of, size_test_of_hours
from rules.counted import filters_of
from rules.pack import Condition
from rules.scene import Scene
from rules.terms import TAKES, duration_of
from rules.values import Answer, Unseen, answer, day_in, fold

PRESENT = "status"  # the keyword for the present status, since it was last entered
NOW = "now"
DAYS_OF_A_WEEK = 7


@dataclass(frozen=True, slots=True)
class Visit:
    """A time in one status; `end` is None while it lasts."""

    stage: str | None
    begin: datetime
    end: datetime | None


Hours = Callable[[Scene], "float | Unseen | None"]


def time_in(condition: Condition, pack: str) -> Compiled:
    """Compile `time_in: STAGE` or `time_in: status`, compared with working time or with the stage's own `takes`."""
    stage = str(condition.argument)
    called = "time in the present status" if fold(stage) == PRESENT else f"time in {stage}"
    limit = _limit_of(condition, stage, pack)
    return _compared(
        condition,
        called,
        lambda scene: _hours(stage, scene, pack),
        limit,
        lambda scene: int(_lasts(stage, scene, pack)),
    )


def first_response(condition: Condition, _pack: str) -> Compiled:
    """Compile `first_response`: working time from creation to the first comment of a role, or until now."""
    by = filters_of(condition).get("by")
    look = deeds.first_response(by)
    called = "time to the first response" + (f" by {' or '.join(by)}" if by else "")

    def hours(scene: Scene) -> float | Unseen:
        created, response = scene.ticket.created, look(scene)
        if isinstance(response, Unseen):
            return response
        if created is None:
            return Unseen("when it was created")
        return scene.setting.calendar.hours_between(created, scene.now if response is None else response.at)

    return _compared(condition, called, hours, _written_limit(condition), lambda scene: int(look(scene) is None))


def between(condition: Condition, pack: str) -> Compiled:
    """Compile `between`: the time from one date to another; working time for hours and working days."""
    ends = filters_of(condition)
    begin, end = ends["from"][0], ends["to"][0]
    of_days = _is_in_days(condition)
    looks = (_moment_at(begin, pack), _moment_at(end, pack))

    def hours(scene: Scene) -> float | Unseen | None:
        first, last = looks[0](scene), looks[1](scene)
        if isinstance(first, Unseen):
            return first
        if isinstance(last, Unseen):
            return last
        if first is None or last is None:
            return None
        calendar = scene.setting.calendar
        if of_days:
            return float((_day(last, calendar) - _day(first, calendar)).days)
        return calendar.hours_between(_opening(first, calendar), _closing(last, calendar))

    called = f"the time from {begin} to {end}"
    return _compared(
        condition, called, hours, _written_limit(condition), lambda _scene: (fold(end) == NOW) - (fold(begin) == NOW)
    )


def _moment_at(name: str, pack: str) -> Callable[[Scene], "datetime | date | Unseen | None"]:
    if fold(name) == NOW:
        return lambda scene: scene.now
    look = subjects.field(name, pack)

    def moment(scene: Scene) -> datetime | date | Unseen | None:
        seen = look(scene)
        if isinstance(seen, Unseen | date):
            return seen
        return day_in(seen, scene.setting.calendar.zone)

    return moment


def _day(one: datetime | date, calendar: Calendar) -> date:
    return calendar.day(one) if isinstance(one, datetime) else one


def _opening(one: datetime | date, calendar: Calendar) -> datetime:
    return one if isinstance(one, datetime) else calendar.opening(one)[0]


def _closing(one: datetime | date, calendar: Calendar) -> datetime:
    return one if isinstance(one, datetime) else calendar.opening(one)[1]


def _is_in_days(condition: Condition) -> bool:
    duration = duration_of(str(condition.wanted))
    return duration is not None and duration.unit in {"days", "weeks"}


Limit = Callable[[Scene], "float | None"]


def _written_limit(condition: Condition) -> Limit:
    """Return the limit that stands there: days where calendar days are meant, else working hours."""
    text = str(condition.wanted)
    duration = duration_of(text)
    if duration is not None and _is_in_days(condition):
        days = duration.amount * (DAYS_OF_A_WEEK if duration.unit == "weeks" else 1)
        return lambda _scene: days
    return lambda scene: hours_of(text, scene.setting.calendar)


def _limit_of(condition: Condition, stage: str, pack: str) -> Limit:
    if fold(str(condition.wanted)) != TAKES:
        return _written_limit(condition)

    def limit(scene: Scene) -> float | None:
        here = scene.stages.get(pack, "") if fold(stage) == PRESENT else stage
        takes = scene.setting.takes.get(pack, {}).get(fold(here))
        return None if takes is None else takes.working_hours(scene.setting.calendar)

    return limit


def _compared(
    condition: Condition, called: str, measure: Hours, limit: Limit, runs: Callable[[Scene], int]
) -> Compiled:
    """Compile a time against its limit; without a limit the condition says nothing. `runs` is 1 where the time
    grows as time passes, -1 where it shrinks, 0 where it stands."""
    wanted = str(condition.wanted)
    fits, words = size_test_of_hours(condition.test or "", wanted)
    of_days = _is_in_days(condition)

    def holds(scene: Scene) -> Answer:
        most = limit(scene)
        if most is None:
            return Answer.SKIPPED
        seen = measure(scene)
        return Answer.UNKNOWN if isinstance(seen, Unseen) else answer(holds=seen is not None and fits(seen, most))

    def tell(scene: Scene) -> Told:
        most = limit(scene)
        told = f"{words} ({most:g} working hours)" if fold(wanted) == TAKES and most is not None else words
        return Told(f"{called} {_found(measure(scene), of_days=of_days)}", f"{called} is {told}")

    def turn(scene: Scene) -> datetime | None:
        seen, most = measure(scene), limit(scene)
        if isinstance(seen, Unseen) or seen is None or most is None:
            return None
        left = (most - seen) * runs(scene)
        if left < 0 or not runs(scene):
            return None
        return at_midnight(scene) if of_days else scene.setting.calendar.moment_after(scene.now, left)

    return Compiled(holds, tell, (turn,))


def _found(seen: float | Unseen | None, *, of_days: bool) -> str:
    if isinstance(seen, Unseen):
        return f"cannot be seen: {seen.reason}"
    if seen is None:
        return "cannot be told: a date is empty"
    return f"is {seen:g} days" if of_days else f"is {seen:.1f} working hours"


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
