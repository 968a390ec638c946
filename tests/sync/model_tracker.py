"""A tracker small enough to be sure of: a search index that lags behind, times in whole seconds, and no network."""

from dataclasses import dataclass, field, replace
from datetime import timedelta

from rules.model import Person, Ticket
from sync.calls import Calls
from sync.listing import Found, Listed, Manner, Whereabouts
from sync.ports import Missing, Words

OVERLAP = timedelta(minutes=5)  # what connectors add on their own


@dataclass
class Entry:
    """One ticket: as it is, and what the index tells of it from which moment on. None there: no more found."""

    ticket: Ticket
    in_scope: bool = True
    is_deleted: bool = False
    indexed: list = field(default_factory=list)

    def found_at(self, moment):
        return next((doc for since, doc in reversed(self.indexed) if since <= moment), None)


class ModelTracker:
    """Implements `sync.ports.Tracker` for reading; `ahead` is how much its clock is ahead of ours."""

    source = "model"
    manner = Manner(oldest_first=True, comments_hide=False, settles=OVERLAP)

    def __init__(self, clock, ahead):
        self.clock = clock
        self.ahead = ahead
        self.entries = {}
        self.reads = 0

    # --- what people do

    def write(self, ticket_id, lag, **changes):
        """Create or change a ticket; the index learns of it after `lag`."""
        entry = self.entries.setdefault(ticket_id, Entry(Ticket(self.source, ticket_id, f"M-{ticket_id}")))
        updated = (self.clock.now() + self.ahead).replace(microsecond=0)
        entry.ticket = replace(entry.ticket, updated=updated, **changes)
        self._index(entry, lag)

    def place(self, ticket_id, lag, *, in_scope):
        self.entries[ticket_id].in_scope = in_scope
        self.write(ticket_id, lag)

    def delete(self, ticket_id, lag):
        self.entries[ticket_id].is_deleted = True
        self._index(self.entries[ticket_id], lag)

    def _index(self, entry, lag):
        doc = entry.ticket if entry.in_scope and not entry.is_deleted else None
        last = entry.indexed[-1][0] if entry.indexed else self.clock.now()
        entry.indexed.append((max(last, self.clock.now() + lag), doc))

    @property
    def truth(self):
        """The tickets there are in the scope, by id."""
        return {one: e.ticket for one, e in self.entries.items() if e.in_scope and not e.is_deleted}

    # --- what the port asks

    @property
    def calls(self):
        return Calls(reads=self.reads)

    def identity(self):
        return Person("bot")

    def statuses(self, _scope):
        return ("",)

    def words(self, _scope):
        return Words()

    def changed(self, _scope, _needs, since, known):
        found = [doc for doc in self._found() if since is None or doc.updated >= since - OVERLAP]
        fresh = sorted((doc for doc in found if known.get(doc.id) != doc.updated), key=lambda doc: doc.updated)
        self.reads += len(fresh)
        yield from ([doc] for doc in fresh)

    def listed(self, _scope):
        yield [Listed(doc.id, doc.key, doc.updated) for doc in self._found()]

    def find(self, _scope, ticket_id):
        entry = self.entries[ticket_id]
        if entry.is_deleted:
            return Found(Whereabouts.GONE)
        return Found(Whereabouts.HERE if entry.in_scope else Whereabouts.ELSEWHERE, entry.ticket.key)

    def comments(self, ticket_id):
        return self.ticket(ticket_id, None).comments

    def ticket(self, ticket_id, _needs):
        if self.entries[ticket_id].is_deleted:
            raise Missing(self.source, ticket_id)
        return self.entries[ticket_id].ticket

    def _found(self):
        docs = (entry.found_at(self.clock.now()) for entry in self.entries.values())
        return [doc for doc in docs if doc is not None]
