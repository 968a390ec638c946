"""Compares from time to time the tickets that are known with those a tracker lists: no question for changes tells
what was deleted, hidden or moved away, and no window finds what an index forgot."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from sync.account import Trouble
from sync.actions import ActionState
from sync.engagement import Engagement
from sync.hands import Hands, Known
from sync.ladders import UNSENT
from sync.listing import Listed, Whereabouts
from sync.polling import BEFORE_ALL_TICKETS
from sync.remembered import Cursor, Departed

MOST_ASKED = 100  # tickets asked for one by one in a cycle; the others are asked for in the next one
FEWEST = 10  # known tickets from which on the loss of many is suspicious
FEWEST_FOR_ALL = 2  # known tickets from which on the loss of all is suspicious
MOST_LOST = 0.5  # of the known tickets at once


@dataclass(frozen=True, slots=True)
class Census:
    """What a comparison brought: tickets that departed, the change time from which on unseen ones must be read,
    whether all is settled, and why it was not believed."""

    departed: tuple[Departed, ...] = ()
    unseen_since: datetime | None = None
    is_done: bool = False
    trouble: Trouble | None = None


def is_due(cursor: Cursor | None, asked: str, every: timedelta, now: datetime) -> bool:
    """Tell whether the ids are to be compared now: from time to time, and where something else is `asked`, another
    scope perhaps. The first reading of an engagement is a comparison of its own."""
    if cursor is None:
        return False
    return cursor.scanned is None or cursor.needs != asked or now - cursor.scanned >= every


def take(
    hands: Hands, engagement: Engagement, known: Mapping[str, Known], now: datetime, approve: str | None
) -> Census:
    """Compare ids, ask for those that are listed no more, and let go what waits for those that are gone.

    Where none is listed any more, or less than half of ten or more, the answer is not believed unless `approve` is
    the digest that the trouble names.
    """
    listed = {one.id: one for page in hands.tracker.listed(engagement.scope) for one in page}
    unseen_since = min((_changed(one) for one in listed.values() if _is_unseen(one, known)), default=None)
    lost = sorted(known.keys() - listed.keys())
    is_sudden = len(known) >= FEWEST and len(lost) > len(known) * MOST_LOST
    is_sudden = is_sudden or (len(known) >= FEWEST_FOR_ALL and len(lost) == len(known))
    digest = digest_of_ids(lost)
    if is_sudden and approve != digest:
        hands.store.keep_plan(digest, engagement.name, (), now)
        return Census(unseen_since=unseen_since, trouble=_not_believed(engagement, len(lost), len(known), digest))
    asked = lost if is_sudden else lost[:MOST_ASKED]
    departed = tuple(one for ticket_id in asked if (one := _departed(hands, engagement, known[ticket_id], now)))
    if hands.keeps:
        _let_go(hands, engagement.name, departed)
    return Census(departed, unseen_since, is_done=len(asked) == len(lost))


def _changed(listed: Listed) -> datetime:
    return listed.updated or BEFORE_ALL_TICKETS


def _is_unseen(listed: Listed, known: Mapping[str, Known]) -> bool:
    """Tell whether a listed ticket, or its newest change, was passed over so far."""
    if listed.id not in known:
        return True
    updated = known[listed.id].snapshot.ticket.updated
    return listed.updated is not None and updated is not None and listed.updated > updated


def _departed(hands: Hands, engagement: Engagement, known: Known, now: datetime) -> Departed | None:
    ticket = known.snapshot.ticket
    where = hands.tracker.find(engagement.scope, ticket.id).whereabouts
    return None if where is Whereabouts.HERE else Departed(ticket.id, ticket.key, now, where)


def digest_of_ids(ids: Sequence[str]) -> str:
    """Return what a person approves: the same tickets give the same twelve signs."""
    return sha256("\n".join(["departed", *ids]).encode()).hexdigest()[:12]


def _not_believed(engagement: Engagement, lost: int, known: int, digest: str) -> Trouble:
    told = (
        f"{engagement.source} lists only {known - lost} of {known} tickets of {engagement.name}; nothing was forgotten. "
        f"Check the scope and what the bot's account may see. If it is meant, run sync --approve {digest}"
    )
    return Trouble("vanished", told)


def _let_go(hands: Hands, engagement: str, departed: Sequence[Departed]) -> None:
    """Drop what waits for tickets that departed: unsent notices of their ladders, begun writes, verdicts and rungs."""
    if not departed:
        return
    ids, now = {one.ticket_id for one in departed}, hands.clock.now()
    rungs = hands.store.rungs(engagement)
    asked = {notice for (ticket_id, _), rung in rungs.items() if ticket_id in ids for notice in rung.asked}
    for entry in hands.store.outbox(engagement) if asked else ():
        if entry.id in asked and entry.state in UNSENT:
            hands.store.keep_outbox_state(entry.id, "withdrawn", now, "its ticket is gone")
    for intent in hands.store.open_intents(engagement):
        if intent.action.ticket_id in ids:
            hands.store.settle(intent, ActionState.FAILED, now, "the ticket is gone")
    hands.store.keep_departed(engagement, departed)
