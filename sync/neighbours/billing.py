"""The record for the bill, made once, when a client has accepted: what was agreed, what came on top, and the effort. Pure."""

import hmac
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from hashlib import sha256
from math import fsum

from rules.calendar import Calendar
from rules.measures.marks import Marks
from rules.model import Ticket
from rules.policy import Policy
from rules.values import fold
from sync.clients.scope_letters import PACK, TYPE
from sync.dates.delays import Dates
from sync.engagement import Engagement
from sync.field_texts import text_in
from sync.mailing.deliveries import PAUSES
from sync.mailing.signing import SigningKey
from sync.pages.home_summary import is_promise
from sync.plan import Subject
from sync.scenes import is_home
from sync.trail import Event, Kind

SIGNATURE, IDENTITY = "Stageward-Signature", "Stageward-Record"
APPROVED = Marks().approved  # stages of a change the client said yes to


@dataclass(frozen=True, slots=True)
class Item:
    """A ticket on the record. Effort is in hours, days are the client's; None is what nobody told."""

    ticket: str
    title: str
    type: str
    estimate: float | None = None
    spent: float | None = None
    agreed: date | None = None
    done: date | None = None


@dataclass(frozen=True, slots=True)
class Effort:
    """Hours over all tickets of an engagement. None where no ticket tells; `unestimated` and `untracked` count those
    that do not, so that a sum is not taken for more than it is."""

    estimate: float | None
    spent: float | None
    unestimated: int
    untracked: int


@dataclass(frozen=True, slots=True)
class BillingRecord:
    """What a bill is written from. `id` is the same however often it is made; `agreed` is the last day that was agreed,
    `accepted` the day the client's acceptance was seen."""

    id: str
    engagement: str
    client: str
    stage: str
    accepted: date
    agreed: date | None
    scope: tuple[Item, ...]
    variations: tuple[Item, ...]
    effort: Effort


class BillState(StrEnum):
    KEPT = "kept"  # it is sent nowhere
    READY = "ready"
    SENT = "sent"
    STUCK = "stuck"  # tried often enough; a person lets it be sent again
    FAILED = "failed"  # the receiver said no


@dataclass(frozen=True, slots=True)
class Bill:
    """A record on its way. `document` is its JSON, the very text that is sent; `answer` what the receiver said last.
    It is not tried before `next_try`, where that is set."""

    id: str
    engagement: str
    document: str
    made: datetime
    url: str | None = None
    state: BillState = BillState.KEPT
    tries: int = 0
    next_try: datetime | None = None
    answer: str | None = None

    def taken(self) -> "Bill":
        return replace(self, state=BillState.SENT, next_try=None, answer=None, tries=self.tries + 1)

    def refused(self, why: str) -> "Bill":
        return replace(self, state=BillState.FAILED, next_try=None, answer=why, tries=self.tries + 1)

    def put_off(self, why: str, now: datetime) -> "Bill":
        """It was tried, and trying later may help; at some time it is enough."""
        if self.tries >= len(PAUSES):
            return replace(self, state=BillState.STUCK, next_try=None, answer=why, tries=self.tries + 1)
        return replace(self, next_try=now + PAUSES[self.tries], answer=why, tries=self.tries + 1)

    def again(self) -> "Bill":
        """A person lets it be sent once more."""
        return replace(self, state=BillState.READY, tries=0, next_try=None, answer=None)


def is_accepted(subjects: Sequence[Subject], engagement: Engagement, policy: Policy) -> bool:
    """Tell whether the client has accepted: the home ticket has reached the stage that tells so, or is behind it; in an
    engagement without a home, every deliverable and milestone has."""
    if engagement.billing is None:
        return False
    told = [one for one in subjects if is_home(one.ticket, policy)]
    if not told:
        told = [one for one in subjects if is_promise(one.ticket, engagement) and not _is_change(one.ticket)]
    return bool(told) and all(_has_reached(one, engagement.billing.when, policy) for one in told)


def _has_reached(subject: Subject, stage: str, policy: Policy) -> bool:
    for pack, order in policy.setting.order.items():
        here, there = order.get(fold(subject.verdict.stages.get(pack, ""))), order.get(fold(stage))
        if here is not None and there is not None:
            return here >= there
    return False


def record_of(
    subjects: Sequence[Subject], dates: Dates, engagement: Engagement, policy: Policy, today: date
) -> BillingRecord:
    """Put together what a bill is written from."""
    calendar = policy.setting.calendar
    others = [one for one in subjects if not is_home(one.ticket, policy)]
    promised = [one for one in others if is_promise(one.ticket, engagement) and not _is_change(one.ticket)]
    varied = [one for one in others if _is_change(one.ticket) and _is_approved(one, engagement)]
    scope = tuple(_item(one.ticket, dates, calendar) for one in promised)
    stage = engagement.billing.when if engagement.billing else ""
    return BillingRecord(
        id=sha256(f"bill\n{engagement.source}\n{engagement.name}".encode()).hexdigest()[:24],
        engagement=engagement.name,
        client=engagement.client.name,
        stage=stage,
        accepted=today,
        agreed=max((one.agreed for one in scope if one.agreed), default=None),
        scope=scope,
        variations=tuple(_item(one.ticket, dates, calendar) for one in varied),
        effort=_effort([one.ticket for one in others]),
    )


def _is_change(ticket: Ticket) -> bool:
    return fold(ticket.type) == TYPE


def _is_approved(subject: Subject, engagement: Engagement) -> bool:
    """Tell whether the client said yes to a change: by its stage, or in the field for that."""
    approval = engagement.approval
    said = text_in(subject.ticket, approval.field) if approval else ""
    return fold(subject.verdict.stages.get(PACK, "")) in APPROVED or bool(
        approval and fold(said) == fold(approval.approved)
    )


def _item(ticket: Ticket, dates: Dates, calendar: Calendar) -> Item:
    promise = dates.promises.get(ticket.id)
    return Item(
        ticket=ticket.key,
        title=ticket.title,
        type=ticket.type,
        estimate=ticket.estimate,
        spent=ticket.time_spent,
        agreed=promise.agreed if promise else ticket.due,
        done=calendar.day(ticket.resolved) if ticket.done and ticket.resolved else None,
    )


def _effort(tickets: Sequence[Ticket]) -> Effort:
    estimates, spent = ([one.estimate for one in tickets], [one.time_spent for one in tickets])
    return Effort(_total(estimates), _total(spent), estimates.count(None), spent.count(None))


def _total(hours: Iterable[float | None]) -> float | None:
    known = [one for one in hours if one is not None]
    return round(fsum(known), 2) if known else None


def headers_of(bill: Bill, key: SigningKey, now: datetime) -> dict[str, str]:
    """Return what is sent beside a record: its id, by which a receiver knows one it has, and the signature, which is
    HMAC-SHA256 over the moment (seconds since the epoch, UTC), a full stop and the very body, in hexadecimal digits."""
    moment = str(int(now.timestamp()))
    signed = f"{moment}.{bill.document}".encode()
    made = hmac.new(key.secret.encode(), signed, sha256).hexdigest()
    return {IDENTITY: bill.id, SIGNATURE: f"t={moment},v1={made}", "Content-Type": "application/json"}


def event_of(bill: Bill, at: datetime, who: str) -> Event:
    """Tell the trail what became of a record."""
    facts = {"record": bill.id, "state": bill.state.value, "sha256": sha256(bill.document.encode()).hexdigest()}
    told = {**facts, **({"answer": bill.answer} if bill.answer else {})}
    return Event(at, Kind.BILLING, bill.engagement, who, facts=told)
