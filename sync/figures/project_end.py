"""What is told when a project ends: what was scoped, what changed and why, dates, risks, waivers, figures. Pure.

Tickets are called what the client may call them (`client_visible.title`), beside their keys.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from rules.calendar import Calendar
from rules.measures.case import Case, Kind
from rules.measures.marks import Marks
from rules.measures.period import Period
from rules.model import Move, Ticket
from rules.values import fold
from sync.clients.view import IMPACT, MITIGATION, name_for_client
from sync.dates.forecast import slip_in_working_days
from sync.dates.promise import Revision
from sync.engagement import Engagement
from sync.field_texts import text_in
from sync.figures.measured import Measured
from sync.pages.decisions import Decision
from sync.report import Group
from sync.waivers.heard import Granted

PROBABILITY, RISK = "Probability", "risk"
NOT_TOLD = "not told"
MARKS = Marks()


@dataclass(frozen=True, slots=True)
class Scoped:
    """Something promised or delivered. `agreed` is the day first agreed, `hours` the estimate when it was first seen;
    `slip` are working days from the agreed day to the day done, negative where earlier. `is_added` tells that a
    change of scope brought it. None is not known."""

    key: str
    name: str
    kind: str
    is_added: bool = False
    hours: float | None = None
    agreed: date | None = None
    done: date | None = None
    slip: int | None = None
    moves: tuple[Revision, ...] = ()


@dataclass(frozen=True, slots=True)
class Changed:
    """A change of scope: who decided it and when, with which effort in hours, and why it was asked for."""

    key: str
    name: str
    asked: date
    decided: date | None = None
    approved: bool | None = None
    who: str = NOT_TOLD
    hours: float | None = None
    why: str = NOT_TOLD


@dataclass(frozen=True, slots=True)
class RiskMet:
    """A risk, and what came of it: the status it ended in, and the day it was closed; None while it is open."""

    key: str
    name: str
    status: str
    closed: date | None = None
    probability: str = ""
    impact: str = ""
    mitigation: str = ""


@dataclass(frozen=True, slots=True)
class WaiverGiven:
    """A waiver somebody gave; both days are included."""

    key: str
    rule: str
    first: date
    last: date
    by: str
    because: str


@dataclass(frozen=True, slots=True)
class ProjectEnd:
    """All of it. `last` is the day the engagement was closed, or today where it is still open; days are in the
    client's zone. `group` holds the measures over the whole time."""

    engagement: str
    client: str
    period: Period
    is_closed: bool
    scope: tuple[Scoped, ...]
    changes: tuple[Changed, ...]
    risks: tuple[RiskMet, ...]
    waivers: tuple[WaiverGiven, ...]
    group: Group


@dataclass(frozen=True, slots=True)
class Books:
    """What the store kept beside tickets: decisions of clients by ticket id, and the waivers people gave."""

    decisions: Mapping[str, Decision]
    granted: tuple[Granted, ...] = ()


def project_end(told: Measured, books: Books, group: Group, period: Period) -> ProjectEnd:
    """Put together what is told of an engagement; `group` are its measures over `period`, its whole time."""
    history, calendar = told.history, told.history.calendar
    cases = sorted(history.cases, key=lambda one: (len(one.ticket.key), one.ticket.key))
    return ProjectEnd(
        engagement=told.name,
        client=told.client,
        period=period,
        is_closed=history.ended is not None,
        scope=tuple(_scoped(one, told) for one in cases if one.kinds & {Kind.DELIVERABLE, Kind.PROMISE}),
        changes=tuple(_changes(cases, told, books.decisions)),
        risks=tuple(
            _risk(told.tickets[one.ticket.id], told.engagement, calendar) for one in cases if Kind.RISK in one.kinds
        ),
        waivers=tuple(_waiver(one, calendar) for one in books.granted),
        group=group,
    )


def _scoped(case: Case, told: Measured) -> Scoped:
    ticket, calendar = told.tickets[case.ticket.id], told.history.calendar
    promise, first = told.promises.get(ticket.id), told.first_seen.get(ticket.id, ticket)
    done = calendar.day(case.done_at) if case.done_at else None
    agreed = promise.agreed if promise else None
    return Scoped(
        key=ticket.key,
        name=name_for_client(ticket, told.engagement),
        kind=ticket.type,
        is_added=case.is_added,
        hours=first.estimate if first.estimate is not None else ticket.estimate,
        agreed=agreed,
        done=done,
        slip=slip_in_working_days(agreed, done, calendar) if agreed and done else None,
        moves=promise.revisions if promise else (),
    )


def _changes(cases: Iterable[Case], told: Measured, decisions: Mapping[str, Decision]) -> Iterator[Changed]:
    calendar = told.history.calendar
    for case in cases:
        asked, decision = case.variation, decisions.get(case.ticket.id)
        if asked is None:
            continue
        ticket = told.tickets[case.ticket.id]
        decided = asked.decided or (decision.at if decision else None)
        yield Changed(
            key=ticket.key,
            name=name_for_client(ticket, told.engagement),
            asked=calendar.day(asked.asked),
            decided=calendar.day(decided) if decided else None,
            approved=asked.approved if asked.approved is not None or decision is None else decision.is_approval,
            who=_who(ticket, decision) or NOT_TOLD,
            hours=asked.effort,
            why=asked.reason or NOT_TOLD,
        )


def _who(ticket: Ticket, decision: Decision | None) -> str:
    """Name who decided: the client on the status page, else who moved the ticket on; empty where nobody is told."""
    if decision is not None:
        return f"{decision.name}, on the status page"
    moves = [one for one in ticket.moves if fold(one.to_status) in MARKS.approved | MARKS.declined]
    return _mover(moves[0]) if moves else ""


def _mover(move: Move) -> str:
    return move.by.name or move.by.email or "" if move.by else ""


def _risk(ticket: Ticket, engagement: Engagement, calendar: Calendar) -> RiskMet:
    return RiskMet(
        key=ticket.key,
        name=name_for_client(ticket, engagement),
        status=ticket.status,
        closed=calendar.day(ticket.resolved) if ticket.done and ticket.resolved else None,
        probability=text_in(ticket, PROBABILITY),
        impact=text_in(ticket, IMPACT),
        mitigation=text_in(ticket, MITIGATION),
    )


def _waiver(one: Granted, calendar: Calendar) -> WaiverGiven:
    last = min(one.until, calendar.day(one.ended)) if one.ended else one.until
    return WaiverGiven(one.ticket, one.rule, calendar.day(one.at), last, one.by_name, one.because)
