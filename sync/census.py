"""Compares from time to time the tickets that are known with those a tracker lists: no question for changes tells
what was deleted, hidden or moved away, and no window finds what an index forgot."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from hashlib import sha256

from rules.values import fold
from sync.account import Trouble
from sync.actions import ActionState
from sync.engagement import Engagement
from sync.escalation.ladders import UNSENT
from sync.hands import Hands, Known
from sync.known_tickets import KnownTickets
from sync.listing import Listed, Whereabouts
from sync.polling import MOST_ASKED
from sync.remembered import Cursor, Departed

FEWEST = 10  # known tickets from which on the loss of many is suspicious
FEWEST_FOR_ALL = 2  # known tickets from which on the loss of all is suspicious
MOST_MISSED = 3  # tickets not found by writes of one cycle that are taken for single ones
MOST_LOST = 0.5  # of the known tickets at once


@dataclass(frozen=True, slots=True)
class Census:
    """What a comparison brought: tickets that departed, those that were passed over so far, labels that changed
    and left the change time as it was, whether all is settled, and why it was not believed."""

    departed: tuple[Departed, ...] = ()
    unseen: tuple[Listed, ...] = ()
    relabelled: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # by ticket id
    is_done: bool = False
    trouble: Trouble | None = None


def is_due(cursor: Cursor | None, asked: str, every: timedelta, now: datetime) -> bool:
    """Tell whether the ids are to be compared now: from time to time, and where something else is `asked`, another
    scope perhaps. The first reading of an engagement is a comparison of its own."""
    if cursor is None:
        return False
    return cursor.scanned is None or cursor.needs != asked or now - cursor.scanned >= every


def take(hands: Hands, engagement: Engagement, known: KnownTickets, now: datetime, approve: str | None) -> Census:
    """Compare ids, ask for those that are listed no more, and let go what waits for those that are gone.

    Where none is listed any more, or less than half of ten or more, the answer is not believed unless `approve` is
    the digest that the trouble names.
    """
    found = _compared(hands, engagement, known)
    lost, digest = found.lost, digest_of_ids(found.lost)
    if found.is_sudden and approve != digest:
        hands.store.keep_plan(digest, engagement.name, (), now)
        trouble = _not_believed(engagement, len(lost), found.known, digest)
        return Census(unseen=found.unseen, relabelled=found.relabelled, trouble=trouble)
    asked = lost if found.is_sudden else lost[:MOST_ASKED]
    departed = tuple(
        one for ticket_id in hands.each(asked) if (one := _departed(hands, engagement, known[ticket_id], now))
    )
    if hands.keeps:
        _let_go(hands, engagement.name, departed)
    return Census(departed, found.unseen, found.relabelled, is_done=len(asked) == len(lost))


@dataclass(frozen=True, slots=True)
class _Compared:
    """What a list told that is not as it was known, and which of so many `known` tickets it did not name, sorted."""

    unseen: tuple[Listed, ...]
    relabelled: Mapping[str, tuple[str, ...]]
    lost: tuple[str, ...]
    known: int

    @property
    def is_sudden(self) -> bool:
        """Tell whether so many are lost at once that the list itself is in doubt."""
        lost = len(self.lost)
        is_most = self.known >= FEWEST and lost > self.known * MOST_LOST
        return is_most or (self.known >= FEWEST_FOR_ALL and lost == self.known)


def _compared(hands: Hands, engagement: Engagement, known: KnownTickets) -> _Compared:
    """Compare page by page: no more tickets than those of a page are held at a time where all is kept."""
    ids = set(hands.store.tickets.ids(engagement.name))
    lost = set(ids)
    unseen: dict[str, Listed] = {}
    relabelled: dict[str, tuple[str, ...]] = {}
    for page in hands.each(hands.tracker.listed(engagement.scope)):
        known.fetch(one.id for one in page)
        lost.difference_update(one.id for one in page)
        unseen.update((one.id, one) for one in page if _is_unseen(one, known))
        relabelled.update((one.id, one.labels or ()) for one in page if _is_relabelled(one, known))
        if hands.keeps:
            known.let_go()
    return _Compared(tuple(unseen.values()), relabelled, tuple(sorted(lost)), len(ids))


def _is_unseen(listed: Listed, known: Mapping[str, Known]) -> bool:
    """Tell whether a listed ticket, or its newest change, was passed over so far."""
    if listed.id not in known:
        return True
    updated = known[listed.id].snapshot.ticket.updated
    return listed.updated is not None and updated is not None and listed.updated > updated


def _is_relabelled(listed: Listed, known: Mapping[str, Known]) -> bool:
    """Tell whether only the labels of a ticket are others than those known."""
    if listed.id not in known or listed.labels is None:
        return False
    ticket = known[listed.id].snapshot.ticket
    return listed.updated == ticket.updated and set(map(fold, listed.labels)) != set(map(fold, ticket.labels))


def look_for(hands: Hands, engagement: Engagement, known: Mapping[str, Known], now: datetime) -> tuple[Departed, ...]:
    """Ask for the tickets that writes did not find, and let those go that are gone. More than a few at once are left
    to the next cycle, which compares all ids and may find that it is not about single tickets."""
    missing = sorted(hands.missing & known.keys())
    if len(missing) > MOST_MISSED:
        _compare_next_time(hands, engagement.name)
        return ()
    asked = (_departed(hands, engagement, known[ticket_id], now) for ticket_id in missing)
    departed = tuple(one for one in asked if one is not None)
    _let_go(hands, engagement.name, departed)
    return departed


def _compare_next_time(hands: Hands, engagement: str) -> None:
    cursor = hands.store.cursor(engagement)
    if cursor is not None:
        hands.store.keep_cursor(engagement, replace(cursor, scanned=None))


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
