"""What a client is told of dates, reduced to what they may see, and what keeps it from being told. Pure."""

from collections.abc import Sequence
from datetime import date

from sync.clients.letters import DateChange, Delay, DelayAlert, Health
from sync.clients.view import (
    MITIGATION,
    REASON,
    facts_for_client,
    is_field_visible,
    name_for_client,
    text_for_client,
)
from sync.dates.delays import Dates, Slip, health_of_slips
from sync.dates.promise import NOT_STATED, Promise
from sync.engagement import Engagement

DELAY = "delay"


def missing_for_delay(slip: Slip, engagement: Engagement) -> str:
    """Say what keeps a delay from being told, and what to do; empty where nothing does (CONTRACT 5, M8)."""
    if slip.state == "recovered":
        return ""
    if not is_field_visible(engagement, MITIGATION):
        return f"clients do not see {MITIGATION}; add {MITIGATION} to client_visible.fields"
    return "" if text_for_client(slip.subject.ticket, engagement, MITIGATION) else f"{MITIGATION} is empty; fill it in"


def delay_alert(
    found: Sequence[Slip], dates: Dates, engagement: Engagement, today: date, health: Health | None = None
) -> DelayAlert:
    """Put all dates one cycle has to tell of, at least one, into one letter. `health` is that of the whole engagement,
    else what these dates make of it."""
    delays = tuple(_delay(slip, dates.promises.get(slip.subject.ticket.id), engagement) for slip in found)
    recovered = Health("on_track", "recovered", len(delays))
    return DelayAlert(engagement.client.name, health or health_of_slips(found) or recovered, delays, today)


def _delay(slip: Slip, promise: Promise | None, engagement: Engagement) -> Delay:
    ticket = slip.subject.ticket
    name = name_for_client(ticket, engagement)
    if slip.state == "recovered":
        return Delay(name, ticket.type, slip.state, slip.agreed, slip.expected, slip.days)
    history = history_for_client(promise, engagement)
    return Delay(
        name=name,
        kind=ticket.type,
        state=slip.state,
        agreed=slip.agreed,
        expected=slip.expected,
        slip=slip.days,
        share=slip.share,
        reason=history[-1].reason if history else text_for_client(ticket, engagement, REASON),
        mitigation=text_for_client(ticket, engagement, MITIGATION),
        history=history,
        facts=facts_for_client(ticket, engagement, without=(MITIGATION, REASON)),
    )


def history_for_client(promise: Promise | None, engagement: Engagement) -> tuple[DateChange, ...]:
    """Return how a date moved, the oldest first, in the client's days; reasons only where clients may see them."""
    shows = is_field_visible(engagement, REASON)
    zone = engagement.client.zone
    return tuple(
        DateChange(
            one.at.astimezone(zone).date(),
            one.before,
            one.after,
            one.reason if shows and one.reason != NOT_STATED else "",
        )
        for one in (promise.revisions if promise else ())
    )
