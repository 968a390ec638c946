"""How fast: answers, solutions, time in stages, time that stood still."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import replace
from math import fsum
from statistics import fmean

from rules.measures.case import Case, Kind, Span
from rules.measures.clocks import hours_of, pauses_of, running_hours
from rules.measures.figure import Found, Measure, average, middle, share, total
from rules.measures.look import Look, Window
from rules.timed import Visit
from rules.values import fold

NO_PRIORITY = "no priority"
SEE_COMMENTS = "no ticket of the kind was answered in this period, or its comments cannot be seen"


def _by_priority(
    look: Look, kind: Kind | None, hours: Callable[[Case, Window], float | None]
) -> dict[str, list[float]]:
    found: dict[str, list[float]] = defaultdict(list)
    for window in look.windows:
        for case in window.history.cases:
            if kind is None or kind in case.kinds:
                value = hours(case, window)
                if value is not None:
                    found[case.ticket.priority or NO_PRIORITY].append(value)
    return found


def response_time(look: Look) -> Found:
    return middle(_by_priority(look, Kind.REQUEST, _to_first_reply), SEE_COMMENTS)


def _to_first_reply(case: Case, window: Window) -> float | None:
    created = case.ticket.created
    if created is None or not case.replies or case.replies[0] not in window:
        return None
    return window.calendar.hours_between(created, case.replies[0])


def start_time(look: Look) -> Found:
    return middle(_by_priority(look, Kind.WORK, _to_begin))


def _to_begin(case: Case, window: Window) -> float | None:
    created = case.ticket.created
    if created is None or case.begun is None or case.begun not in window:
        return None
    return window.calendar.hours_between(created, case.begun)


def resolution_time(look: Look) -> Found:
    return middle(_by_priority(look, Kind.REQUEST, _to_solution))


def _to_solution(case: Case, window: Window) -> float | None:
    return hours_to_solve(case, window) if case.done_at in window else None


def hours_to_solve(case: Case, window: Window) -> float | None:
    """Return the working hours from created to done, less its pauses; None for one that is open."""
    created, done = case.ticket.created, case.done_at
    return None if created is None or done is None else running_hours(window.calendar, created, done, pauses_of(case))


def lead_time(look: Look) -> Found:
    days: dict[str, list[float]] = defaultdict(list)
    for window in look.windows:
        for case in window.done:
            created, done = case.ticket.created, case.done_at
            if created is not None and done is not None and Kind.WORK in case.kinds:
                hours = window.calendar.hours_between(created, done)
                days[case.ticket.type].append(hours / window.calendar.day_hours)
    return middle(days)


def stages_in_time(look: Look) -> Found:
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for window in look.windows:
        for stage, hours, most in _stays(window):
            counts[stage][0] += hours <= most
            counts[stage][1] += 1
    in_time = sum(kept for kept, _ in counts.values())
    every = sum(of for _, of in counts.values())
    why = "no stage with `takes` was left in this period; say `takes:` on the stages of a pack"
    return share(in_time, every, why, {stage: (kept, of) for stage, (kept, of) in counts.items()})


def _stays(window: Window) -> Iterator[tuple[str, float, float]]:
    """Yield stage, hours spent in it over all visits, and hours it may take, for stages left in the period."""
    calendar, takes = window.calendar, window.history.setting.takes
    for case in window.alive:
        for pack, visits in case.path.items():
            limits = takes.get(pack)
            if not limits:
                continue
            for stage, stays in _by_stage(visits).items():
                most, left = limits.get(fold(stage)), stays[-1].end
                if most is not None and left is not None and left in window:
                    hours = sum(calendar.hours_between(one.begin, one.end or window.end) for one in stays)
                    yield stage, hours, most.working_hours(calendar)


def _by_stage(visits: tuple[Visit, ...]) -> dict[str, list[Visit]]:
    stays: dict[str, list[Visit]] = {}
    for visit in visits:
        if visit.stage is not None:
            stays.setdefault(visit.stage, []).append(visit)
    return stays


def time_in_stages(look: Look) -> Found:
    """The stages of a ticket's packs run side by side, so the value adds up those of the pack that took longest."""
    by_stage: dict[str, list[float]] = defaultdict(list)
    wholes: list[float] = []
    for window in look.windows:
        for case in window.done:
            packs = [_days_in(visits, case, window) for visits in case.path.values()]
            for days in packs:
                for stage, spent in days.items():
                    by_stage[stage].append(spent)
            if any(packs):
                wholes.append(max(sum(days.values()) for days in packs))
    why = "no ticket whose moves can be seen was done in this period"
    return replace(average(wholes, why), parts={stage: fmean(sorted(days)) for stage, days in sorted(by_stage.items())})


def _days_in(visits: tuple[Visit, ...], case: Case, window: Window) -> dict[str, float]:
    until, calendar = case.done_at or window.end, window.calendar
    days: dict[str, float] = {}
    for visit in visits:
        if visit.stage is not None and visit.begin < until:
            hours = calendar.hours_between(visit.begin, min(visit.end or until, until))
            days[visit.stage] = days.get(visit.stage, 0.0) + hours / calendar.day_hours
    return days


def _stood_still(look: Look, spans: Callable[[Case], tuple[Span, ...]]) -> Found:
    """Add up working hours within the period, ticket by ticket, with the hours of each type of ticket."""
    parts: dict[str, list[float]] = defaultdict(list)
    for window in look.windows:
        for case in window.alive:
            if stood := spans(case):
                parts[case.ticket.type].append(hours_of(window.calendar, window.begin, window.end, stood))
    sums = {name: fsum(hours) for name, hours in parts.items() if any(hours)}
    return total(look, sums, sum(hour > 0 for hours in parts.values() for hour in hours))


def time_held(look: Look) -> Found:
    return _stood_still(look, lambda case: case.held)


def time_waiting(look: Look) -> Found:
    return _stood_still(look, lambda case: case.waiting)


MEASURES = (
    Measure(
        "response_time",
        "How long a client waits for the first answer to a request",
        "hours",
        "lower",
        "median of working hours from created to the first comment of the team, over requests first answered in the period",
        "S004-53, S002-35, S000-106",
        response_time,
        pillar="transparency",
        parts="priority",
    ),
    Measure(
        "start_time",
        "How long new work lies before somebody begins it",
        "hours",
        "lower",
        "median of working hours from created to entering the second stage, over work begun in the period",
        "S002-35, S004-104",
        start_time,
        pillar="reliability",
        parts="priority",
    ),
    Measure(
        "resolution_time",
        "How long it takes to solve a request",
        "hours",
        "lower",
        "median of working hours from created to done, less those it waited for the client or was held, over requests done in the period",
        "S004-54, S002-39",
        resolution_time,
        pillar="reliability",
        parts="priority",
    ),
    Measure(
        "lead_time",
        "How long work takes from being asked for to being done, pauses included",
        "working days",
        "lower",
        "median of working hours from created to done / hours of a working day, over work done in the period",
        "S004-43",
        lead_time,
        pillar="reliability",
        parts="type of ticket",
    ),
    Measure(
        "stages_in_time",
        "How often a stage takes no longer than it may",
        "percent",
        "higher",
        "100 x stages left within `takes` / stages with `takes` left in the period; all visits of a ticket to a stage together, hold included",
        "S000-53, S001-12, S001-21, S001-41, S001-50, S001-60",
        stages_in_time,
        pillar="reliability",
        parts="stage",
    ),
    Measure(
        "time_in_stages",
        "How long tickets stay in their stages, all together",
        "working days",
        None,
        "mean, over tickets done in the period, of working days in all stages of the pack that took longest",
        "S001-03, S004-39",
        time_in_stages,
        parts="stage",
    ),
    Measure(
        "time_held",
        "How long tickets were held because a gate was not met",
        "hours",
        "lower",
        "sum of working hours in which tickets were held, within the period",
        "S002-15, S004-39",
        time_held,
        pillar="reliability",
        parts="type of ticket",
    ),
    Measure(
        "time_waiting",
        "How long tickets waited for the client",
        "hours",
        "lower",
        "sum of working hours in which tickets waited for the client, within the period",
        "S003-27, S004-39",
        time_waiting,
        pillar="partnership",
        parts="type of ticket",
    ),
)
