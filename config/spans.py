"""How days, times and durations are written (RULINGS D4, D8, D11, E6)."""

import re
from collections.abc import Callable, Sequence
from datetime import date, time, timedelta
from functools import partial
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import BeforeValidator, WithJsonSchema

from config.forms import choose, looks_like, read_text, wrong
from config.mistakes import quoted
from rules.measures.target import Cadence
from rules.terms import UNITS, duration_of, longest_of
from rules.values import looks_like_a_day, written_day

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
WORKING = ("working days", "hours")
CALENDAR = ("days", "weeks", "working days")


def read_day(value: object) -> date:
    if isinstance(value, date):
        return value
    text = read_text(value)
    day = written_day(text, ZoneInfo("UTC")) if looks_like_a_day(text) else None
    if day is None:
        told = "is not a day of the calendar" if looks_like_a_day(text) else "is no date; write it as 2026-12-31"
        raise wrong(f"{quoted(text)} {told}")
    return day


def read_moment(value: object) -> str:
    """Read a date, or a date with a time and offset, and keep it as text."""
    text = read_text(value)
    if written_day(text, ZoneInfo("UTC")) is None:
        raise wrong(f"{quoted(text)} is no date; write it as 2026-03-09 or 2026-03-09T14:30:00+01:00")
    return text


def read_time(value: object) -> time:
    if isinstance(value, time):
        return value
    text = read_text(value)
    found = re.fullmatch(r"([01]?[0-9]|2[0-3]):([0-5][0-9])", text.strip(), re.ASCII)
    if not found:
        raise wrong(f'{{key}} needs a time of day such as "15:00", not {quoted(text)}')
    return time(int(found[1]), int(found[2]))


def read_hours(value: object) -> tuple[time, time]:
    """Read `09:00-17:00` as the times work begins and ends."""
    if isinstance(value, tuple):
        return value
    text = read_text(value)
    begin, dash, end = text.partition("-")
    if not dash:
        raise wrong(f'{{key}} needs two times such as "09:00-17:00", not {quoted(text)}')
    opens, closes = read_time(begin), read_time(end)
    if opens >= closes:
        raise wrong("{key} ends before it begins")
    return opens, closes


def read_weekday(value: object) -> int:
    """Read a day of the week as a number, 0 = Monday."""
    if isinstance(value, int):
        return value
    text = read_text(value)
    if text.strip().capitalize() not in WEEKDAYS:
        raise choose(text, WEEKDAYS)
    return WEEKDAYS.index(text.strip().capitalize())


def read_duration(value: object, units: Sequence[str], sample: str) -> str:
    text = read_text(value)
    duration = duration_of(text)
    if duration is None or duration.unit not in units:
        raise wrong(f"{{key}} needs {' or '.join(units)}, such as {sample}; {quoted(text)} is not that")
    return text


def read_takes(value: object) -> str:
    """Read `N unit` or `N-M unit` in working time (RULINGS D8, D11)."""
    text = read_text(value)
    numbers, _, unit = " ".join(text.split()).partition(" ")
    low, dash, high = numbers.partition("-")
    if not re.fullmatch(r"[0-9.]+", low) or (dash and not re.fullmatch(r"[0-9.]+", high)):
        low = ""
    longest, shortest = longest_of(text), duration_of(f"{low} {unit}")
    if longest is None or shortest is None or longest.unit not in WORKING:
        raise wrong(f"{{key}} needs working days or hours, such as 2-5 working days; {quoted(text)} is not that")
    if shortest.amount > longest.amount:
        raise wrong(f"{{key}} is {quoted(text)}; the smaller number comes first")
    return text


SECONDS = {"second": 1, "minute": 60, "hour": 3600, "day": 86400, "week": 604800}
SCAN_WORDS = {"hourly": 3600, "daily": 86400, "weekly": 604800}


def read_interval(value: object) -> timedelta:
    """Read `5 minutes` (seconds to weeks) as the time between two runs."""
    if isinstance(value, timedelta):
        return value
    text = read_text(value)
    found = re.fullmatch(r"([0-9]{1,6}) (second|minute|hour|day|week)s?", " ".join(text.split()), re.ASCII)
    if not found or int(found[1]) == 0 or int(found[1]) * SECONDS[found[2]] > SECONDS["day"] * 366:
        raise wrong(f"{{key}} needs a time such as 5 minutes or 2 hours; {quoted(text)} is not that")
    return timedelta(seconds=int(found[1]) * SECONDS[found[2]])


def read_scan(value: object) -> timedelta:
    """Read `daily`, `hourly`, `weekly` or a time such as `12 hours`."""
    if isinstance(value, str) and value in SCAN_WORDS:
        return timedelta(seconds=SCAN_WORDS[value])
    if isinstance(value, str) and value.isalpha():
        raise choose(value, (*SCAN_WORDS, "12 hours"))
    return read_interval(value)


def read_cadence(value: object) -> Cadence:
    """Read `6 months` (days to years)."""
    if isinstance(value, Cadence):
        return value
    text = read_text(value)
    found = re.fullmatch(r"([0-9]{1,3}) (day|week|month|year)s?", " ".join(text.split()), re.ASCII)
    if not found or int(found[1]) == 0:
        raise wrong(f"{{key}} needs a time such as 3 months or 2 weeks; {quoted(text)} is not that")
    return Cadence(int(found[1]), f"{found[2]}s")


def read_months(value: object) -> int:
    """Read `6 months` or `1 year` as so many months."""
    if isinstance(value, int):
        return value
    text = read_text(value)
    found = re.fullmatch(r"([0-9]{1,3}) (month|year)s?", " ".join(text.split()), re.ASCII)
    if not found or int(found[1]) == 0:
        raise wrong(f"{{key}} needs a time such as 6 months or 1 year; {quoted(text)} is not that")
    return int(found[1]) * (12 if found[2] == "year" else 1)


def _duration(units: Sequence[str], sample: str) -> Callable[[object], str]:
    return partial(read_duration, units=units, sample=sample)


NUMBER = r"[0-9]*\.?[0-9]+"
ISO_DAY = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
CLOCK = "([01]?[0-9]|2[0-3]):[0-5][0-9]"


def any_unit_of(units: Sequence[str]) -> str:
    """Return the pattern of the units, in singular and plural."""
    return f"({'|'.join(spelling for spelling, unit in UNITS.items() if unit in units)})"


def looks_like_a_duration(units: Sequence[str], sample: str) -> WithJsonSchema:
    """Return how an editor knows a duration in these units."""
    return looks_like(rf"\s*{NUMBER}\s+{any_unit_of(units)}\s*", f"Write {' or '.join(units)}, such as {sample}.")


ANY_UNIT = tuple(dict.fromkeys(UNITS.values()))

Day = Annotated[date, BeforeValidator(read_day), looks_like(ISO_DAY, "Write a date such as 2026-12-31.")]
Moment = Annotated[
    str, BeforeValidator(read_moment), looks_like(rf"\s*{ISO_DAY}([T ].*)?", "Write a date such as 2026-03-09.")
]
TimeOfDay = Annotated[time, BeforeValidator(read_time), looks_like(rf"\s*{CLOCK}\s*", 'Write a time such as "15:00".')]
Hours = Annotated[
    tuple[time, time],
    BeforeValidator(read_hours),
    looks_like(rf"\s*{CLOCK}\s*-\s*{CLOCK}\s*", 'Write two times such as "09:00-17:00".'),
]
Weekday = Annotated[int, BeforeValidator(read_weekday), WithJsonSchema({"enum": list(WEEKDAYS)})]
WorkingTime = Annotated[
    str, BeforeValidator(_duration(WORKING, "2 working days")), looks_like_a_duration(WORKING, "2 working days")
]
CalendarTime = Annotated[
    str, BeforeValidator(_duration(CALENDAR, "30 days")), looks_like_a_duration(CALENDAR, "30 days")
]
Effort = Annotated[str, BeforeValidator(_duration(ANY_UNIT, "16 hours")), looks_like_a_duration(ANY_UNIT, "16 hours")]
Takes = Annotated[
    str,
    BeforeValidator(read_takes),
    looks_like(
        rf"\s*{NUMBER}(-{NUMBER})?\s+{any_unit_of(WORKING)}\s*",
        "Write working days or hours, such as 2-5 working days.",
    ),
]
Interval = Annotated[
    timedelta,
    BeforeValidator(read_interval),
    looks_like(rf"\s*[0-9]{{1,6}}\s+({'|'.join(SECONDS)})s?\s*", "Write a time such as 5 minutes or 2 hours."),
]
Scan = Annotated[
    timedelta,
    BeforeValidator(read_scan),
    looks_like(
        rf"({'|'.join(SCAN_WORDS)}|\s*[0-9]{{1,6}}\s+({'|'.join(SECONDS)})s?\s*)",
        f"Write {', '.join(SCAN_WORDS)}, or a time such as 12 hours.",
    ),
]
Every = Annotated[
    Cadence,
    BeforeValidator(read_cadence),
    looks_like(r"\s*[0-9]{1,3}\s+(day|week|month|year)s?\s*", "Write a time such as 3 months or 2 weeks."),
]
Months = Annotated[
    int,
    BeforeValidator(read_months),
    looks_like(r"\s*[0-9]{1,3}\s+(month|year)s?\s*", "Write a time such as 6 months or 1 year."),
]
