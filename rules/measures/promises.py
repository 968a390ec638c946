"""Were days kept, by how much were they missed, and did the client hear of it in time."""

from collections.abc import Iterator
from datetime import date
from math import fsum

from rules.measures.case import Case, Kind
from rules.measures.figure import Found, Measure, count, middle, missing, share
from rules.measures.look import Look, Window
from rules.measures.target import Target

NOTHING_AGREED = "no day agreed with the client fell in this period; fill in due dates, or name `baseline: {field}`"
NO_BUFFER = (
    'no promise of this period says how much buffer it has; fill in "Buffer days" on milestones and deliverables'
)


def _agreed(look: Look) -> Iterator[tuple[Case, date, Window]]:
    """Yield promises whose agreed day lies in the period and is decided: kept already, or over."""
    for window in look.windows:
        for case in window.history.cases:
            agreement = case.agreement
            if Kind.PROMISE not in case.kinds or agreement is None or agreement.agreed not in window.period:
                continue
            if agreement.agreed < window.calendar.day(window.history.now) or case.done_at is not None:
                yield case, agreement.agreed, window


def _is_kept(case: Case, agreed: date, window: Window) -> bool:
    return case.done_at is not None and window.calendar.day(case.done_at) <= agreed


def on_time(look: Look) -> Found:
    counts: dict[str, tuple[int, int]] = {}
    for case, agreed, window in _agreed(look):
        kept, every = counts.get(case.ticket.type, (0, 0))
        counts[case.ticket.type] = (kept + _is_kept(case, agreed, window), every + 1)
    kept = sum(some for some, _ in counts.values())
    return share(kept, sum(every for _, every in counts.values()), NOTHING_AGREED, counts)


def slippage(look: Look) -> Found:
    days: dict[str, list[float]] = {}
    for case, agreed, window in _agreed(look):
        done = window.calendar.day(case.done_at or window.history.now)
        days.setdefault(case.ticket.type, []).append(_working_days(agreed, done, window))
    return middle(days, NOTHING_AGREED)


def _working_days(agreed: date, done: date, window: Window) -> float:
    """Count working days after the agreed day up to and including another; negative where that lies before."""
    if done < agreed:
        return -_working_days(done, agreed, window)
    days = (date.fromordinal(one) for one in range(agreed.toordinal() + 1, done.toordinal() + 1))
    return float(sum(window.calendar.is_working(day) for day in days))


def dates_moved(look: Look) -> Found:
    moved: dict[str, int] = {}
    for window in look.windows:
        for case in window.alive:
            times = sum(at in window for at in case.agreement.moved) if case.agreement else 0
            if times:
                moved[case.ticket.type] = moved.get(case.ticket.type, 0) + times
    return count(look, moved)


def warning_lead(look: Look) -> Found:
    """A promise that was missed without a word counts with the days from the agreed day to the first word, or to the
    end of the period: below zero."""
    days: dict[str, list[float]] = {}
    for case, agreed, window in _agreed(look):
        if not _is_kept(case, agreed, window):
            warned = window.calendar.day(case.warned) if case.warned else window.today
            days.setdefault(case.ticket.type, []).append(_working_days(warned, agreed, window))
    return middle(days, "no promise was missed in this period")


def buffer_used(look: Look) -> Found:
    """What was late by more than its buffer has used all of it: how late is told by `slippage`."""
    days: dict[str, list[tuple[float, float]]] = {}
    for case, agreed, window in _agreed(look):
        if case.buffer is not None and case.buffer > 0:
            done = window.calendar.day(case.done_at or window.history.now)
            used = min(case.buffer, max(0.0, case.buffer + _working_days(agreed, done, window)))
            days.setdefault(case.ticket.type, []).append((used, case.buffer))
    if not days:
        return missing(NO_BUFFER)
    every = [one for some in days.values() for one in some]
    return Found(_used(every), len(every), parts={name: _used(some) for name, some in sorted(days.items())})


def _used(days: list[tuple[float, float]]) -> float:
    return 100 * fsum(used for used, _ in days) / fsum(of for _, of in days)


MEASURES = (
    Measure(
        "on_time",
        "How many promises are kept on the day agreed",
        "percent",
        "higher",
        "100 x promises done by the day first agreed / promises with that day in the period, once the day is over or they are done",
        "S000-98, S000-99, S000-03, S000-14",
        on_time,
        target=Target("at_least", 90, "%"),
        pillar="reliability",
        parts="type of ticket",
    ),
    Measure(
        "slippage",
        "How far from the day agreed things are done",
        "working days",
        "lower",
        "median of working days from the day first agreed to the day done, or to today; negative where earlier",
        "S001-30",
        slippage,
        pillar="reliability",
        parts="type of ticket",
    ),
    Measure(
        "dates_moved",
        "How often an agreed day moved",
        "count",
        "lower",
        "number of changes of the due date after it was agreed, within the period",
        "S000-17, S000-94",
        dates_moved,
        pillar="transparency",
        parts="type of ticket",
    ),
    Measure(
        "warning_lead",
        "How long before a missed day the client heard of it",
        "working days",
        "higher",
        "median of working days from the first warning to the day agreed, over promises missed in the period; below zero where the word came after it",
        "S000-18, S000-66, S002-70",
        warning_lead,
        pillar="proactivity",
        parts="type of ticket",
    ),
    Measure(
        "buffer_used",
        "How much of the buffer in promised dates was needed",
        "percent",
        None,
        "100 x working days of buffer used / working days of buffer, over promises with a buffer whose agreed day lies in the period; used are those between our own date and the day done, at most all",
        "S000-16",
        buffer_used,
        pillar="reliability",
        parts="type of ticket",
    ),
)
