"""Terms an admin writes behind a test: durations and days (RULINGS D3-D8, D11)."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Literal

from rules.calendar import Calendar
from rules.values import fold, looks_like_a_day, written_number

MOST = 100_000  # of any unit; nobody means more, and the calendar ends
TAKES = "takes"  # as an amount: the upper bound of the stage's own `takes`

Unit = Literal["hours", "days", "weeks", "working days"]

UNITS: dict[str, Unit] = {
    "hour": "hours",
    "hours": "hours",
    "day": "days",
    "days": "days",
    "week": "weeks",
    "weeks": "weeks",
    "working day": "working days",
    "working days": "working days",
}


@dataclass(frozen=True, slots=True)
class Duration:
    """So many of a unit; hours are working hours where working time is meant (D8)."""

    amount: float
    unit: Unit

    def working_hours(self, calendar: Calendar) -> float:
        """Return the duration in working hours; calendar days and weeks have none and are refused by `check`."""
        return self.amount * calendar.day_hours if self.unit == "working days" else self.amount

    def before(self, day: date, calendar: Calendar) -> date:
        """Return the day so much earlier."""
        return _shift(day, -1, self, calendar)


@dataclass(frozen=True, slots=True)
class DayTerm:
    """`today`, `today + 5 working days`, or one ISO date."""

    day: date | None = None
    sign: int = 0
    shift: Duration | None = None

    def on(self, today: date, calendar: Calendar) -> date:
        """Return the day meant, seen from today."""
        start = self.day or today
        return start if self.shift is None else _shift(start, self.sign, self.shift, calendar)


@lru_cache(maxsize=1_024)
def duration_of(text: str) -> Duration | None:
    """Read `5 working days`, `36 hours`, `7 days`; None where text is no duration."""
    number, _, unit = fold(text).partition(" ")
    amount = written_number(number)
    if amount is None or not 0 <= amount <= MOST or unit not in UNITS:
        return None
    return Duration(amount, UNITS[unit])


def longest_of(takes: str) -> Duration | None:
    """Read a stage's `takes`: `N unit` or `N-M unit`; the upper bound counts (D11)."""
    number, _, unit = fold(takes).partition(" ")
    return duration_of(f"{number.rpartition('-')[2]} {unit}")


def day_term_of(text: str) -> DayTerm | None:
    """Read a day; None where the text is the name of a field. A date that does not exist is None too."""
    if looks_like_a_day(text):
        try:
            return DayTerm(day=date.fromisoformat(text.strip()))
        except ValueError:
            return None
    words = fold(text)
    if words == "today":
        return DayTerm()
    if not words.startswith("today") or words[5:].lstrip()[:1] not in {"+", "-"}:
        return None
    rest = words[5:].lstrip()
    shift = duration_of(rest[1:])
    if shift is None or shift.unit == "hours":
        return None
    return DayTerm(sign=1 if rest[0] == "+" else -1, shift=shift)


def _shift(day: date, sign: int, by: Duration, calendar: Calendar) -> date:
    amount = int(by.amount) * sign
    if by.unit == "working days":
        return calendar.after(day, amount)
    shifted = day.toordinal() + amount * (7 if by.unit == "weeks" else 1)
    return date.fromordinal(min(max(shifted, date.min.toordinal()), date.max.toordinal()))
