"""Applies a plan through the ports: the intent is written before each write, the receipt after.

A write whose answer is lost is looked up, never repeated. What the bot leaves on a ticket is
remembered before the receipt, so that a crash in between leads to a look, not to a second write.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from rules.facts import digest_of
from rules.model import Ticket
from rules.values import fold
from sync.actions import Action, ActionState, Verb
from sync.comment import MARKER
from sync.ports import (
    Clock,
    Edit,
    Missing,
    Needs,
    NotAuthorised,
    PortError,
    Receipt,
    Refused,
    Tracker,
    Unreachable,
)
from sync.remembered import Footprint, Intent, Snapshot
from sync.render.errors import sentence
from sync.store import Store

EDITS = frozenset({Verb.ADD_LABEL, Verb.REMOVE_LABEL, Verb.PUT_COMMENT})
MOVES = frozenset({Verb.HOLD, Verb.RELEASE, Verb.RETURN})
IN_A_ROW = 3  # tickets the source took no write to, one after the other: then it is not the tickets' fault
CONTENT_NOT_KNOWN = ""  # a comment is there, and its content must be written again


@dataclass(frozen=True, slots=True)
class Hands:
    """What applying needs: where to write, where to remember, and for which run. `missing` collects the ids of
    tickets that a write did not find."""

    tracker: Tracker
    store: Store
    clock: Clock
    run: str
    needs: Needs
    missing: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Known:
    """A ticket as last seen with what the bot left on it."""

    snapshot: Snapshot
    footprint: Footprint


@dataclass(frozen=True, slots=True)
class Look:
    """A ticket read afresh, with the id of the sticky comment found on it."""

    ticket: Ticket
    comment_id: str | None


@dataclass(frozen=True, slots=True)
class Ended:
    """How one write ended. `fault` is why the source did not take it, where other tickets may fare alike;
    `is_down` tells that the source does not answer a look at the ticket either."""

    actions: tuple[Action, ...]
    fault: PortError | None = None
    is_down: bool = False


def apply(hands: Hands, actions: Sequence[Action], known: dict[str, Known]) -> Iterator[Action]:
    """Apply the actions of one engagement ticket by ticket and yield each as it ended; one bad ticket never
    stops the others.

    `known` is kept up to date, by ticket id. Raises the port's error where the whole source is affected: it cannot
    be read either, or took no write to several tickets in a row. What was done until then is remembered.
    """
    in_a_row = 0
    for ticket_id, group in groupby(actions, key=lambda action: action.ticket_id):
        fault = None
        for ended in _each_write(hands, tuple(group), known, ticket_id):
            yield from ended.actions
            if ended.fault and ended.is_down:
                raise ended.fault
            fault = fault or ended.fault
        in_a_row = in_a_row + 1 if fault else 0
        if fault and in_a_row == IN_A_ROW:
            raise fault


def _each_write(hands: Hands, actions: tuple[Action, ...], known: dict[str, Known], ticket_id: str) -> Iterator[Ended]:
    if edits := tuple(action for action in actions if action.verb in EDITS):
        yield _edit(hands, edits, known, ticket_id)
    yield from (_move(hands, action, known, ticket_id) for action in actions if action.verb in MOVES)


def _edit(hands: Hands, actions: tuple[Action, ...], known: dict[str, Known], ticket_id: str) -> Ended:
    intents = hands.store.intend(hands.run, actions, hands.clock.now())
    try:
        edit = _edit_of(hands, actions, known[ticket_id])
        receipt = hands.tracker.edit(edit)
    except PortError as error:
        return _looked_up(hands, intents, known, ticket_id, error)
    known[ticket_id] = _after_edit(known[ticket_id], actions, receipt, edit.comment_id)
    _remember(hands, known[ticket_id])
    return Ended(_settle(hands, intents, ActionState.APPLIED))


def _edit_of(hands: Hands, actions: tuple[Action, ...], known: Known) -> Edit:
    """Put labels and comment into one edit; a comment of unknown id is looked for before one is created."""
    put = next((action for action in actions if action.verb is Verb.PUT_COMMENT), None)
    comment_id = known.footprint.comment_id
    if put is not None and comment_id is None:
        comment_id = hands.tracker.sticky_comment(actions[0].ticket_id, MARKER)
    return Edit(
        ticket_id=actions[0].ticket_id,
        ticket_key=actions[0].ticket,
        add_labels=tuple(a.after for a in actions if a.verb is Verb.ADD_LABEL and a.after),
        remove_labels=tuple(a.before for a in actions if a.verb is Verb.REMOVE_LABEL and a.before),
        comment=put.comment if put else None,
        comment_id=comment_id,
    )


def _after_edit(known: Known, actions: Sequence[Action], receipt: Receipt, comment_id: str | None) -> Known:
    footprint, ticket = known.footprint, known.snapshot.ticket
    for action in actions:
        if action.verb is Verb.PUT_COMMENT:
            footprint = replace(footprint, comment_id=receipt.comment_id or comment_id, comment_digest=action.after)
        else:
            ticket = _relabelled(ticket, action)
    return _seen(known, replace(ticket, updated=receipt.updated or ticket.updated), footprint)


def _relabelled(ticket: Ticket, action: Action) -> Ticket:
    kept = tuple(label for label in ticket.labels if fold(label) != fold(action.before or action.after or ""))
    return replace(ticket, labels=(*kept, action.after) if action.after else kept)


def _seen(known: Known, ticket: Ticket, footprint: Footprint) -> Known:
    snapshot = replace(known.snapshot, ticket=ticket, digest=digest_of(ticket))
    return Known(snapshot, footprint)


def _remember(hands: Hands, known: Known) -> None:
    hands.store.keep_footprint(known.snapshot.engagement, known.footprint)
    hands.store.keep_snapshots([replace(known.snapshot, seen_at=hands.clock.now())])


def _settle(
    hands: Hands, intents: Sequence[Intent], state: ActionState, error: str | None = None
) -> tuple[Action, ...]:
    for intent in intents:
        hands.store.settle(intent, state, hands.clock.now(), error)
    return tuple(intent.action.ended(state, error) for intent in intents)


def _move(hands: Hands, action: Action, known: dict[str, Known], ticket_id: str) -> Ended:
    """Move a ticket, if it still stands where the plan saw it."""
    intents = hands.store.intend(hands.run, (action,), hands.clock.now())
    try:
        fresh = hands.tracker.ticket(ticket_id, hands.needs)
        if fold(fresh.status) != fold(action.before or ""):
            said = f"it stands in {fresh.status} by now, not in {action.before}; nothing was moved"
            return Ended(_settle(hands, intents, ActionState.FAILED, said))
        receipt = hands.tracker.move(ticket_id, action.ticket, action.after or "")
    except PortError as error:
        return _looked_up(hands, intents, known, ticket_id, error)
    known[ticket_id] = _after_move(known[ticket_id], action, receipt)
    _remember(hands, known[ticket_id])
    return Ended(_settle(hands, intents, ActionState.APPLIED))


def _after_move(known: Known, action: Action, receipt: Receipt) -> Known:
    ticket = known.snapshot.ticket
    moved = replace(ticket, status=action.after or ticket.status, updated=receipt.updated or ticket.updated)
    return _seen(known, moved, held(known.footprint, action))


def held(footprint: Footprint, action: Action) -> Footprint:
    """Return the footprint after a hold or a release happened."""
    if action.verb is Verb.HOLD:
        return replace(footprint, held_from=action.before, held_in=action.after, held_for=action.because)
    return replace(footprint, held_from=None, held_in=None, held_for=())


def settle_open_intents(hands: Hands, engagement: str, known: dict[str, Known]) -> tuple[Action, ...]:
    """Look up every write that was begun and has no receipt, as after a crash, and settle it."""
    settled: list[Action] = []
    intents = sorted(hands.store.open_intents(engagement), key=lambda intent: (intent.action.ticket_id, intent.id))
    for ticket_id, group in groupby(intents, key=lambda intent: intent.action.ticket_id):
        if ticket_id in known:
            settled += _looked_up(hands, tuple(group), known, ticket_id, None).actions
    return tuple(settled)


def _looked_up(
    hands: Hands, intents: Sequence[Intent], known: dict[str, Known], ticket_id: str, cause: PortError | None
) -> Ended:
    """Ask the tracker which of some writes happened; remember those and report the others."""
    why = sentence(cause) if cause is not None else "the run ended before the answer came"
    fault = None if isinstance(cause, Refused | Missing) else cause
    try:
        look = _look(hands, intents, ticket_id)
    except Missing as gone:
        hands.missing.add(ticket_id)
        return Ended(_settle(hands, intents, ActionState.FAILED, sentence(gone)))
    except PortError as error:
        left_open = tuple(intent.action.ended(ActionState.UNKNOWN, why) for intent in intents)
        is_down = isinstance(error, Unreachable | NotAuthorised)
        return Ended(left_open, error if is_down else fault, is_down)
    actions = tuple(intent.action for intent in intents)
    known[ticket_id] = _after_look(known[ticket_id], actions, look)
    _remember(hands, known[ticket_id])
    return Ended(tuple(_settled_by(look, hands, intent, why) for intent in intents), fault)


def _settled_by(look: Look, hands: Hands, intent: Intent, why: str) -> Action:
    if _stands(intent.action, look):
        return _settle(hands, (intent,), ActionState.APPLIED)[0]
    return _settle(hands, (intent,), ActionState.FAILED, why)[0]


def _look(hands: Hands, intents: Sequence[Intent], ticket_id: str) -> Look:
    fresh = hands.tracker.ticket(ticket_id, hands.needs)
    asks_comment = any(intent.action.verb is Verb.PUT_COMMENT for intent in intents)
    return Look(fresh, hands.tracker.sticky_comment(ticket_id, MARKER) if asks_comment else None)


def _stands(action: Action, look: Look) -> bool:
    """Tell whether what an action wanted stands on the ticket. An edited comment's content cannot be told
    from its marker: it counts as not written, and is edited in place again, which does no harm."""
    labels = {fold(label) for label in look.ticket.labels}
    match action.verb:
        case Verb.ADD_LABEL:
            return fold(action.after or "") in labels
        case Verb.REMOVE_LABEL:
            return fold(action.before or "") not in labels
        case Verb.PUT_COMMENT:
            return action.before is None and look.comment_id is not None
        case _:
            return fold(look.ticket.status) == fold(action.after or "")


def _after_look(known: Known, actions: Sequence[Action], look: Look) -> Known:
    footprint = known.footprint
    for action in actions:
        stands = _stands(action, look)
        if action.verb is Verb.PUT_COMMENT:
            content = action.after if stands else CONTENT_NOT_KNOWN
            digest = None if look.comment_id is None else content
            footprint = replace(footprint, comment_id=look.comment_id, comment_digest=digest)
        elif action.verb in MOVES and stands:
            footprint = held(footprint, action)
    return _seen(known, look.ticket, footprint)
