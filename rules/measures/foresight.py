"""What was seen before it came, and what stays away once its cause was corrected."""

from collections.abc import Iterator

from rules.measures.case import Case, Kind
from rules.measures.figure import Found, Measure, share
from rules.measures.look import Look, Window
from rules.values import fold

NO_INCIDENTS = (
    "no incident came up in this period where risks are kept and links can be seen; "
    "keep risks as tickets of type Risk, and link an incident to the risk it was"
)
NO_ANALYSES = (
    "no root cause analysis came to its day of review in this period; "
    'set "Next review" on Root Cause Analysis tickets, and link repeats to them'
)


def incidents_foreseen(look: Look) -> Found:
    answers = [
        _was_foreseen(incident, window)
        for window in look.windows
        if any(Kind.RISK in case.kinds for case in window.history.cases)
        for incident in window.created
        if Kind.INCIDENT in incident.kinds and incident.linked is not None
    ]
    return share(sum(answers), len(answers), NO_INCIDENTS)


def _was_foreseen(incident: Case, window: Window) -> bool:
    """Tell whether a risk it is linked with was there before it."""
    return any(Kind.RISK in case.kinds and _came_before(case, incident) for case in _linked_with(incident, window))


def _linked_with(case: Case, window: Window) -> list[Case]:
    return window.linked.get(fold(case.ticket.key), [])


def _came_before(one: Case, other: Case) -> bool:
    first, second = one.ticket.created, other.ticket.created
    return first is not None and second is not None and first < second


def corrections_that_hold(look: Look) -> Found:
    answers = [
        not any(_comes_back(case, analysis, window) for case in _linked_with(analysis, window))
        for window in look.windows
        for analysis in _reviewed(window)
    ]
    return share(sum(answers), len(answers), NO_ANALYSES)


def _reviewed(window: Window) -> Iterator[Case]:
    """Yield analyses that were done by their day of review, where that lies in the period and is over."""
    today = window.calendar.day(window.history.now)
    for case in window.history.cases:
        day, done = case.looked_at_on, case.done_at
        if Kind.ANALYSIS not in case.kinds or case.linked is None or day is None or done is None:
            continue
        if day in window.period and window.calendar.day(done) <= day < today:
            yield case


def _comes_back(case: Case, analysis: Case, window: Window) -> bool:
    """Tell whether a linked ticket is a repeat, asked after the correction and by the day of its review."""
    created, done, day = case.ticket.created, analysis.done_at, analysis.looked_at_on
    if not case.repeats or created is None or done is None or day is None:
        return False
    return done < created and window.calendar.day(created) <= day


MEASURES = (
    Measure(
        "incidents_foreseen",
        "How many incidents were written down as a risk before they came about",
        "percent",
        "higher",
        "100 x incidents linked with a risk created before them / incidents created in the period, where risks are kept",
        "S000-06, S004-105",
        incidents_foreseen,
        pillar="proactivity",
    ),
    Measure(
        "corrections_that_hold",
        "How often an issue stays away once its root cause was corrected",
        "percent",
        "higher",
        "100 x root cause analyses without a linked repeat created from the day done to the day of their next review / root cause analyses done by that day, where it lies in the period and is over",
        "S004-70",
        corrections_that_hold,
        pillar="reliability",
    ),
)
