"""Which promised dates moved, passed, or are likely to be missed (CONTRACT 5, RULINGS M7). Pure.

A promise is missed by whole working days of the client; less than one is no news.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

from rules.calendar import Calendar
from rules.model import Standing, Ticket
from sync.clients.letters import DelayState, Health
from sync.clients.view import visible_to_client
from sync.dates.forecast import Forecast, slip_in_working_days
from sync.dates.promise import Promise
from sync.engagement import Engagement
from sync.plan import Subject

SOON = 5  # working days


@dataclass(frozen=True, slots=True)
class Dates:
    """What was promised for tickets and when they will be done, by their ids."""

    promises: Mapping[str, Promise] = field(default_factory=lambda: MappingProxyType({}))
    forecasts: Mapping[str, Forecast] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Slip:
    """A promise that is not kept, or kept again. `days` are working days behind the agreed date, up to today while
    nobody knows the new one; `share` of 1 of comparable tickets ended later."""

    subject: Subject
    state: DelayState
    agreed: date
    expected: date | None
    days: int
    share: float | None = None


def slips(
    subjects: Sequence[Subject], dates: Dates, engagement: Engagement, calendar: Calendar, today: date
) -> tuple[Slip, ...]:
    """Return every client-visible open ticket whose promise is missed or likely to be."""
    found = (_slip(one, dates, calendar, today) for one in visible_to_client(subjects, engagement))
    return tuple(slip for slip in found if slip is not None)


def recoveries(
    subjects: Sequence[Subject], dates: Dates, engagement: Engagement, calendar: Calendar, today: date
) -> tuple[Slip, ...]:
    """Return what can be told of tickets the client was warned of and whose promise is kept again.

    `subjects` are those the client was warned of. One that was done too late is told by its delivery, not here, and
    of one that nobody can tell the day of nothing is told.
    """
    found = (_recovery(one, dates, calendar, today) for one in visible_to_client(subjects, engagement))
    return tuple(slip for slip in found if slip is not None)


def _slip(subject: Subject, dates: Dates, calendar: Calendar, today: date) -> Slip | None:
    ticket = subject.ticket
    promise, forecast = dates.promises.get(ticket.id), dates.forecasts.get(ticket.id)
    agreed = promise.agreed if promise else ticket.due
    if ticket.done or agreed is None:
        return None
    if ticket.due is not None and ticket.due < today:
        agreed = min(agreed, ticket.due)  # the day that passed, where the work was planned for an earlier one
        expected = forecast.day if forecast and forecast.day > today else None
        days = slip_in_working_days(agreed, expected or today, calendar)
        return Slip(subject, "late", agreed, expected, days) if days > 0 else None
    if ticket.due is not None and (days := slip_in_working_days(agreed, ticket.due, calendar)) > 0:
        return Slip(subject, "moved", agreed, ticket.due, days)
    if forecast and forecast.warns_clients and (days := slip_in_working_days(agreed, forecast.day, calendar)) > 0:
        return Slip(subject, "likely_late", agreed, forecast.day, days, forecast.confidence)
    return None


def _recovery(subject: Subject, dates: Dates, calendar: Calendar, today: date) -> Slip | None:
    ticket = subject.ticket
    promise, forecast = dates.promises.get(ticket.id), dates.forecasts.get(ticket.id)
    agreed = promise.agreed if promise else ticket.due
    expected = _day_of(ticket, forecast, calendar, today)
    if agreed is None or expected is None or _slip(subject, dates, calendar, today) is not None:
        return None
    days = slip_in_working_days(agreed, expected, calendar)
    return None if days > 0 else Slip(subject, "recovered", agreed, expected, days)


def _day_of(ticket: Ticket, forecast: Forecast | None, calendar: Calendar, today: date) -> date | None:
    """Return the day a ticket was done, or will be by plan and forecast; a planned day that passed says nothing."""
    if ticket.done:
        return calendar.day(ticket.resolved) if ticket.resolved else None
    if ticket.due is not None and ticket.due < today:
        return None
    return max((day for day in (ticket.due, forecast.day if forecast else None) if day is not None), default=None)


def health_of_slips(found: Sequence[Slip]) -> Health | None:
    """Return the worst that dates make of the health word, with how many do; None where all are kept."""
    states = [slip.state for slip in found]
    for state in ("late", "moved"):
        if state in states:
            return Health("off_track", state, states.count(state))
    return Health("at_risk", "likely_late", states.count("likely_late")) if "likely_late" in states else None


def health_of(
    subjects: Sequence[Subject], dates: Dates, engagement: Engagement, calendar: Calendar, today: date
) -> Health:
    """Return one health word and what makes it so.

    Only client-visible tickets that are not done count: off track where one is past its date or its date moved, at
    risk where one is likely to miss it, or is due within five working days and still blocked by a check.
    """
    health = health_of_slips(slips(subjects, dates, engagement, calendar, today))
    if health is not None:
        return health
    soon = calendar.after(today, SOON)
    near = sum(_needs_checks(subject, soon) for subject in visible_to_client(subjects, engagement))
    return Health("at_risk", "needs_checks", near) if near else Health("on_track")


def _needs_checks(subject: Subject, soon: date) -> bool:
    ticket = subject.ticket
    is_near = ticket.due is not None and ticket.due <= soon and not ticket.done
    return is_near and subject.verdict.standing is Standing.BLOCKED
