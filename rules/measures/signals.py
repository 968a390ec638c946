"""Early warnings: what can still be turned, seen before the date passes (S002-55). They tell of `now`."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache

from rules.calendar import DAY, Calendar
from rules.measures.capacity import last_day_ahead, name_of_week, utilisation
from rules.measures.case import Case, EngagementHistory, Kind
from rules.measures.figure import Found, Measure, count
from rules.measures.look import Look
from rules.measures.period import Period
from rules.model import Outcome, Severity
from rules.values import fold

SOON = 5  # working days; as long as the health word of an engagement looks ahead
NEARLY = 0.8  # share of `takes` from which on a stage is nearly over its time
QUIET = 10  # working days without any change
LONG = 5  # working days of waiting for the client
OFTEN = 2  # times an agreed day moved
CLASH = 3  # starts in one week (S002-51)
FULL = 100.0  # percent


class SignalKind(StrEnum):
    DUE_SOON_AND_EARLY = "due soon, stage too early"
    DUE_SOON_AND_BLOCKED = "due soon, gate not met"
    STAGE_NEARLY_OVER = "stage nearly over its time"
    LONG_WITH_CLIENT = "long with the client"
    QUIET = "nothing happens"
    DATE_KEEPS_MOVING = "date keeps moving"
    STARTS_CLASH = "starts clash"
    OVER_COMMITTED = "over-committed"


@dataclass(frozen=True, slots=True)
class Signal:
    """One early warning. `about` is the key of a ticket, a week or a person; `says` is one sentence for people."""

    kind: SignalKind
    engagement: str
    about: str
    says: str


def signals(history: EngagementHistory) -> tuple[Signal, ...]:
    """Return every early warning of an engagement at its `now`, tickets first, in the order of its cases."""
    alive = [case for case in history.cases if not case.ticket.done]
    of_tickets = [
        Signal(kind, history.name, case.ticket.key, says)
        for case in alive
        for kind, look in LOOKS.items()
        if (says := look(case, history)) is not None
    ]
    return (*of_tickets, *_clashes(alive, history), *_over_committed(history))


def _is_due_soon(case: Case, history: EngagementHistory) -> bool:
    due, today = case.ticket.due, history.calendar.day(history.now)
    return due is not None and today <= due <= _last_day_soon(history.calendar, today)


@lru_cache(maxsize=64)  # asked for each of thousands of tickets
def _last_day_soon(calendar: Calendar, today: date) -> date:
    return calendar.after(today, SOON)


def _due_soon_and_early(case: Case, history: EngagementHistory) -> str | None:
    if Kind.WORK not in case.kinds or not _is_due_soon(case, history):
        return None
    for pack, stage in history.setting.stages_of(case.ticket.status).items():
        order = history.setting.order.get(pack, {})
        if 2 * (order.get(fold(stage), 0) + 1) <= len(order):
            return f"Due on {case.ticket.due} and still in {stage}."
    return None


def _due_soon_and_blocked(case: Case, history: EngagementHistory) -> str | None:
    if not _is_due_soon(case, history):
        return None
    found = history.findings_of(case)
    failing = [one.rule for one in found if one.outcome is Outcome.FAIL and one.severity is Severity.BLOCK]
    if not failing:
        return None
    return f"Due on {case.ticket.due}, and the gate still asks for: {', '.join(failing)}."


def _stage_nearly_over(case: Case, history: EngagementHistory) -> str | None:
    for pack, visits in case.path.items():
        stage = visits[-1].stage if visits else None
        most = history.setting.takes.get(pack, {}).get(fold(stage or ""))
        if stage is None or most is None:
            continue
        spent = sum(
            history.calendar.hours_between(one.begin, one.end or history.now) for one in visits if one.stage == stage
        )
        used = spent / max(most.working_hours(history.calendar), 1e-9)
        if NEARLY <= used <= 1:
            return f"{100 * used:.0f} % of the time for {stage} is used."
    return None


def _long_with_client(case: Case, history: EngagementHistory) -> str | None:
    since = next((one.begin for one in case.waiting if one.end is None), None)
    if since is None:
        return None
    days = history.calendar.hours_between(since, history.now) / history.calendar.day_hours
    return f"Waits for the client for {days:.0f} working days." if days >= LONG else None


def _quiet(case: Case, history: EngagementHistory) -> str | None:
    updated = case.ticket.updated
    if Kind.WORK not in case.kinds or case.begun is None or updated is None:
        return None
    days = history.calendar.hours_between(updated, history.now) / history.calendar.day_hours
    return f"Work has begun, and nothing changed for {days:.0f} working days." if days >= QUIET else None


def _date_keeps_moving(case: Case, _history: EngagementHistory) -> str | None:
    moved = len(case.agreement.moved) if case.agreement else 0
    return f"The agreed day moved {moved} times." if moved >= OFTEN else None


LOOKS: dict[SignalKind, Callable[[Case, EngagementHistory], str | None]] = {
    SignalKind.DUE_SOON_AND_EARLY: _due_soon_and_early,
    SignalKind.DUE_SOON_AND_BLOCKED: _due_soon_and_blocked,
    SignalKind.STAGE_NEARLY_OVER: _stage_nearly_over,
    SignalKind.LONG_WITH_CLIENT: _long_with_client,
    SignalKind.QUIET: _quiet,
    SignalKind.DATE_KEEPS_MOVING: _date_keeps_moving,
}


def _clashes(alive: list[Case], history: EngagementHistory) -> Iterator[Signal]:
    today = history.calendar.day(history.now)
    days = [case.ticket.start for case in alive if Kind.WORK in case.kinds and case.ticket.start is not None]
    starts = Counter(name_of_week(day) for day in days if today < day <= last_day_ahead(today))
    for week, number in sorted(starts.items()):
        if number >= CLASH:
            yield Signal(SignalKind.STARTS_CLASH, history.name, week, f"{number} tickets start in week {week}.")


def _over_committed(history: EngagementHistory) -> Iterator[Signal]:
    today = history.calendar.day(history.now)
    ahead = Look((history,), Period(today + DAY, last_day_ahead(today)))
    for person, used in utilisation(ahead).parts.items():
        if used > FULL:
            says = f"{used:.0f} % of the hours of the next four weeks are planned."
            yield Signal(SignalKind.OVER_COMMITTED, history.name, person, says)


def early_warnings(look: Look) -> Found:
    return count(look, Counter(one.kind.value for history in look.histories for one in signals(history)))


MEASURES = (
    Measure(
        "early_warnings",
        "What can still be turned before a date passes",
        "count",
        "lower",
        "number of early warnings on open tickets, weeks and people, as it stands now",
        "S002-55, S002-70",
        early_warnings,
        pillar="proactivity",
        parts="kind of warning",
    ),
)
