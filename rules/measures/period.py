"""A stretch of whole days a measure is taken over: a week, a month, a quarter, or any other."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Self
from zoneinfo import ZoneInfo

from rules.calendar import DAY

MONTHS_OF_A_QUARTER, MONTHS_OF_A_YEAR, DAYS_OF_A_WEEK = 3, 12, 7


class Span(StrEnum):
    """How long a period lasts, where that has a name."""

    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    OTHER = "days"


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """The days from `first` to `last`, both included, in the client's zone. A `last` before `first` is a ValueError."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError(
                f"a period cannot end on {self.last} and begin on {self.first}: give the earlier day first"
            )

    @classmethod
    def week_of(cls, day: date) -> Self:
        """Return the ISO week of a day, Monday to Sunday."""
        monday = day - day.weekday() * DAY
        return cls(monday, monday + (DAYS_OF_A_WEEK - 1) * DAY)

    @classmethod
    def month_of(cls, day: date) -> Self:
        """Return the calendar month of a day."""
        return cls(day.replace(day=1), months_after(day.replace(day=1), 1) - DAY)

    @classmethod
    def quarter_of(cls, day: date) -> Self:
        """Return the calendar quarter of a day."""
        begin = day.replace(month=day.month - (day.month - 1) % MONTHS_OF_A_QUARTER, day=1)
        return cls(begin, months_after(begin, MONTHS_OF_A_QUARTER) - DAY)

    @property
    def span(self) -> Span:
        """Tell whether this is a week, a month or a quarter of the calendar."""
        for span, same in ((Span.WEEK, self.week_of), (Span.MONTH, self.month_of), (Span.QUARTER, self.quarter_of)):
            if same(self.first) == self:
                return span
        return Span.OTHER

    @property
    def days(self) -> int:
        """Count its days."""
        return (self.last - self.first).days + 1

    def previous(self) -> "Period":
        """Return the period before: the month before a month, else as many days right before."""
        day = self.first - DAY
        match self.span:
            case Span.MONTH:
                return Period.month_of(day)
            case Span.QUARTER:
                return Period.quarter_of(day)
            case _:
                return Period(self.first - self.days * DAY, day)

    def newest(self, count: int) -> "tuple[Period, ...]":
        """Return so many periods in a row that end with this one, the oldest first."""
        periods = [self]
        while len(periods) < count:
            periods.append(periods[-1].previous())
        return tuple(reversed(periods[:count]))

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    def bounds(self, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """Return the moment it begins and the first moment after it, in UTC."""
        return _midnight(self.first, zone), _midnight(self.last + DAY, zone)


def months_after(day: date, months: int) -> date:
    """Return the same day so many months later, or the last day of that month where it is shorter."""
    year, month = divmod(day.year * MONTHS_OF_A_YEAR + day.month - 1 + months, MONTHS_OF_A_YEAR)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC)


def weeks_in(period: Period) -> tuple[Period, ...]:
    """Return the ISO weeks that a period touches, the oldest first."""
    first = Period.week_of(period.first)
    count = ((period.last - first.first).days // DAYS_OF_A_WEEK) + 1
    begins = (first.first + timedelta(days=DAYS_OF_A_WEEK * place) for place in range(count))
    return tuple(Period.week_of(begin) for begin in begins)
