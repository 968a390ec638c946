"""Looks up writes whose answer was lost, or that were begun before a crash: asks the tracker, never repeats."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from rules.model import Ticket
from rules.values import fold
from sync.actions import Action, ActionState, Verb
from sync.comment import MARKER, OwnComment
from sync.field_texts import text_in
from sync.hands import Ended, Hands, Known, Knowns, remember, seen, settle
from sync.holds.holding import FLAGS, MOVES, has_flag, held
from sync.ports import Missing, NotAuthorised, PortError, Refused, Unreachable
from sync.remembered import Footprint, Intent
from sync.render.errors import sentence

CONTENT_NOT_KNOWN = ""  # a comment is there, and its content must be written again
CONFLICT = 409  # somebody wrote to the ticket at the same moment


@dataclass(frozen=True, slots=True)
class Look:
    """A ticket read afresh, with the sticky comment found on it; `words` are those it was to have."""

    ticket: Ticket
    comment: OwnComment | None = None
    words: str | None = None


def settle_open_intents(hands: Hands, engagement: str, known: Knowns) -> tuple[Action, ...]:
    """Look up every write that was begun and has no receipt, as after a crash, and settle it."""
    settled: list[Action] = []
    intents = sorted(hands.store.open_intents(engagement), key=lambda intent: (intent.action.ticket_id, intent.id))
    for ticket_id, group in groupby(intents, key=lambda intent: intent.action.ticket_id):
        if ticket_id in known:
            settled += looked_up(hands, tuple(group), known, ticket_id, None).actions
    return tuple(settled)


def looked_up(hands: Hands, intents: Sequence[Intent], known: Knowns, ticket_id: str, cause: PortError | None) -> Ended:
    """Ask the tracker which of some writes happened; remember those and report the others."""
    why = sentence(cause) if cause is not None else "the run ended before the answer came"
    fault = None if isinstance(cause, Refused | Missing) else cause
    try:
        look = _look(hands, intents, known[ticket_id].footprint)
    except Missing as gone:
        hands.missing.add(ticket_id)
        return Ended(settle(hands, intents, ActionState.FAILED, sentence(gone)))
    except PortError as error:
        left_open = tuple(intent.action.ended(ActionState.UNKNOWN, why) for intent in intents)
        is_down = isinstance(error, Unreachable | NotAuthorised)
        return Ended(left_open, error if is_down else fault, is_down)
    actions = tuple(intent.action for intent in intents)
    known[ticket_id] = _after_look(known[ticket_id], actions, look)
    remember(hands, known[ticket_id])
    is_passing = isinstance(cause, Refused) and cause.status == CONFLICT
    settled = tuple(_settled_by(look, hands, intent, why) for intent in intents)
    return Ended(settled, fault, is_passing=is_passing)


def _settled_by(look: Look, hands: Hands, intent: Intent, why: str) -> Action:
    if _stands(intent.action, look):
        return settle(hands, (intent,), ActionState.APPLIED)[0]
    return settle(hands, (intent,), ActionState.FAILED, why)[0]


def _look(hands: Hands, intents: Sequence[Intent], footprint: Footprint) -> Look:
    fresh = hands.tracker.ticket(footprint.ticket_id, hands.needs)
    comment = next((one.action.comment for one in intents if one.action.verb is Verb.PUT_COMMENT), None)
    if comment is None:
        return Look(fresh)
    found = hands.tracker.sticky_comment(footprint.ticket_id, MARKER, footprint.comment_id)
    return Look(fresh, found, hands.tracker.reads_as(comment))


def _stands(action: Action, look: Look) -> bool:
    """Tell whether what an action wanted stands on the ticket; a comment is told by its words."""
    labels = {fold(label) for label in look.ticket.labels}
    match action.verb:
        case Verb.ADD_LABEL:
            return fold(action.after or "") in labels
        case Verb.REMOVE_LABEL:
            return fold(action.before or "") not in labels
        case Verb.PUT_COMMENT:
            return look.comment is not None and look.comment.words == look.words
        case Verb.SET_FLAG:
            return has_flag(look.ticket)
        case Verb.SET_FIELD:
            return fold(text_in(look.ticket, action.field or "")) == fold(action.after or "")
        case Verb.CLEAR_FLAG:
            return not has_flag(look.ticket)
        case _:
            return fold(look.ticket.status) == fold(action.after or "")


def _after_look(known: Known, actions: Sequence[Action], look: Look) -> Known:
    footprint = known.footprint
    for action in actions:
        stands = _stands(action, look)
        if action.verb is Verb.PUT_COMMENT and look.comment is not None:
            footprint = _after_comment(footprint, action, look.comment, look.words if stands else None)
        elif action.verb in MOVES | FLAGS and stands:
            footprint = held(footprint, action)
    return seen(known, look.ticket, footprint)


def _after_comment(footprint: Footprint, action: Action, found: OwnComment, words: str | None) -> Footprint:
    """Remember the comment that was found; without `words` it is not what was to be written."""
    if words is not None:
        return replace(footprint, comment_id=found.id, comment_digest=action.after, comment_words=words)
    return (
        footprint if footprint.comment_id else replace(footprint, comment_id=found.id, comment_digest=CONTENT_NOT_KNOWN)
    )
