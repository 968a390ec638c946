"""Creates the home ticket of a new engagement, once: an earlier one is looked for before every attempt."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import uuid4

from rules.model import Ticket
from sync.actions import Action, ActionState, Verb
from sync.neighbours.onboarding import Order, home_draft, mark_of_home
from sync.ports import Needs, OutcomeUnknown, PortError, Tracker
from sync.remembered import Intent
from sync.render.errors import sentence
from sync.store import Store


@dataclass(frozen=True, slots=True)
class HomeTicket:
    """The home ticket, and whether it was created just now."""

    ticket: Ticket
    is_new: bool


def home_of(store: Store, tracker: Tracker, order: Order, now: datetime) -> HomeTicket:
    """Return the home ticket of an order, created where there is none. May raise the errors of `sync.ports`; where an
    answer was lost, the next call finds what came of it."""
    earlier = find_home(tracker, order)
    _settle_earlier(store, order, earlier, now)
    if earlier is not None:
        return HomeTicket(earlier, is_new=False)
    draft = home_draft(order)
    action = Action(order.name, "", "", Verb.CREATE_TICKET, after=draft.title, because=("home",))
    (intent,) = store.intend(uuid4().hex[:12], [action], now)
    try:
        made = tracker.create(order.scope, draft)
    except OutcomeUnknown:
        raise  # its intent stays open until it is looked up
    except PortError as error:
        store.settle(intent, ActionState.FAILED, now, sentence(error))
        raise
    store.settle(_on(intent, made), ActionState.APPLIED, now)
    return HomeTicket(made, is_new=True)


def find_home(tracker: Tracker, order: Order) -> Ticket | None:
    """Look through the scope for a ticket that an earlier attempt left, by the mark in its description."""
    mark = mark_of_home(order.name)
    found = (one for page in tracker.changed(order.scope, Needs(), None) for one in page if isinstance(one, Ticket))
    return next((one for one in found if mark in (one.description or "").splitlines()), None)


def _settle_earlier(store: Store, order: Order, found: Ticket | None, now: datetime) -> None:
    """Write the receipts of attempts that ended before their answer came."""
    for intent in store.open_intents(order.name):
        if intent.action.verb is Verb.CREATE_TICKET:
            state = ActionState.FAILED if found is None else ActionState.APPLIED
            store.settle(intent if found is None else _on(intent, found), state, now)


def _on(intent: Intent, ticket: Ticket) -> Intent:
    """Let the receipt name the ticket that came of an intent."""
    return replace(intent, action=replace(intent.action, ticket=ticket.key, ticket_id=ticket.id))
