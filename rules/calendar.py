"""Working days and hours in a client's zone (RULINGS D2, D3, D8).

A working day is a day of the week's working days that is no holiday; working time runs from
`opens` to `closes` on the zone's wall clock, so a day on which clocks change is measured as it passed.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

FARTHEST = 366 * 50  # days; a calendar without working days must not search forever


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
        return moment.astimezone(self.zone).date()

    def is_working(self, day: date) -> bool:
        return day.weekday() in self.days and day not in self.holidays

    def after(self, day: date, working_days: int) -> date:
        """Return the N-th working day after a day (before it where negative): Saturday + 1 is Monday."""
        step = timedelta(days=1 if working_days > 0 else -1)
        left = abs(working_days)
        for _ in range(FARTHEST):
            if left == 0:
                break
            day += step
            left -= self.is_working(day)
        return day

    def midnight_after(self, moment: datetime) -> datetime:
        """Return when the zone's next day begins."""
        tomorrow = self.day(moment) + timedelta(days=1)
        return datetime.combine(tomorrow, time(0), self.zone).astimezone(UTC)

    def opening(self, day: date) -> tuple[datetime, datetime]:
        """Return the first and last moment of a day's working time."""
        return (
            datetime.combine(day, self.opens, self.zone).astimezone(UTC),
            datetime.combine(day, self.closes, self.zone).astimezone(UTC),
        )

    def hours_between(self, begin: datetime, end: datetime) -> float:
        """Return the working hours that passed between two moments; 0 where end is not after begin."""
        total = timedelta(0)
        day, last = self.day(begin), self.day(end)
        while day <= last:
            if self.is_working(day):
                opens, closes = self.opening(day)
                total += max(timedelta(0), min(end, closes) - max(begin, opens))
            day += timedelta(days=1)
        return total / timedelta(hours=1)

    def moment_after(self, begin: datetime, hours: float) -> datetime:
        """Return the moment at which so many working hours will have passed."""
        left = timedelta(hours=hours)
        day = self.day(begin)
        for _ in range(FARTHEST):
            opens, closes = self.opening(day)
            start = max(begin, opens)
            if self.is_working(day) and start < closes:
                if left <= closes - start:
                    return (start + left).astimezone(UTC)
                left -= closes - start
            day += timedelta(days=1)
        return datetime.max.replace(tzinfo=UTC)
