"""An engagement as it was at a moment of its past, put together from stored versions. Pure.

What a version does not hold because nobody asked the tracker for it then is unseen, not empty.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from rules.model import Ticket
from rules.scene import Setting
from rules.subjects import NATIVE
from rules.values import fold
from sync.history import with_history
from sync.ports import Needs
from sync.remembered import Footprint, Snapshot
from sync.scenes import Neighbourhood, entered_at

NOT_READ = "was not read then"
PARTS = ("comments", "moves", "links", "children", "checklists", "attachments")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a replay looks at: `needs` of both sides, `parts` of tickets that were never read, and `changes`
    of fields that only the edited rules count, so that no tracker was asked for them."""

    needs: Needs
    parts: frozenset[str] = frozenset()
    changes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Seen:
    """One ticket as it stood: where it was held, the footprint tells from which status."""

    snapshot: Snapshot
    footprint: Footprint
    entered: datetime | None


def parts_unread(wanted: Needs, asked: Needs, versions: Iterable[Snapshot]) -> frozenset[str]:
    """Return the parts wanted that the trackers are not known to have been asked for, and no version shows."""
    doubtful = {part for part in PARTS if getattr(wanted, part) and not getattr(asked, part)}
    return frozenset(doubtful - {part for one in versions for part in doubtful if getattr(one.ticket, part)})


class Past:
    """Versions are taken in by and by, the oldest first; everything else tells of the moment reached so far."""

    def __init__(self, setting: Setting, wanted: Wanted) -> None:
        self._setting, self._wanted = setting, wanted
        self._fields = frozenset(wanted.needs.fields).difference(NATIVE)
        self._tickets: dict[str, Ticket] = {}
        self._children: dict[str, tuple[str, ...]] = {}
        self._versions: defaultdict[str, list[Snapshot]] = defaultdict(list)
        self._lookers: defaultdict[str, set[str]] = defaultdict(set)
        self.near = Neighbourhood(self._tickets, {}, self._children)
        self.seen: dict[str, Seen] = {}

    def take_in(self, version: Snapshot) -> None:
        """Move on to a version: from now on its ticket stands as it says."""
        snapshot = replace(version, ticket=self._as_read(version.ticket))
        ticket = snapshot.ticket
        if ticket.id in self.seen:
            self._forget(self.seen[ticket.id].snapshot.ticket)
        self._index(ticket)
        versions = self._versions[ticket.id]
        versions.append(snapshot)
        self.seen[ticket.id] = Seen(self._with_history(snapshot), self._footprint(ticket), entered_at(ticket, versions))

    def around(self, ticket: Ticket) -> Iterator[str]:
        """Yield the ids of the tickets that look at this one: its parent, and those linked to it."""
        parent = self._tickets.get(ticket.parent or "")
        if parent is not None:
            yield parent.id
        yield from self._lookers[ticket.key] | self._lookers[ticket.id]

    def _as_read(self, ticket: Ticket) -> Ticket:
        unread = (self._fields | self._wanted.parts).difference(ticket.fields, ticket.unseen)
        return replace(ticket, unseen={**dict.fromkeys(unread, NOT_READ), **ticket.unseen}) if unread else ticket

    def _index(self, ticket: Ticket) -> None:
        self._tickets[ticket.key] = self._tickets[ticket.id] = ticket
        if ticket.parent:
            self._children[ticket.parent] = (*self._children.get(ticket.parent, ()), ticket.key)
        for other in (*ticket.links, *ticket.children):
            self._lookers[other.key].add(ticket.id)

    def _forget(self, ticket: Ticket) -> None:
        for name in (ticket.key, ticket.id):
            self._tickets.pop(name, None)
        if ticket.parent:
            self._children[ticket.parent] = tuple(key for key in self._children[ticket.parent] if key != ticket.key)
        for other in (*ticket.links, *ticket.children):
            self._lookers[other.key].discard(ticket.id)

    def _with_history(self, snapshot: Snapshot) -> Snapshot:
        versions, needs = self._versions[snapshot.ticket.id], self._wanted.needs
        told = with_history(snapshot, versions, needs.changes)
        if snapshot.ticket.changes is None or not self._wanted.changes:
            return told
        unasked = with_history(
            replace(snapshot, ticket=replace(snapshot.ticket, changes=None)), versions, self._wanted.changes
        )
        changes = (*snapshot.ticket.changes, *(unasked.ticket.changes or ()))
        return replace(told, ticket=replace(told.ticket, changes=changes))

    def _footprint(self, ticket: Ticket) -> Footprint:
        """While a ticket is held and no move tells whence it came, its versions do."""
        hold = self._setting.hold_status
        if not self._setting.is_hold(ticket.status) or any(fold(m.to_status) == fold(hold or "") for m in ticket.moves):
            return Footprint(ticket.id)
        earlier = (one.ticket.status for one in reversed(self._versions[ticket.id]))
        held_from = next((status for status in earlier if not self._setting.is_hold(status)), None)
        return Footprint(ticket.id, held_from=held_from, held_in=ticket.status)
