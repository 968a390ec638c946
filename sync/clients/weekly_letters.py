"""A week as the client may see it: what got further, risks with what is done about them, what comes next. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from rules.calendar import Calendar
from rules.model import Ticket
from rules.policy import Policy
from rules.values import fold
from sync.clients.letters import Progress, Risk, Step, WeeklyUpdate
from sync.clients.view import (
    IMPACT,
    MITIGATION,
    name_for_client,
    standing_place,
    text_for_client,
    visible_to_client,
)
from sync.dates.delays import Dates, health_of
from sync.engagement import Engagement
from sync.plan import Subject

WEEK = timedelta(days=7)
AHEAD = 10  # working days a next step may lie ahead
RISK = "risk"
CLIENT = "client"  # part of the name of a stage in which a ticket waits for the client


@dataclass(frozen=True, slots=True)
class _Week:
    """What every part of the update looks at."""

    dates: Dates
    engagement: Engagement
    policy: Policy
    today: date

    @property
    def calendar(self) -> Calendar:
        return self.policy.setting.calendar


def weekly_update(
    subjects: Sequence[Subject], dates: Dates, engagement: Engagement, policy: Policy, today: date
) -> WeeklyUpdate:
    """Put the week that ends today into one letter. A risk is told together with its mitigation, or not at all."""
    week = _Week(dates, engagement, policy, today)
    visible = visible_to_client(subjects, engagement)
    work = [one for one in visible if fold(one.ticket.type) != RISK]
    moved = [one for one in work if _got_further(one.ticket, week)]
    waiting = [one for one in work if _waits_for_client(one, week)]
    ahead = [one for one in work if one not in waiting and _is_near(one.ticket, week)]
    told = [*moved, *waiting, *ahead]
    return WeeklyUpdate(
        client=engagement.client.name,
        health=health_of(subjects, dates, engagement, week.calendar, today),
        day=today,
        progress=tuple(_progress(one, week) for one in sorted(moved, key=lambda one: not one.ticket.done)),
        risks=tuple(_risk(one.ticket, week) for one in visible if _is_open_risk(one.ticket, week)),
        next_steps=tuple(_step(one, week) for one in sorted(ahead, key=_by_due)),
        needs=tuple(_need(one, week) for one in sorted(waiting, key=_by_due)),
        unchanged=sum(not one.ticket.done and one not in told for one in work),
    )


def _got_further(ticket: Ticket, week: _Week) -> bool:
    """Tell whether a ticket moved or was done in the seven days up to today; a hold is no progress."""
    moments = [move.at for move in ticket.moves if not week.policy.setting.is_hold(move.to_status)]
    moments += [ticket.resolved] if ticket.done and ticket.resolved else []
    return any(week.today - WEEK < week.calendar.day(moment) <= week.today for moment in moments)


def _waits_for_client(subject: Subject, week: _Week) -> bool:
    stage, _ = standing_place(subject.verdict, week.policy)
    return not subject.ticket.done and CLIENT in fold(stage)


def _is_near(ticket: Ticket, week: _Week) -> bool:
    return not ticket.done and ticket.due is not None and ticket.due <= week.calendar.after(week.today, AHEAD)


def _by_due(subject: Subject) -> date:
    return subject.ticket.due or date.max


def _progress(subject: Subject, week: _Week) -> Progress:
    ticket = subject.ticket
    stage, strip = standing_place(subject.verdict, week.policy)
    promise = week.dates.promises.get(ticket.id)
    agreed = promise.agreed if promise else ticket.due
    return Progress(
        name=name_for_client(ticket, week.engagement),
        kind=ticket.type,
        stage=stage,
        strip=strip,
        done=week.calendar.day(ticket.resolved) if ticket.done and ticket.resolved else None,
        agreed=agreed,
        expected=ticket.due if ticket.due != agreed else None,
    )


def _is_open_risk(ticket: Ticket, week: _Week) -> bool:
    is_told = bool(text_for_client(ticket, week.engagement, MITIGATION))
    return fold(ticket.type) == RISK and not ticket.done and is_told


def _risk(ticket: Ticket, week: _Week) -> Risk:
    mitigation, impact = (text_for_client(ticket, week.engagement, name) for name in (MITIGATION, IMPACT))
    return Risk(name_for_client(ticket, week.engagement), ticket.type, mitigation, impact)


def _step(subject: Subject, week: _Week) -> Step:
    _, strip = standing_place(subject.verdict, week.policy)
    ahead = next((step.stage for step in strip if step.place == "ahead"), "")
    return Step(name_for_client(subject.ticket, week.engagement), subject.ticket.type, ahead, subject.ticket.due)


def _need(subject: Subject, week: _Week) -> Step:
    return Step(name_for_client(subject.ticket, week.engagement), subject.ticket.type, due=subject.ticket.due)
