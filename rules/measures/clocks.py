"""Working-time clocks that pause (RULINGS D2, D8). All results are working hours on the client's calendar."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from rules.calendar import Calendar
from rules.measures.case import Case, Span
from rules.timed import Visit

Stretch = tuple[datetime, datetime]


def running_hours(calendar: Calendar, begin: datetime, end: datetime, pauses: Sequence[Span] = ()) -> float:
    """Return the working hours from begin to end without those of the pauses; pauses that overlap count once.

    0 where end is not after begin; never negative.
    """
    whole = calendar.hours_between(begin, end)
    paused = hours_of(calendar, begin, end, pauses) if whole and pauses else 0.0
    return max(0.0, whole - paused)


def hours_of(calendar: Calendar, begin: datetime, end: datetime, spans: Iterable[Span | Visit]) -> float:
    """Return the working hours between begin and end that lie in any of the spans."""
    return sum(calendar.hours_between(first, last) for first, last in merged(begin, end, spans))


def merged(begin: datetime, end: datetime, spans: Iterable[Span | Visit]) -> tuple[Stretch, ...]:
    """Cut spans to what lies between two moments and join those that touch; one without an end lasts to `end`."""
    cut = sorted((max(begin, one.begin), min(end, one.end or end)) for one in spans)
    joined: list[Stretch] = []
    for first, last in cut:
        if last <= first:
            continue
        if joined and first <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], last))
        else:
            joined.append((first, last))
    return tuple(joined)


def pauses_of(case: Case) -> tuple[Span, ...]:
    """Return when the clock of a ticket stands: while it waits for the client, and while it is held."""
    return case.waiting + case.held
