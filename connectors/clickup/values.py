"""ClickUp's single values: people, moments, days, durations, numbers.

Times come as milliseconds since the epoch, as text or number; durations are milliseconds.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from rules.model import Person

Raw = Mapping[str, Any]
Milliseconds = str | int | float | None

MS_PER_HOUR = 3_600_000


def person(user: Raw) -> Person:
    """Return who a user is; ClickUp's own robots have ids below zero."""
    number = user.get("id")
    return Person(
        id=None if number is None else str(number),
        email=user.get("email") or None,
        name=user.get("username") or None,
        is_app=isinstance(number, int) and number < 0,
    )


def moment(ms: Milliseconds) -> datetime | None:
    """Return the moment in UTC, to the millisecond."""
    if ms is None or ms == "":
        return None
    seconds, rest = divmod(int(ms), 1000)
    return datetime.fromtimestamp(seconds, UTC).replace(microsecond=rest * 1000)


def ms_of(when: datetime) -> int:
    """Return an aware moment as ClickUp writes it, rounded down."""
    return int(when.timestamp() * 1000)


def day(ms: Milliseconds, zone: ZoneInfo) -> date | None:
    """Return the day of a moment on the calendar of the zone."""
    when = moment(ms)
    return when.astimezone(zone).date() if when else None


def hours(ms: Milliseconds) -> float | None:
    return None if ms is None or ms == "" else float(ms) / MS_PER_HOUR


def number(value: str | float) -> int | float:
    """Return a number ClickUp writes as text or number; a whole one without a fraction."""
    exact = float(value)
    return int(exact) if exact.is_integer() else exact
