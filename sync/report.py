"""Figures against targets with their trend: overall, by client or type of work, and for each engagement. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from rules.calendar import Calendar
from rules.measures.catalogue import ALL, BY_NAME, figures
from rules.measures.causes import Pattern, patterns
from rules.measures.compared import Compared, compare, stepped, targets_of
from rules.measures.figure import Figure, Measure
from rules.measures.period import Period, Span
from rules.measures.target import Target
from rules.measures.trend import Series, Trend, trend_of
from rules.values import fold
from sync.figures.aims import Aims, Goals
from sync.figures.measured import Measured

SHOWN = {Span.MONTH: 6, Span.WEEK: 13, Span.QUARTER: 5, Span.OTHER: 1}
"""Periods in a row that are worked out: at least as many as a trend looks at (rules.measures.trend)."""

MOST_PERIODS = 60  # looked back over for targets that move up: five years of months
OF_TODAY = ("early_warnings",)  # tell how it stands today: nothing is known of them in the past
NOT_THEN = "not known: it is told of today only"
TOO_EARLY = "not known: there was no ticket yet"


class By(StrEnum):
    """What engagements are put together by."""

    ENGAGEMENT = "engagement"
    CLIENT = "client"
    WORK_TYPE = "work-type"


@dataclass(frozen=True, slots=True)
class Line:
    """A measure over the period: its figure, how it stands to its target, and where it goes."""

    measure: Measure
    figure: Figure
    compared: Compared
    trend: Trend
    series: Series


@dataclass(frozen=True, slots=True)
class Group:
    """What is told of together: `kind` is all, client, work-type or engagement. `patterns` are the causes reviews
    name again and again; `called` is what clients call an engagement, empty where nobody said."""

    kind: str
    name: str
    engagements: tuple[str, ...]
    clients: tuple[str, ...]
    work_types: tuple[str, ...]
    lines: tuple[Line, ...]
    patterns: tuple[Pattern, ...] = ()
    called: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """Groups over a period, the widest first; `at` is when they were worked out."""

    period: Period
    at: datetime
    groups: tuple[Group, ...] = ()


def periods_for(period: Period, first: date | None = None) -> tuple[Period, ...]:
    """Return the periods a report works out, the oldest first: those shown, and more back to a first day."""
    count = SHOWN[period.span]
    if first is not None and period.span is not Span.OTHER:
        while count < MOST_PERIODS and period.newest(count)[0].first > first:
            count += 1
    return period.newest(count)


def report_of(
    sources: Sequence[Measured], periods: Sequence[Period], aims: Aims, at: datetime, by: By = By.ENGAGEMENT
) -> Report:
    """Work out a report over the newest of some periods in a row; those before it are for trends and growing targets."""
    groups = (_group(kind, name, some, periods, aims) for kind, name, some in _together(sources, by))
    return Report(periods[-1], at, tuple(groups))


def _together(sources: Sequence[Measured], by: By) -> list[tuple[str, str, list[Measured]]]:
    """Return who is told of together; all, where that is not one engagement alone."""
    names: dict[str, tuple[str, list[Measured]]] = {}
    for one in sources:
        name = {By.CLIENT: one.client, By.WORK_TYPE: one.work_type or "not told"}.get(by, one.name)
        names.setdefault(fold(name), (name, []))[1].append(one)
    groups = [(by.value, name, some) for name, some in names.values()]
    return [("all", "All engagements", list(sources)), *groups] if len(sources) > 1 else groups


def _group(kind: str, name: str, sources: Sequence[Measured], periods: Sequence[Period], aims: Aims) -> Group:
    now = [one.at(periods[-1]) for one in sources]
    goals = aims.goals_of(sources[0].name if len(sources) == 1 else None)
    shown = periods[-SHOWN[periods[-1].span] :]
    told = _series(sources, shown, ALL)
    targets = _targets(sources, periods, goals)
    calendar = now[0].calendar
    lines = tuple(_line(one, targets.get(one.measure.name), calendar) for one in told)
    return Group(
        kind,
        name,
        tuple(one.name for one in sources),
        tuple({fold(one.client): one.client for one in sources}.values()),
        tuple(sorted({one.work_type for one in sources} - {""})),
        lines,
        patterns(now),
        sources[0].engagement.client_visible.called if kind == By.ENGAGEMENT else "",
    )


def _series(sources: Sequence[Measured], periods: Sequence[Period], measures: Iterable[Measure]) -> tuple[Series, ...]:
    chosen, newest = tuple(measures), periods[-1]
    began = min((one.began for one in sources if one.began), default=None)
    taken = [_figures(sources, period, chosen, began, is_newest=period == newest) for period in periods]
    return tuple(
        Series(measure, tuple((period, row[measure.name]) for period, row in zip(periods, taken, strict=True)))
        for measure in chosen
    )


def _figures(
    sources: Sequence[Measured],
    period: Period,
    measures: Sequence[Measure],
    began: date | None,
    *,
    is_newest: bool,
) -> dict[str, Figure]:
    """Return figures by measure. Of the past only what was so then is known: nothing before the first ticket, where a
    count would be zero, and nothing that tells of today."""
    if not is_newest and (began is None or period.last < began):
        return {one.name: Figure(one.name, None, 0, TOO_EARLY) for one in measures}
    told = [one for one in measures if is_newest or one.name not in OF_TODAY]
    found = {one.measure: one for one in figures([one.at(period) for one in sources], period, told)}
    return {one.name: found.get(one.name) or Figure(one.name, None, 0, NOT_THEN) for one in measures}


def _targets(sources: Sequence[Measured], periods: Sequence[Period], goals: Goals) -> Mapping[str, Target]:
    """Return the target of each measure that has one, moved up as often as it was held for long enough."""
    targets = targets_of(ALL, goals.targets)
    if goals.step_up is None:
        return targets
    calendar = sources[0].at(periods[-1]).calendar
    held = _series(sources, periods[:-1], [BY_NAME[name] for name in targets]) if periods[:-1] else ()
    grown = {one.measure.name: stepped(targets[one.measure.name], goals.step_up, one, calendar) for one in held}
    return {**targets, **grown}


def _line(told: Series, target: Target | None, calendar: Calendar) -> Line:
    _, figure = told.points[-1]
    return Line(told.measure, figure, compare(figure, told.measure, target, calendar), trend_of(told), told)
