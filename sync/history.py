"""What the kept versions of a ticket tell where its tracker does not: how its status and its fields changed."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

from rules.model import Change, Move, Person, Ticket, Value
from rules.subjects import NATIVE
from rules.values import fold, is_empty, shown
from sync.remembered import Snapshot

FROM_THE_START = timedelta(days=1)
"""A ticket first seen this soon after its creation is taken as seen from the start."""


def with_history(snapshot: Snapshot, versions: Sequence[Snapshot], names: Sequence[str]) -> Snapshot:
    """Return a snapshot whose ticket tells its moves and the changes of the fields named.

    What the tracker tells stands. Else both are read from the versions, the oldest first: each happened
    between two looks and is dated by the later one; nobody is named for it (RULINGS M6). Moves stay unseen
    where the ticket is older than its first version.
    """
    ticket = snapshot.ticket
    changes = ticket.changes if ticket.changes is not None else tuple(_changes(versions, names))
    if "moves" not in ticket.unseen or not _is_seen_from_the_start(snapshot, versions):
        return replace(snapshot, ticket=replace(ticket, changes=changes))
    unseen = {name: reason for name, reason in ticket.unseen.items() if name != "moves"}
    moves = tuple(moves_seen(versions))
    return replace(snapshot, ticket=replace(ticket, changes=changes, moves=moves, unseen=unseen))


def _is_seen_from_the_start(snapshot: Snapshot, versions: Sequence[Snapshot]) -> bool:
    created = snapshot.ticket.created
    return created is not None and bool(versions) and versions[0].seen_at - created <= FROM_THE_START


def moves_seen(versions: Sequence[Snapshot]) -> Iterator[Move]:
    """Yield the moves between the versions of a ticket, the oldest first; what was before them stays unseen."""
    for before, after in pairwise(versions):
        if fold(before.ticket.status) != fold(after.ticket.status):
            yield Move(before.ticket.status, after.ticket.status, after.seen_at)


def _changes(versions: Sequence[Snapshot], names: Sequence[str]) -> Iterator[Change]:
    for before, after in pairwise(versions):
        for name in names:
            was, became = _said(before.ticket, name), _said(after.ticket, name)
            if was != became:
                yield Change(name, after.seen_at, was, became)


def _said(ticket: Ticket, name: str) -> str | None:
    value: Value = getattr(ticket, NATIVE[name]) if name in NATIVE else ticket.fields.get(name)
    if is_empty(value):
        return None
    return value.id or value.email or value.name if isinstance(value, Person) else shown(value)
