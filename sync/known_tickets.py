"""What is known of an engagement's tickets, read from the store as it is asked for: few in most cycles, all in some."""

from collections.abc import Iterable, Iterator, MutableMapping

from sync.hands import Known
from sync.remembered import Footprint
from sync.store import Store


class KnownTickets(MutableMapping[str, Known]):
    """Tickets by id, each with what the bot left on it. Whoever goes through all of them has all of them read first."""

    def __init__(self, store: Store, engagement: str) -> None:
        self._store = store
        self._engagement = engagement
        self._read: dict[str, Known] = {}
        self._asked: set[str] = set()
        self._gone: set[str] = set()
        self._is_whole = False
        self._footprints: dict[str, Footprint] = {}  # of tickets that are not known, or not any more

    def __getitem__(self, ticket_id: str) -> Known:
        self.fetch((ticket_id,))
        return self._read[ticket_id]

    def __setitem__(self, ticket_id: str, known: Known) -> None:
        self._asked.add(ticket_id)
        self._gone.discard(ticket_id)
        self._read[ticket_id] = known

    def __delitem__(self, ticket_id: str) -> None:
        self.fetch((ticket_id,))
        del self._read[ticket_id]
        self._gone.add(ticket_id)

    def __iter__(self) -> Iterator[str]:
        self.fetch_all()
        return iter(self._read)

    def __len__(self) -> int:
        self.fetch_all()
        return len(self._read)

    def footprint(self, ticket_id: str) -> Footprint:
        """Return what the bot left on a ticket, also before it is known again."""
        known = self.get(ticket_id)
        return known.footprint if known is not None else self._footprints.get(ticket_id, Footprint(ticket_id))

    def fetch(self, ticket_ids: Iterable[str]) -> None:
        """Read some tickets at once, those that were not read yet."""
        asked = [] if self._is_whole else [one for one in ticket_ids if one not in self._asked]
        if not asked:
            return
        self._asked.update(asked)
        self._footprints.update(self._store.tickets.footprints(self._engagement, asked))
        for snapshot in self._store.tickets.newest(self._engagement, asked):
            if snapshot.ticket.id not in self._gone:
                self._read[snapshot.ticket.id] = Known(snapshot, self._left_on(snapshot.ticket.id))

    def fetch_all(self) -> None:
        """Read every ticket that was not read yet."""
        if self._is_whole:
            return
        self._is_whole = True
        self._footprints = dict(self._store.footprints(self._engagement))
        newer = self._read
        # In the order of the store, then what is new: what is said of several tickets comes in this order.
        self._read = {
            one.ticket.id: newer.get(one.ticket.id) or Known(one, self._left_on(one.ticket.id))
            for one in self._store.snapshots(self._engagement)
            if one.ticket.id not in self._gone
        }
        self._read.update(newer)

    def let_go(self) -> None:
        """Hold nothing of what was read, once it is kept: it is read again when it is asked for."""
        self._read, self._asked, self._is_whole, self._footprints = {}, set(), False, {}

    def whole(self) -> dict[str, Known]:
        """Return all tickets; what is put into one of both is in the other."""
        self.fetch_all()
        return self._read

    def _left_on(self, ticket_id: str) -> Footprint:
        return self._footprints.get(ticket_id, Footprint(ticket_id))
