"""What people did to the bot's comment: looked at right before each write, and left as they want it.

Whoever edited the comment keeps it as it is. Whoever deletes it gets it once more; after that the bot says nothing on
that ticket until other rules do not pass.
"""

from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial

from sync.actions import Action, Verb
from sync.comment import MARKER, OwnComment
from sync.comments.silence import DELETED, EDITED, TAKEN_AWAY
from sync.hands import Hands
from sync.happened import who
from sync.ports import Missing, Receipt, Refused
from sync.remembered import Footprint
from sync.trail import Event, Kind


@dataclass(frozen=True, slots=True)
class Ground:
    """Where to write: the comment to edit, or None to create one. Where `hindrance` says why, nothing is written;
    `footprint` holds what people did, `words` is the fingerprint of what is to be read there afterwards."""

    footprint: Footprint
    comment_id: str | None = None
    hindrance: str = ""
    words: str | None = None


def ground_for(hands: Hands, put: Action, footprint: Footprint) -> Ground:
    """Look for the comment on the ticket, and remember what people did to it before anything is written.

    One read where it stands as it was left. May raise every error of `sync.ports`.
    """
    found = hands.tracker.sticky_comment(put.ticket_id, MARKER, footprint.comment_id)
    words = hands.tracker.reads_as(put.comment) if put.comment is not None else None
    is_theirs = found is not None and _is_theirs(hands, footprint, found, words)
    ground = replace(_ground(put, footprint, found, is_theirs=is_theirs), words=words)
    if ground.footprint != footprint:
        is_known = found is not None and footprint.comment_left_for is not None
        noted = [] if is_known else [_event(hands, put, footprint, found)]
        hands.at_the_store(partial(hands.store.keep_footprint, put.engagement, ground.footprint, noted))
    return ground


def without_twin(hands: Hands, put: Action, receipt: Receipt) -> Receipt:
    """Take back a first comment where another bot of the same account wrote one at the same moment: the oldest stays,
    and whoever looks last sees both. May raise every error of `sync.ports`."""
    oldest_id = receipt.oldest_id or _oldest(hands, put.ticket_id)
    if oldest_id is None or receipt.comment_id in {None, oldest_id}:
        return receipt
    with suppress(Missing, Refused):  # the other bot was faster, or we may not delete it
        hands.tracker.remove_comment(put.ticket_id, put.ticket, receipt.comment_id)
    return replace(receipt, comment_id=oldest_id)


def _oldest(hands: Hands, ticket_id: str) -> str | None:
    found = hands.tracker.sticky_comment(ticket_id, MARKER)
    return found.id if found is not None else None


def _ground(put: Action, footprint: Footprint, found: OwnComment | None, *, is_theirs: bool) -> Ground:
    if found is not None and is_theirs:
        return Ground(replace(footprint, comment_id=found.id, comment_left_for=put.because), found.id, EDITED)
    if found is not None:
        return Ground(footprint, found.id)
    if footprint.comment_id is None:
        return Ground(footprint)
    losses = footprint.comment_losses + 1
    gone = replace(footprint, comment_id=None, comment_digest=None, comment_words=None, comment_losses=losses)
    if losses > 1 or footprint.comment_left_for is not None:
        return Ground(replace(gone, comment_left_for=put.because), hindrance=TAKEN_AWAY)
    return Ground(gone, hindrance="" if put.comment is not None and put.comment.is_news else DELETED)


def _is_theirs(hands: Hands, footprint: Footprint, found: OwnComment, wanted: str | None) -> bool:
    """Tell whether a person wrote what stands there: by who wrote it last, else by its words. Ours are those of the
    last receipt, and of a write whose answer was lost."""
    is_mine = found.editor.same_as(hands.tracker.identity()) if found.editor is not None else None
    if is_mine:
        return False
    if footprint.comment_words is None:
        return is_mine is False
    return found.words not in {footprint.comment_words, wanted}


def _event(hands: Hands, put: Action, footprint: Footprint, found: OwnComment | None) -> Event:
    editor = found.editor if found else None
    facts = {
        "against": Verb.PUT_COMMENT.value,
        "did": "edited the comment" if found else "deleted the comment",
        "comment": footprint.comment_id or (found.id if found else ""),
        "name": (editor.name if editor else None) or "",
        "rules": list(put.because),
    }
    return Event(hands.clock.now(), Kind.OVERRIDE, put.engagement, who(editor), put.ticket_id, put.ticket, facts)
