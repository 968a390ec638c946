"""Takes up what clients decided on their status page: brings it to its ticket, and ends the request once it is written."""

from collections.abc import Sequence
from dataclasses import replace

from sync.actions import Action, ActionState, Verb
from sync.engagement import Engagement
from sync.pages.decisions import Decision, answer_in, decision_of, newest, note_of
from sync.pages.request import DECISION, Request
from sync.plan import Subject
from sync.ports import Clock
from sync.store import Store

WRITTEN = frozenset({ActionState.APPLIED, ActionState.ALREADY})
STOOD_THERE, GONE = "the field said so already", "its ticket is not there any more"


def with_decisions(store: Store, engagement: Engagement, subjects: Sequence[Subject]) -> tuple[Subject, ...]:
    """Return the tickets, each with the newest decision on it; while it is open, people are told of it there."""
    found = newest(map(decision_of, store.requests.asked(DECISION, engagement.name)))
    return tuple(_with(one, found.get(one.ticket.id), engagement) for one in subjects)


def _with(subject: Subject, decision: Decision | None, engagement: Engagement) -> Subject:
    if decision is None:
        return subject
    notes = () if subject.ticket.done else (note_of(decision, engagement),)
    return replace(subject, decision=decision, notes=(*subject.notes, *notes))


def end_requests(
    store: Store, clock: Clock, engagement: Engagement, subjects: Sequence[Subject], done: Sequence[Action]
) -> None:
    """End the requests whose answer stands in the approval field now, or never can; the others wait."""
    tickets = {one.ticket.id: one for one in subjects}
    written = {one.ticket_id for one in done if one.verb is Verb.SET_FIELD and one.state in WRITTEN}
    for request in store.requests.asked(DECISION, engagement.name):
        subject = tickets.get(request.wish.subject)
        if request.done_at is None and (outcome := _outcome(request, subject, engagement, written)):
            store.requests.finish(request, outcome, clock.now())


def _outcome(request: Request, subject: Subject | None, engagement: Engagement, written: set[str]) -> str:
    """Say what came of a request; empty while it waits."""
    if subject is None:
        return GONE
    approval, decision = engagement.approval, decision_of(request)
    if approval is None:
        return ""
    word = decision.word(approval)
    if subject.ticket.id in written:
        return f"{approval.field} was set to {word}"
    return STOOD_THERE if answer_in(subject.ticket, approval) == word else ""
