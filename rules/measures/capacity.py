"""Who carries what, what is coming, and whether there is room and skill for it.

Open work is every ticket of kind work that is not done when the period ends. Persons are told apart by address, as
under `people:`; a ticket whose assignee's address is hidden counts under the account id.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from math import fsum

from rules.calendar import DAY
from rules.measures.case import NOBODY, Case, Colleague, Kind, name_of
from rules.measures.figure import Found, Measure, count, missing, share, total
from rules.measures.look import Look, Window
from rules.measures.period import DAYS_OF_A_WEEK, Period
from rules.values import fold

WEEKS_AHEAD = 4
"""How far ahead commitments are shown: clashes shall be seen weeks before (S002-51)."""

NO_HOURS = "nobody's hours are told; configure people: with hours, such as {hours: 32 per week}"
NOT_PLANNED = "no work of this period has an estimate, a due date and somebody under people: as assignee"
NO_REVIEWERS = (
    'no work done in this period says who reviewed it; comment "peer review: passed", or fill in "Peer reviewer"'
)
NO_SKILLS = "nobody's skills are told; configure people: with skills, such as {skills: [react, qa]}"


def _open_work(look: Look) -> Iterator[tuple[Case, Window]]:
    return ((case, window) for window in look.windows for case in window.open if Kind.WORK in case.kinds)


def remaining_hours(case: Case) -> float | None:
    """Return the estimate less the time spent, never below zero; None without an estimate."""
    estimate = case.ticket.estimate
    return None if estimate is None else max(0.0, estimate - (case.ticket.time_spent or 0.0))


def workload(look: Look) -> Found:
    return count(look, Counter(name_of(case.ticket.assignee) for case, _ in _open_work(look)))


def workload_hours(look: Look) -> Found:
    hours: dict[str, float] = {}
    told = [(case, left) for case, _ in _open_work(look) if (left := remaining_hours(case)) is not None]
    if not told and any(_open_work(look)):
        return missing("no open work has an estimate; fill in estimates")
    for case, left in told:
        name = name_of(case.ticket.assignee)
        hours[name] = hours.get(name, 0.0) + left
    return total(look, hours, len(told))


def share_of_busiest(look: Look) -> Found:
    load = Counter(name_of(case.ticket.assignee) for case, _ in _open_work(look))
    every = load.total()
    most = max((some for name, some in load.items() if name != NOBODY), default=0)
    return share(most, every, "no work is open", {name: (some, every) for name, some in load.items()})


def share_of_busiest_reviewer(look: Look) -> Found:
    reviews = Counter(name for case in look.done(Kind.WORK) for name in case.reviewers)
    every = reviews.total()
    most = max(reviews.values(), default=0)
    return share(most, every, NO_REVIEWERS, {name: (some, every) for name, some in reviews.items()})


def starts_ahead(look: Look) -> Found:
    return _ahead(look, starts=True)


def dues_ahead(look: Look) -> Found:
    return _ahead(look, starts=False)


def _ahead(look: Look, *, starts: bool) -> Found:
    """Count open work that starts, or is due, in the weeks after the last day looked at, by ISO week."""
    weeks: Counter[str] = Counter()
    for case, window in _open_work(look):
        day = case.ticket.start if starts else case.ticket.due
        if day is not None and window.today < day <= last_day_ahead(window.today):
            weeks[name_of_week(day)] += 1
    return count(look, weeks)


def last_day_ahead(today: date) -> date:
    """Return the last day that is still shown as upcoming."""
    return today + timedelta(days=DAYS_OF_A_WEEK * WEEKS_AHEAD)


def name_of_week(day: date) -> str:
    """Return the ISO week of a day, such as 2026-W11."""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02}"


def people_of(look: Look) -> dict[str, Colleague]:
    """Return everybody told of under `people:` by folded address; one person in several engagements counts once."""
    return {fold(name): one for history in look.histories for name, one in history.people.items()}


def utilisation(look: Look) -> Found:
    hours = {name: one.hours for name, one in people_of(look).items() if one.hours}
    if not hours:
        return missing(NO_HOURS)
    weeks = look.period.days / DAYS_OF_A_WEEK
    planned = dict.fromkeys(hours, 0.0)
    counted = 0
    for name, planned_hours in _planned(look):
        if name in planned:
            planned[name] += planned_hours
            counted += planned_hours > 0
    if not counted:
        return missing(NOT_PLANNED)
    parts = {name: 100 * planned[name] / (hours[name] * weeks) for name in sorted(hours)}
    return Found(100 * fsum(planned.values()) / (fsum(hours.values()) * weeks), counted, parts=parts)


def _planned(look: Look) -> Iterator[tuple[str, float]]:
    """Yield, ticket by ticket, whose estimate falls into the period with how many hours."""
    for window in look.windows:
        for case in window.history.cases:
            person, estimate = case.ticket.assignee, case.ticket.estimate
            days = _days_of(case, window)
            if Kind.WORK in case.kinds and person is not None and estimate and days is not None:
                yield fold(name_of(person)), estimate * _overlap(days, window)


def _days_of(case: Case, window: Window) -> Period | None:
    """Return the days over which a ticket's estimate is spread: from its start to its due date.

    Without a start it begins when work began, else when it was created; one that is done ends on that day.
    """
    calendar, ticket = window.calendar, case.ticket
    created = case.begun or ticket.created
    first = ticket.start or (calendar.day(created) if created else None)
    last = calendar.day(case.done_at) if case.done_at else ticket.due
    if first is None or last is None:
        return None
    return Period(min(first, last), last)


def _overlap(days: Period, window: Window) -> float:
    """Return which part of the working days lies in the period looked at; of the days, where none is a working day."""
    first, last = max(days.first, window.period.first), min(days.last, window.period.last)
    if last < first:
        return 0.0
    every = _working(days, window)
    return _working(Period(first, last), window) / every if every else Period(first, last).days / days.days


def _working(days: Period, window: Window) -> int:
    return sum(window.calendar.is_working(days.first + place * DAY) for place in range(days.days))


def skills_cover(look: Look) -> Found:
    known = {fold(skill) for one in people_of(look).values() for skill in one.skills}
    if not known:
        return missing(NO_SKILLS)
    asked: dict[str, int] = {}
    for case, _ in _open_work(look):
        for skill in {fold(one) for one in case.skills}:
            asked[skill] = asked.get(skill, 0) + 1
    parts = {skill: (some if skill in known else 0, some) for skill, some in asked.items()}
    covered = sum(some for some, _ in parts.values())
    return share(covered, sum(asked.values()), "no open work names a skill", parts)


MEASURES = (
    Measure(
        "workload",
        "How many open tickets everybody carries",
        "count",
        None,
        "number of open work tickets, by assignee",
        "S002-50, S004-52",
        workload,
        parts="person",
    ),
    Measure(
        "workload_hours",
        "How much estimated work is left, person by person",
        "hours",
        None,
        "sum of (estimate - time spent, at least 0) of open work, by assignee",
        "S002-50, S002-71",
        workload_hours,
        parts="person",
    ),
    Measure(
        "share_of_busiest",
        "How much of the open work hangs on one person",
        "percent",
        "lower",
        "100 x open work tickets of the person with the most / open work tickets",
        "S000-07",
        share_of_busiest,
        parts="person",
    ),
    Measure(
        "share_of_busiest_reviewer",
        "How much of the checking hangs on one person",
        "percent",
        "lower",
        "100 x peer reviews by the person with the most / peer reviews, over work done in the period",
        "S002-04",
        share_of_busiest_reviewer,
        parts="person",
    ),
    Measure(
        "starts_ahead",
        "How many tickets start in the next four weeks",
        "count",
        None,
        "number of open work tickets with a start within 28 days after the period, or after today",
        "S002-51",
        starts_ahead,
        parts="ISO week",
    ),
    Measure(
        "dues_ahead",
        "How many tickets are due in the next four weeks",
        "count",
        None,
        "number of open work tickets due within 28 days after the period, or after today",
        "S002-51",
        dues_ahead,
        parts="ISO week",
    ),
    Measure(
        "utilisation",
        "How much of the team's hours is planned",
        "percent",
        None,
        "100 x estimates falling into the period, spread over the working days from start to due / hours under `people:` x weeks",
        "S002-53",
        utilisation,
        parts="person",
    ),
    Measure(
        "skills_cover",
        "How much of the work that asks for a skill can be done by somebody",
        "percent",
        "higher",
        "100 x skills asked by open work that somebody under `people:` has / skills asked by open work",
        "S002-52",
        skills_cover,
        parts="skill",
    ),
)
