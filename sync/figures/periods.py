"""Periods as people write them: 2026-10, 2026-W45, 2026-Q3, last-month. Pure."""

import re
from datetime import date

from rules.measures.period import MONTHS_OF_A_QUARTER, Period, Span

LAST_MONTH = "last-month"
FORMS = "2026-10, 2026-W45, 2026-Q3, last-month, this-month, last-week, this-week, last-quarter or this-quarter"
_WRITTEN = re.compile(r"([0-9]{4})-(?:(W|Q)?([0-9]{1,2}))", re.ASCII)
_AROUND = {"month": Period.month_of, "week": Period.week_of, "quarter": Period.quarter_of}


def read_period(text: str, today: date) -> Period:
    """Return the period a text names as seen from a day; ValueError for what names none."""
    which, _, span = text.strip().lower().partition("-")
    if which in {"last", "this"} and span in _AROUND:
        running = _AROUND[span](today)
        return running if which == "this" else running.previous()
    found = _WRITTEN.fullmatch(text.strip().upper())
    if found is None:
        raise ValueError(f"“{text}” is no period; write {FORMS}")
    try:
        return _period(int(found[1]), found[2], int(found[3]))
    except ValueError:
        raise ValueError(f"“{text}” is not in the calendar; write {FORMS}") from None


def _period(year: int, letter: str | None, number: int) -> Period:
    match letter:
        case "W":
            return Period.week_of(date.fromisocalendar(year, number, 1))
        case "Q":
            return Period.quarter_of(date(year, MONTHS_OF_A_QUARTER * (number - 1) + 1, 1))
    return Period.month_of(date(year, number, 1))


def written(period: Period) -> str:
    """Return a period as `read_period` takes it, for names of files: 2026-10; days without such a name as both ends."""
    match period.span:
        case Span.MONTH:
            return f"{period.first:%Y-%m}"
        case Span.QUARTER:
            return f"{period.first.year}-Q{(period.first.month - 1) // MONTHS_OF_A_QUARTER + 1}"
        case Span.WEEK:
            year, week, _ = period.first.isocalendar()
            return f"{year}-W{week:02}"
    return f"{period.first}-to-{period.last}"


def in_words(period: Period) -> str:
    """Return a period as a heading has it: October 2026, third quarter of 2026, week 45 of 2026."""
    match period.span:
        case Span.MONTH:
            return f"{MONTHS[period.first.month - 1]} {period.first.year}"
        case Span.QUARTER:
            place = ("First", "Second", "Third", "Fourth")[(period.first.month - 1) // MONTHS_OF_A_QUARTER]
            return f"{place} quarter of {period.first.year}"
        case Span.WEEK:
            year, week, _ = period.first.isocalendar()
            return f"Week {week} of {year}"
    return f"{day_in_words(period.first)} to {day_in_words(period.last)}"


def day_in_words(day: date) -> str:
    """Return a day such as 9 March 2026."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
