"""Working days and hours in a client's zone (RULINGS D2, D3, D8).

A working day is a day of the week's working days that is no holiday; working time runs from
`opens` to `closes` on the zone's wall clock, so a day on which clocks change is measured as it passed.
Working time is summed up once a year of a calendar: a question over ten years costs no more than one over a day.
"""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import accumulate
from zoneinfo import ZoneInfo

YEARS = 50  # a calendar without working days must not search forever
FIRST, LAST = datetime(1900, 1, 1, tzinfo=UTC), datetime(2200, 12, 31, tzinfo=UTC)
"""Working time is counted between these moments only; dates beyond them stand for "ever" and "never"."""

NOTHING, HOUR, DAY = timedelta(0), timedelta(hours=1), timedelta(days=1)
ENDS = (date.min, date.max)


def day_of(moment: datetime, zone: ZoneInfo) -> date:
    """Return the day of a moment in a zone; at the ends of time, where no zone reaches, its day as written."""
    if moment.date() in ENDS:
        return moment.date()
    return moment.astimezone(zone).date()


@dataclass(frozen=True, slots=True)
class Calendar:
    """`days` are week days, 0 = Monday. Moments given and returned are aware; results are in UTC."""

    zone: ZoneInfo = ZoneInfo("UTC")
    days: tuple[int, ...] = (0, 1, 2, 3, 4)
    opens: time = time(9)
    closes: time = time(17)
    holidays: frozenset[date] = frozenset()

    @property
    def day_hours(self) -> float:
        """Length of a working day in hours."""
        return (self.closes.hour - self.opens.hour) + (self.closes.minute - self.opens.minute) / 60

    def day(self, moment: datetime) -> date:
        """Return the day of a moment in the zone."""
        return day_of(moment, self.zone)

    def is_working(self, day: date) -> bool:
        return day.weekday() in self.days and day not in self.holidays

    def after(self, day: date, working_days: int) -> date:
        """Return the N-th working day after a day (before it where negative): Saturday + 1 is Monday."""
        step = DAY if working_days > 0 else -DAY
        left = abs(working_days)
        for _ in range(366 * YEARS):
            if left == 0 or day in ENDS:
                break
            day += step
            left -= self.is_working(day)
        return day

    def midnight_after(self, moment: datetime) -> datetime:
        """Return when the zone's next day begins."""
        return _midnight(self.day(moment) + DAY, self.zone)

    def opening(self, day: date) -> tuple[datetime, datetime]:
        """Return the first and last moment of a day's working time."""
        day = min(max(day, FIRST.date()), LAST.date())
        return (
            datetime.combine(day, self.opens, self.zone).astimezone(UTC),
            datetime.combine(day, self.closes, self.zone).astimezone(UTC),
        )

    def hours_between(self, begin: datetime, end: datetime) -> float:
        """Return the working hours that passed between two moments; 0 where end is not after begin."""
        begin, end = max(begin, FIRST), min(end, LAST)
        if end <= begin:
            return 0.0
        first, last = self.day(begin), self.day(end)
        years = sum((_worked_in(self, year)[-1] for year in range(first.year, last.year)), NOTHING)
        return (years + self._worked(end, last) - self._worked(begin, first)) / HOUR

    def _worked(self, moment: datetime, day: date) -> timedelta:
        """Return the working time from the begin of a moment's year, in the zone, to the moment."""
        worked = _worked_in(self, day.year)
        place = day.timetuple().tm_yday - 1
        if worked[place] == worked[place + 1]:
            return worked[place]
        opens, closes = self.opening(day)
        return worked[place] + min(max(moment, opens), closes) - opens

    def moment_after(self, begin: datetime, hours: float) -> datetime:
        """Return the moment at which so many working hours will have passed; with none to pass, the next working moment.

        The farthest moment there is where none comes within fifty years.
        """
        day = self.day(min(max(begin, FIRST), LAST))
        passed = self._worked(begin, day)
        wanted = passed + min(hours, YEARS * 366 * 24) * HOUR
        search = bisect_left if wanted > passed else bisect_right
        for year in range(day.year, min(day.year + YEARS, LAST.year)):
            worked = _worked_in(self, year)
            place = search(worked, wanted) - 1
            if place < len(worked) - 1:
                opens, _ = self.opening(date(year, 1, 1) + place * DAY)
                return opens + (wanted - worked[place])
            wanted -= worked[-1]
        return datetime.max.replace(tzinfo=UTC)


@lru_cache(maxsize=1_024)
def _worked_in(calendar: Calendar, year: int) -> tuple[timedelta, ...]:
    """Return the working time of a year before each of its days, and at last that of the whole year."""
    first = date(year, 1, 1)
    days = (first + place * DAY for place in range((date(year + 1, 1, 1) - first).days))
    return tuple(accumulate((_worked_on(calendar, day) for day in days), initial=NOTHING))


def _worked_on(calendar: Calendar, day: date) -> timedelta:
    if not calendar.is_working(day):
        return NOTHING
    opens, closes = calendar.opening(day)
    return max(NOTHING, closes - opens)


@lru_cache(maxsize=1_024)
def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(0), zone).astimezone(UTC)
