"""Keeps the figures of each engagement once a day, for the board: what measures come to, and who carries what."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime

from rules.calendar import DAY
from rules.measures.capacity import name_of_week, remaining_hours, utilisation
from rules.measures.case import Case, EngagementHistory, Kind, name_of
from rules.measures.catalogue import ALL, figures
from rules.measures.look import Look
from rules.measures.period import DAYS_OF_A_WEEK, Period
from rules.measures.signals import signals
from rules.values import fold
from sync.engagement import Engagement, Mode
from sync.figures.aims import Aims
from sync.figures.measured import Measured
from sync.figures.measures_kept import FigureKept, MeasuresKept, PersonKept, PointKept, WarningKept
from sync.figures.measuring import measured
from sync.reading import calendar_of
from sync.render.figures import course_words
from sync.report import Line, periods_for, report_of
from sync.stand import World

WEEKS = 5  # the running one, and the four that are upcoming (S002-51)


def keep_measures(world: World, engagements: Sequence[Engagement]) -> None:
    """Keep what each engagement comes to, once in a day of its client; nothing before it was read."""
    store, now = world.store, world.clock.now()
    for engagement in engagements:
        day = calendar_of(engagement.client).day(now)
        if engagement.mode is Mode.OFF or store.cursor(engagement.name) is None:
            continue
        if store.measures.last_day(engagement.name) != day:
            store.measures.keep(_kept(world, engagement, now, day))


def _kept(world: World, engagement: Engagement, now: datetime, day: date) -> MeasuresKept:
    running = Period.month_of(day)
    periods = periods_for(running.previous())
    told = measured(world, engagement, now, periods)
    weeks = [Period.week_of(day + DAYS_OF_A_WEEK * DAY * place) for place in range(WEEKS)]
    return MeasuresKept(
        engagement=engagement.name,
        client=engagement.client.name,
        day=day,
        at=now,
        work_type=told.work_type,
        figures=tuple(_figures(told, periods, running, world.aims, now)),
        people=tuple(_people(told.history, weeks, day)),
        weeks=tuple(name_of_week(one.first) for one in weeks),
        warnings=tuple(WarningKept(one.kind.value, one.about, one.says) for one in signals(told.history)),
    )


def _figures(
    told: Measured, periods: Sequence[Period], running: Period, aims: Aims, now: datetime
) -> Iterator[FigureKept]:
    (group,) = report_of([told], periods, aims, now).groups
    for line, so_far in zip(group.lines, figures(told.history, running, ALL), strict=True):
        yield _figure(line, so_far.value)


def _figure(line: Line, so_far: float | None) -> FigureKept:
    figure, compared = line.figure, line.compared
    points = tuple(PointKept(period.first, period.last, one.value) for period, one in line.series.points)
    return FigureKept(
        measure=line.measure.name,
        value=figure.value,
        counted=figure.counted,
        why=figure.why,
        so_far=so_far,
        standing=compared.standing.value if compared.target else "",
        target=str(compared.target or ""),
        course=course_words(line.trend),
        points=points,
        parts=figure.parts,
    )


def _people(history: EngagementHistory, weeks: Sequence[Period], day: date) -> Iterator[PersonKept]:
    """Yield everybody who carries open work or is told of under `people:` and has work planned here."""
    carried: defaultdict[str, list[Case]] = defaultdict(list)
    for case in history.cases:
        if Kind.WORK in case.kinds and not case.ticket.done:
            carried[name_of(case.ticket.assignee)].append(case)
    planned = [utilisation(Look((history,), week)).parts for week in weeks]
    colleagues = {fold(name): one for name, one in history.people.items()}
    for name, cases in sorted(carried.items()):
        colleague = colleagues.get(fold(name))
        hours = colleague.hours if colleague else None
        used = tuple(round(week.get(fold(name), 0.0), 1) for week in planned) if hours else ()
        left = [some for case in cases if (some := remaining_hours(case)) is not None]
        yield PersonKept(
            name=name,
            open=len(cases),
            hours_left=sum(left) if left else None,
            hours=hours,
            used=used,
            dues=_dues(cases, weeks),
            overdue=sum(case.ticket.due is not None and case.ticket.due < day for case in cases),
        )


def _dues(cases: Sequence[Case], weeks: Sequence[Period]) -> Mapping[str, int]:
    dues = [case.ticket.due for case in cases if case.ticket.due is not None]
    return Counter(name_of_week(due) for due in dues if any(due in week for week in weeks))
