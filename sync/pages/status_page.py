"""What a client's status page tells of one engagement, reduced to what the client may see. Pure.

It is kept at the end of each cycle, so that the page only reads what is here: whoever shows it can leak nothing,
because nothing internal is in it but the ids a decision is recorded under, which no page shows. Days are days in the
client's zone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import Literal, Protocol

from rules.calendar import Calendar
from rules.model import Ticket
from rules.policy import Policy
from rules.values import fold
from sync.clients.delay_letters import history_for_client, missing_for_delay
from sync.clients.letters import DateChange, Health, Risk, ScopeChange, Step, StripStep
from sync.clients.scope_letters import TYPE, changes_to_decide, scope_change
from sync.clients.view import (
    MITIGATION,
    REASON,
    name_for_client,
    standing_place,
    text_for_client,
    visible_to_client,
)
from sync.clients.weekly_letters import RISK, weekly_update
from sync.dates.delays import Dates, Slip, health_of, slips
from sync.engagement import Engagement
from sync.pages.decisions import answer_in
from sync.pages.freshness import EVERY
from sync.plan import Subject

DateState = Literal["done", "as_agreed", "moved", "late", "likely_late", "undated"]


@dataclass(frozen=True, slots=True)
class Promised:
    """A milestone or deliverable with its dates. `agreed` is the day agreed on, `expected` the present one, None while
    there is none; `slip` working days behind the agreed day; `reason` why it moved, empty where nobody may see it."""

    name: str
    kind: str
    state: DateState
    stage: str = ""
    strip: tuple[StripStep, ...] = ()
    agreed: date | None = None
    expected: date | None = None
    done: date | None = None
    slip: int = 0
    reason: str = ""
    mitigation: str = ""
    history: tuple[DateChange, ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """A change of scope that waits for the client. `since` is when it came to wait, None where nobody can tell;
    `said` is what the approval field holds already, where that is an answer."""

    ticket_id: str
    ticket: str
    change: ScopeChange
    since: datetime | None = None
    said: str = ""


@dataclass(frozen=True, slots=True)
class ClientStatus:
    """One engagement on its client's page. `called` is what clients call it, empty where nobody said; `zone` an IANA
    name; `day_hours` the length of a working day; `every` the time between two looks; `asks_here` tells that an answer given on the page reaches the
    tracker's approval field."""

    engagement: str
    client: str
    called: str
    language: str
    zone: str
    looked_at: datetime
    health: Health
    milestones: tuple[Promised, ...] = ()
    needs: tuple[Step, ...] = ()
    next_steps: tuple[Step, ...] = ()
    risks: tuple[Risk, ...] = ()
    changes: tuple[Asked, ...] = ()
    day_hours: float = 8.0
    asks_here: bool = False
    every: timedelta = EVERY


@dataclass(frozen=True, slots=True)
class Seen:
    """What a look at an engagement found: every judged ticket, promises and forecasts, and since when tickets stand in
    their status, by their ids."""

    subjects: Sequence[Subject]
    dates: Dates
    entered: Mapping[str, datetime] = field(default_factory=lambda: MappingProxyType({}))


class StatusStore(Protocol):
    def keep(self, status: ClientStatus) -> None:
        """Replace what the page of an engagement's client tells of it."""


def status_of(seen: Seen, engagement: Engagement, policy: Policy, now: datetime) -> ClientStatus:
    """Reduce one look at an engagement to what its client's page tells.

    Only client-visible tickets are told of. A risk is told together with its mitigation or not at all, a date that is
    only likely to be missed once its mitigation is (CONTRACT 5), a change once all a client needs to decide is told.
    """
    client, calendar = engagement.client, policy.setting.calendar
    today = calendar.day(now)
    changes = changes_to_decide(seen.subjects, engagement)
    work = [one for one in seen.subjects if fold(one.ticket.type) != TYPE and one not in changes]
    week = weekly_update(work, seen.dates, engagement, policy, today)
    return ClientStatus(
        engagement=engagement.name,
        client=client.name,
        called=engagement.client_visible.called,
        language=client.language,
        zone=client.zone.key,
        looked_at=now,
        health=health_of(seen.subjects, seen.dates, engagement, calendar, today),
        milestones=_promises(work, seen.dates, engagement, policy, today),
        needs=week.needs,
        next_steps=week.next_steps,
        risks=week.risks,
        changes=tuple(_asked(one, seen, engagement) for one in changes),
        day_hours=calendar.day_hours,
        asks_here=engagement.approval is not None,
    )


def _promises(
    work: Sequence[Subject], dates: Dates, engagement: Engagement, policy: Policy, today: date
) -> tuple[Promised, ...]:
    """Return what was promised: open first, by the day it is expected; then what is done, the newest first."""
    calendar = policy.setting.calendar
    visible = [one for one in visible_to_client(work, engagement) if fold(one.ticket.type) != RISK]
    late = {slip.subject.ticket.id: slip for slip in slips(visible, dates, engagement, calendar, today)}
    told = [_promised(one, late.get(one.ticket.id), dates, engagement, policy) for one in visible]
    still_open = sorted((one for one in told if one.state != "done"), key=lambda one: one.expected or date.max)
    done = sorted((one for one in told if one.state == "done"), key=lambda one: one.done or date.min, reverse=True)
    return (*still_open, *done)


def _promised(subject: Subject, slip: Slip | None, dates: Dates, engagement: Engagement, policy: Policy) -> Promised:
    ticket, promise = subject.ticket, dates.promises.get(subject.ticket.id)
    stage, strip = standing_place(subject.verdict, policy)
    agreed = promise.agreed if promise else ticket.due
    told = slip if slip is not None and _may_be_told(slip, engagement) else None
    history = history_for_client(promise, engagement)
    return Promised(
        name=name_for_client(ticket, engagement),
        kind=ticket.type,
        state=_state(ticket, told, agreed),
        stage=stage,
        strip=tuple(StripStep(step.stage, "done") for step in strip) if ticket.done else strip,
        agreed=agreed,
        expected=told.expected if told else ticket.due,
        done=_done(ticket, policy.setting.calendar),
        slip=told.days if told else 0,
        reason=(history[-1].reason if history else text_for_client(ticket, engagement, REASON)) if told else "",
        mitigation=text_for_client(ticket, engagement, MITIGATION) if told else "",
        history=history,
    )


def _may_be_told(slip: Slip, engagement: Engagement) -> bool:
    """A guess that a date will be missed is told with what is done about it; a date that passed or moved is a fact."""
    return slip.state != "likely_late" or not missing_for_delay(slip, engagement)


def _state(ticket: Ticket, slip: Slip | None, agreed: date | None) -> DateState:
    if ticket.done:
        return "done"
    if slip is not None and slip.state != "recovered":
        return slip.state
    return "undated" if agreed is None and ticket.due is None else "as_agreed"


def _done(ticket: Ticket, calendar: Calendar) -> date | None:
    return calendar.day(ticket.resolved) if ticket.done and ticket.resolved else None


def _asked(subject: Subject, seen: Seen, engagement: Engagement) -> Asked:
    ticket = subject.ticket
    said = answer_in(ticket, engagement.approval)
    return Asked(ticket.id, ticket.key, scope_change(subject, engagement), seen.entered.get(ticket.id), said)
