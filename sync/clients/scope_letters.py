"""Changes of scope that wait for a client's word, reduced to what the client may see. Pure."""

from collections.abc import Sequence
from datetime import date

from rules.model import Outcome, Side, Standing, Verdict
from rules.values import fold
from sync.clients.letters import ScopeChange, ScopeChangeRequest
from sync.clients.view import (
    REASON,
    facts_for_client,
    is_field_visible,
    name_for_client,
    text_for_client,
    visible_to_client,
)
from sync.engagement import Engagement
from sync.plan import Subject

SCOPE_CHANGE, RECEIVES = "scope-change", "approvals"
PACK, TYPE, WAITS = "change-control", "change request", "with client"
DESCRIPTION, ESTIMATE = "description", "estimate"
ON_TIME, ON_BUDGET = "Impact on time", "Impact on budget"
NEEDED = (DESCRIPTION, ESTIMATE, ON_TIME, ON_BUDGET)
"""What a client is told of a change; all of it must be in `client_visible.fields`."""


def waiting_changes(subjects: Sequence[Subject], engagement: Engagement) -> tuple[Subject, ...]:
    """Return client-visible changes that `change-control` finds complete and that wait for the client."""
    return tuple(one for one in visible_to_client(subjects, engagement) if _waits(one))


def changes_to_decide(subjects: Sequence[Subject], engagement: Engagement) -> tuple[Subject, ...]:
    """Return the waiting changes of which a client may see all that a decision needs."""
    return tuple(one for one in waiting_changes(subjects, engagement) if not missing_for_change(one, engagement))


def _waits(subject: Subject) -> bool:
    verdict = subject.verdict
    is_good = verdict.standing in {Standing.CLEAR, Standing.CONDITIONAL} and not verdict.with_outcome(Outcome.UNKNOWN)
    return is_good and fold(verdict.stages.get(PACK, "")) == WAITS and not _is_answered(verdict)


def _is_answered(verdict: Verdict) -> bool:
    """Tell whether nothing is left to ask: what has to hold before a change goes on from the client holds already."""
    asked = [one for one in verdict.findings if one.gate and one.gate.side is Side.EXIT and one.gate.pack == PACK]
    here = [one.outcome for one in asked if one.gate and fold(one.gate.stage) == WAITS]
    return bool(here) and Outcome.PENDING not in here


def missing_for_change(subject: Subject, engagement: Engagement) -> str:
    """Say what keeps a change from being told, and what to do; empty where nothing does."""
    unseen = [name for name in NEEDED if not is_field_visible(engagement, name)]
    if unseen:
        return f"clients do not see {', '.join(unseen)}; add {', '.join(unseen)} to client_visible.fields"
    empty = [name for name in NEEDED if name != ESTIMATE and not text_for_client(subject.ticket, engagement, name)]
    return f"{', '.join(empty)} {'is' if len(empty) == 1 else 'are'} empty; fill in what is missing" if empty else ""


def scope_request(
    changes: Sequence[Subject], engagement: Engagement, day_hours: float, today: date
) -> ScopeChangeRequest:
    """Put all changes one cycle finds, at least one, into one letter; `day_hours` is the length of a working day."""
    asked = tuple(scope_change(subject, engagement) for subject in changes)
    return ScopeChangeRequest(engagement.client.name, asked, today, day_hours)


def scope_change(subject: Subject, engagement: Engagement) -> ScopeChange:
    """Reduce a change to what the client may see of it."""
    ticket = subject.ticket
    description, reason, on_time, on_budget = (
        text_for_client(ticket, engagement, name) for name in (DESCRIPTION, REASON, ON_TIME, ON_BUDGET)
    )
    return ScopeChange(
        name=name_for_client(ticket, engagement),
        kind=ticket.type,
        description=description,
        effort=ticket.estimate if is_field_visible(engagement, ESTIMATE) else None,
        on_time=on_time,
        on_budget=on_budget,
        reason=reason,
        facts=facts_for_client(ticket, engagement, without=(*NEEDED, REASON)),
    )
