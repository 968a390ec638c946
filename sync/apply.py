"""Applies a plan through the ports: the intent is written before each write, the receipt after.

A write whose answer is lost is looked up, never repeated. What the bot leaves on a ticket is
remembered before the receipt, so that a crash in between leads to a look, not to a second write.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

from rules.model import Ticket
from rules.values import fold
from sync.actions import Action, ActionState, Verb
from sync.comments.own import Ground, ground_for, without_twin
from sync.hands import Ended, Hands, Known, Knowns, begin, remember, seen, settle
from sync.holds.holding import FLAGS, MOVES, flagged, held, stands
from sync.holds.moving import move
from sync.lookup import looked_up
from sync.ports import Edit, PortError, Receipt
from sync.remembered import FLAGGED, Intent
from sync.side_by_side import SideBySide

EDITS = frozenset({Verb.SET_FIELD, Verb.ADD_LABEL, Verb.REMOVE_LABEL, Verb.PUT_COMMENT, *FLAGS})
IN_A_ROW = 3  # tickets the source took no write to, one after the other: then it is not the tickets' fault
AT_ONCE = 8  # tickets; what is waited for at a tracker is waited for side by side, within its token's budget


@dataclass(frozen=True, slots=True)
class Written:
    """How the writes to one ticket ended, the ticket after them, and what stands against writing to any other."""

    ended: tuple[Ended, ...]
    known: Known
    trouble: PortError | None = None


@dataclass(slots=True)
class Patience:
    """Bears with single tickets; loses itself over a trouble that is not about one, or over several in a row."""

    lost_over: PortError | None = None
    in_a_row: int = 0

    def is_lost(self, written: Written) -> bool:
        fault = next((one.fault for one in written.ended if one.fault), None)
        self.in_a_row = self.in_a_row + 1 if fault else 0
        trouble = written.trouble or (fault if self.in_a_row == IN_A_ROW else None)
        self.lost_over = self.lost_over or trouble
        return self.lost_over is not None


def apply(hands: Hands, actions: Sequence[Action], known: Knowns) -> Iterator[Ended]:
    """Apply the actions of one engagement, several tickets at once and each in its order, and yield how each write
    ended; one bad ticket never stops the others.

    `known` is kept up to date, by ticket id. Raises the port's error where the whole source is affected: it cannot
    be read either, or took no write to several tickets in a row. What was done until then is remembered; so is what
    was under way when the run is broken off.
    """
    by_ticket: dict[str, list[Action]] = {}
    for action in actions:
        by_ticket.setdefault(action.ticket_id, []).append(action)
    tickets, patience = SideBySide(), Patience()
    theirs = replace(hands, at_the_store=tickets.ask)
    works = [partial(_write, theirs, tuple(each), known[ticket_id]) for ticket_id, each in by_ticket.items()]
    for written in tickets.do(works, AT_ONCE, patience.is_lost):
        known[written.known.footprint.ticket_id] = written.known
        yield from written.ended
    if patience.lost_over is not None:
        raise patience.lost_over


def _write(hands: Hands, actions: tuple[Action, ...], known: Known) -> Written:
    """Write to one ticket, unless the source is down or another run has taken over."""
    done: list[Ended] = []
    ticket_id, trouble = known.footprint.ticket_id, None
    now_known = {ticket_id: known}
    try:
        hands.goes_on()
        for ended in _each_write(hands, actions, now_known, ticket_id):
            done.append(ended)
            if ended.fault and ended.is_down:
                trouble = ended.fault
                break
    except PortError as error:
        trouble = error
    return Written(tuple(done), now_known[ticket_id], trouble)


def _each_write(hands: Hands, actions: tuple[Action, ...], known: Knowns, ticket_id: str) -> Iterator[Ended]:
    if edits := tuple(action for action in actions if action.verb in EDITS):
        yield _edit(hands, edits, known, ticket_id)
    yield from (move(hands, action, known, ticket_id) for action in actions if action.verb in MOVES)


def _edit(hands: Hands, actions: tuple[Action, ...], known: Knowns, ticket_id: str) -> Ended:
    intents = begin(hands, actions)
    if Verb.CLEAR_FLAG not in {action.verb for action in actions}:
        return _done(hands, intents, known, ticket_id)
    try:
        is_ours = _flag_is_ours(hands, known[ticket_id])
    except PortError as error:
        return looked_up(hands, intents, known, ticket_id, error)
    return (_done if is_ours else _left_flag)(hands, intents, known, ticket_id)


def _done(hands: Hands, intents: Sequence[Intent], known: Knowns, ticket_id: str) -> Ended:
    """Write fields, labels, flag and comment as one edit, but for a comment that people took in hand."""
    actions = tuple(intent.action for intent in intents)
    put = next((intent for intent in intents if intent.action.verb is Verb.PUT_COMMENT), None)
    try:
        ground = Ground(known[ticket_id].footprint)
        if put is not None:
            ground = ground_for(hands, put.action, ground.footprint)
            known[ticket_id] = replace(known[ticket_id], footprint=ground.footprint)
            if ground.hindrance:
                return _left_comment(hands, intents, put, ground.hindrance, known)
        receipt = hands.tracker.edit(_edit_of(hands, actions, ground.comment_id))
        if put is not None and ground.comment_id is None:
            receipt = without_twin(hands, put.action, receipt)
    except PortError as error:
        return looked_up(hands, intents, known, ticket_id, error)
    known[ticket_id] = _after_edit(known[ticket_id], actions, receipt, ground)
    remember(hands, known[ticket_id])
    return Ended(settle(hands, intents, ActionState.APPLIED))


def _left_comment(hands: Hands, intents: Sequence[Intent], put: Intent, why: str, known: Knowns) -> Ended:
    """Leave the comment to the people who took it in hand; do the rest."""
    left = settle(hands, [put], ActionState.REFUSED, why)
    rest = [intent for intent in intents if intent is not put]
    ended = _done(hands, rest, known, put.action.ticket_id) if rest else Ended(())
    return replace(ended, actions=(*left, *ended.actions))


def _flag_is_ours(hands: Hands, known: Known) -> bool:
    """Look afresh whether nobody touched the flag since the bot set it."""
    fresh = hands.tracker.ticket(known.footprint.ticket_id, hands.needs)
    return stands(fresh, known.footprint, hands.routes.setting.bot)


def _left_flag(hands: Hands, intents: Sequence[Intent], known: Knowns, ticket_id: str) -> Ended:
    """Leave a flag to the person who changed it; do the rest."""
    flags = [intent for intent in intents if intent.action.verb is Verb.CLEAR_FLAG]
    left = settle(hands, flags, ActionState.FAILED, "somebody changed the flag meanwhile; it stays as it is")
    rest = [intent for intent in intents if intent.action.verb is not Verb.CLEAR_FLAG]
    ended = _done(hands, rest, known, ticket_id) if rest else Ended(())
    return replace(ended, actions=(*left, *ended.actions))


def _edit_of(hands: Hands, actions: tuple[Action, ...], comment_id: str | None) -> Edit:
    """Put fields, labels, flag and comment into one edit."""
    put = next((action for action in actions if action.verb is Verb.PUT_COMMENT), None)
    return Edit(
        ticket_id=actions[0].ticket_id,
        ticket_key=actions[0].ticket,
        add_labels=tuple(a.after for a in actions if a.verb is Verb.ADD_LABEL and a.after),
        remove_labels=tuple(a.before for a in actions if a.verb is Verb.REMOVE_LABEL and a.before),
        comment=put.comment if put else None,
        comment_id=comment_id,
        flag=next((action.verb is Verb.SET_FLAG for action in actions if action.verb in FLAGS), None),
        flag_field=hands.needs.fields.get(FLAGGED),
        fields={hands.needs.fields.get(a.field) or a.field: a.after for a in actions if a.field and a.after},
    )


def _after_edit(known: Known, actions: Sequence[Action], receipt: Receipt, ground: Ground) -> Known:
    footprint, ticket = known.footprint, known.snapshot.ticket
    for action in actions:
        if action.verb is Verb.PUT_COMMENT:
            footprint = replace(
                footprint,
                comment_id=receipt.comment_id or ground.comment_id,
                comment_digest=action.after,
                comment_words=ground.words,
                comment_left_for=None,
            )
        elif action.verb in FLAGS:
            footprint, ticket = held(footprint, action), flagged(ticket, action)
        elif action.field:
            ticket = replace(ticket, fields={**ticket.fields, action.field: action.after})
        else:
            ticket = _relabelled(ticket, action)
    return seen(known, replace(ticket, updated=receipt.updated or ticket.updated), footprint)


def _relabelled(ticket: Ticket, action: Action) -> Ticket:
    kept = tuple(label for label in ticket.labels if fold(label) != fold(action.before or action.after or ""))
    return replace(ticket, labels=(*kept, action.after) if action.after else kept)
