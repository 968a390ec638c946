"""Milestones and deliverables for the board: agreed against due and forecast (RULINGS M7). Pure."""

from collections.abc import Sequence
from datetime import date

from rules.model import Ticket
from rules.policy import Policy
from sync.clients.view import standing_place
from sync.dates.delays import Dates
from sync.dates.forecast import Forecast, slip_in_working_days
from sync.dates.promise import Promise
from sync.engagement import Engagement
from sync.pages.board_facts import DateMove, MilestoneLine
from sync.pages.home_summary import is_promise
from sync.plan import Subject


def milestones(
    subjects: Sequence[Subject], dates: Dates, engagement: Engagement, policy: Policy, today: date
) -> tuple[MilestoneLine, ...]:
    """Return every milestone and deliverable, open ones first, then by the day agreed on."""
    promised = [one for one in subjects if is_promise(one.ticket, engagement)]
    lines = [_line(one, dates, policy, today) for one in promised]
    return tuple(sorted(lines, key=lambda one: (one.done_on is not None, one.agreed or one.due or date.max, one.key)))


def _line(one: Subject, dates: Dates, policy: Policy, today: date) -> MilestoneLine:
    ticket, calendar = one.ticket, policy.setting.calendar
    promise, forecast = dates.promises.get(ticket.id), dates.forecasts.get(ticket.id)
    agreed = promise.agreed if promise else None
    done_on = calendar.day(ticket.resolved) if ticket.done and ticket.resolved else None
    expected = done_on or _expected(ticket, forecast, today)
    return MilestoneLine(
        key=ticket.key,
        title=ticket.title,
        type=ticket.type,
        stage=standing_place(one.verdict, policy)[0],
        agreed=agreed,
        due=ticket.due,
        forecast=forecast.day if forecast else None,
        late_share=forecast.confidence if forecast else None,
        asked=forecast.asked if forecast else 0,
        slip=slip_in_working_days(agreed, expected, calendar) if agreed and expected else None,
        done_on=done_on,
        moves=_moves(promise),
    )


def _expected(ticket: Ticket, forecast: Forecast | None, today: date) -> date | None:
    """Return the due date; where that passed, or where comparable tickets say so clearly, a later day."""
    if ticket.due is None:
        return None
    is_sure = forecast is not None and forecast.warns_the_team
    return max(
        ticket.due, today if not ticket.done else ticket.due, forecast.day if forecast and is_sure else ticket.due
    )


def _moves(promise: Promise | None) -> tuple[DateMove, ...]:
    return tuple(DateMove(one.at, one.reason, one.before, one.after) for one in promise.revisions) if promise else ()
