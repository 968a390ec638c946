"""When a ticket will be done, from how long its like took (RULINGS M7). Pure.

Forecast: now plus the working time that tickets of the same type needed from the present stage to done, in the median
of the last 30 of the engagement, else of all engagements of its type of work; never before the due dates of its open
children. Confidence: the share of those tickets that would end after the promised day if this one ran as long.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from statistics import median
from types import MappingProxyType

from rules.calendar import Calendar
from rules.model import Ticket
from rules.scene import Setting
from rules.values import fold

NEWEST = 30  # finished tickets of the engagement that are asked, the newest first
ENOUGH_HERE = 8
ENOUGH_OF_THE_WORK = 20
A_SECOND = timedelta(seconds=1)
FOR_CLIENTS, FOR_THE_TEAM = 0.7, 0.5
"""Shares from which on an alert to the client is prepared, and from which on the project manager is told."""

Place = tuple[str, str]  # a pack and a folded stage of it


@dataclass(frozen=True, slots=True)
class Course:
    """How a finished ticket went: working hours from when it first entered a stage to when it was done."""

    type: str
    done_at: datetime
    hours: Mapping[Place, float] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Experience:
    """The courses of an engagement's own tickets, and those of every engagement of its type of work."""

    here: Sequence[Course] = ()
    of_the_work: Sequence[Course] = ()


@dataclass(frozen=True, slots=True)
class Forecast:
    """The day a ticket will most likely be done, and how many finished tickets say so. `confidence` is the share of 1
    that would end after the promised day; None where none is promised."""

    day: date
    asked: int
    confidence: float | None = None

    @property
    def warns_clients(self) -> bool:
        return self.confidence is not None and self.confidence >= FOR_CLIENTS

    @property
    def warns_the_team(self) -> bool:
        return self.confidence is not None and self.confidence >= FOR_THE_TEAM


def course_of(ticket: Ticket, setting: Setting) -> Course | None:
    """Return how a ticket went; None for one that is not done, or whose moves are not known."""
    if not ticket.done or ticket.resolved is None or not ticket.moves:
        return None
    entered: dict[Place, datetime] = {}
    for move in ticket.moves:
        for place in places_of(move.to_status, setting):
            entered.setdefault(place, move.at)
    hours = {place: setting.calendar.hours_between(at, ticket.resolved) for place, at in entered.items()}
    return Course(fold(ticket.type), ticket.resolved, MappingProxyType(hours))


def places_of(status: str, setting: Setting) -> tuple[Place, ...]:
    """Return the stage of a status in every pack that has one for it."""
    return tuple((pack, fold(stage)) for pack, stage in setting.stages_of(status).items())


def forecast(
    ticket: Ticket,
    setting: Setting,
    experience: Experience,
    now: datetime,
    promised: date | None = None,
    children_due: Iterable[date] = (),
) -> Forecast | None:
    """Tell when one ticket that is not done will be, as a `Forecaster` does."""
    return Forecaster(setting, experience, now).of(ticket, promised, children_due)


@dataclass(frozen=True, slots=True)
class Forecaster:
    """Tells when tickets that are not done will be, in the client's days. What their like took is looked up once."""

    setting: Setting
    experience: Experience
    now: datetime
    _known: dict[tuple[str, Place], "_Like | None"] = field(default_factory=dict)

    @property
    def turns(self) -> tuple[datetime, ...]:
        """Return the moments, in UTC, from which on time alone makes a forecast told so far another day."""
        return tuple(like.turns_at for like in self._known.values() if like is not None)

    def of(self, ticket: Ticket, promised: date | None = None, children_due: Iterable[date] = ()) -> Forecast | None:
        """Return the forecast of a ticket; None where too few of its like are done, or it is done itself.

        `children_due` are the due dates of its open children.
        """
        like = None if ticket.done else self._like(ticket)
        if like is None:
            return None
        earliest = max(children_due, default=date.min)
        late = None if promised is None else sum(max(one, earliest) > promised for one in like.days) / len(like.days)
        return Forecast(max(like.middle, earliest), len(like.days), late)

    def _like(self, ticket: Ticket) -> "_Like | None":
        found = (self._of_place(fold(ticket.type), place) for place in places_of(ticket.status, self.setting))
        return next((like for like in found if like is not None), None)

    def _of_place(self, kind: str, place: Place) -> "_Like | None":
        if (kind, place) not in self._known:
            self._known[kind, place] = self._work_out(kind, place)
        return self._known[kind, place]

    def _work_out(self, kind: str, place: Place) -> "_Like | None":
        for courses, enough in ((self.experience.here, ENOUGH_HERE), (self.experience.of_the_work, ENOUGH_OF_THE_WORK)):
            like = sorted((one for one in courses if _is_like(one, kind, place)), key=lambda one: one.done_at)
            if len(like) >= enough:
                hours = [one.hours[place] for one in like[-NEWEST:]]
                days = tuple(self._day_after(one) for one in hours)
                return _Like(days, self._day_after(median(hours)), min(map(self._turn, (*hours, median(hours)))))
        return None

    def _turn(self, hours: float) -> datetime:
        """Return when the day after so many hours will be the next one: once the rest of that working day has passed,
        less a second for what is lost in counting hours."""
        calendar = self.setting.calendar
        end = calendar.moment_after(self.now, hours)
        left = calendar.hours_between(end, calendar.opening(calendar.day(end))[1])
        return max(self.now, calendar.moment_after(self.now, left) - A_SECOND)

    def _day_after(self, hours: float) -> date:
        calendar = self.setting.calendar
        return calendar.day(calendar.moment_after(self.now, hours))


@dataclass(frozen=True, slots=True)
class _Like:
    """When a ticket would be done that took as long as each of its like, and as the median of them; `turns_at` is when
    the first of these days becomes another one."""

    days: tuple[date, ...]
    middle: date
    turns_at: datetime


def _is_like(course: Course, kind: str, place: Place) -> bool:
    return course.type == kind and place in course.hours


def slip_in_working_days(promised: date, expected: date, calendar: Calendar) -> int:
    """Return how many working days an expected day lies after the promised one; negative where it lies before."""
    if expected < promised:
        return -slip_in_working_days(expected, promised, calendar)
    days = (date.fromordinal(one) for one in range(promised.toordinal() + 1, expected.toordinal() + 1))
    return sum(calendar.is_working(day) for day in days)
