"""Reads single tickets by index, so that a cycle costs what changed and not what there is."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from rules.facts import moment_fact
from state import ledger, moments, tickets, ties, verdicts
from state.batches import batches
from state.rows import Opened, marks
from sync.remembered import Footprint, Judged, Snapshot

COUNT = "select count(*) from tickets where engagement = ? and departed_at is null"
IDS = "select ticket_id from tickets where engagement = ? and departed_at is null"
BEHIND = """
    select ticket_id from tickets where engagement = ? and ticket_id > ? and departed_at is null
    order by ticket_id limit ?"""
LOOKED_AT = """
    select t.ticket_id, v.updated, t.looked_at from versions v
    join tickets t on t.engagement = v.engagement and t.ticket_id = v.ticket_id and t.version = v.version
    where v.engagement = ? and v.updated >= ? and t.departed_at is null"""
# The text of a verdict is looked through once, when it is written: this is the very condition of an index.
FAILING = """
    select f.ticket_id from verdicts f
    join tickets t on t.engagement = f.engagement and t.ticket_id = f.ticket_id
    join versions v on v.engagement = t.engagement and v.ticket_id = t.ticket_id and v.version = t.version
    where f.engagement = ? and f.facts like '%"fail"%' and t.departed_at is null
    order by coalesce(t.looked_at, v.seen_at), f.ticket_id"""

OF_KINDS = "select ticket_id from tickets where engagement = ? and departed_at is null and kind in {kinds}"


class SqlSingleTickets:
    """Implements `sync.single_tickets.TicketStore` in the rows of a `SqlStore`, which makes one."""

    def __init__(self, reading: Opened) -> None:
        self._reading = reading

    def count(self, engagement: str) -> int:
        with self._reading() as db:
            (found,) = db.execute(COUNT, [engagement]).fetchone()
            return int(found)

    def ids(self, engagement: str) -> Collection[str]:
        with self._reading() as db:
            return [one for (one,) in db.execute(IDS, [engagement])]

    def behind(self, engagement: str, ticket_id: str, most: int) -> Sequence[str]:
        with self._reading() as db:
            return [one for (one,) in db.execute(BEHIND, [engagement, ticket_id, most])]

    def newest(self, engagement: str, ticket_ids: Sequence[str]) -> Sequence[Snapshot]:
        with self._reading() as db:
            return tickets.newest_of(db, engagement, ticket_ids)

    def footprints(self, engagement: str, ticket_ids: Sequence[str]) -> Mapping[str, Footprint]:
        with self._reading() as db:
            found = (ledger.footprints_of(db, engagement, batch) for batch in batches(ticket_ids))
            return {one: footprint for batch in found for one, footprint in batch.items()}

    def looked_at(self, engagement: str, since: datetime) -> Mapping[str, tuple[datetime, datetime | None]]:
        with self._reading() as db:
            rows = db.execute(LOOKED_AT, [engagement, moment_fact(since)]).fetchall()
        return {one: (datetime.fromisoformat(updated), moments.read(at)) for one, updated, at in rows}

    def failing(self, engagement: str) -> Sequence[str]:
        with self._reading() as db:
            return [one for (one,) in db.execute(FAILING, [engagement])]

    def verdicts(self, engagement: str, ticket_ids: Sequence[str]) -> Mapping[str, Judged]:
        with self._reading() as db:
            return verdicts.verdicts_of(db, engagement, ticket_ids)

    def due(self, engagement: str, now: datetime) -> Collection[str]:
        with self._reading() as db:
            return verdicts.due(db, engagement, now)

    def next_due(self, engagement: str, now: datetime) -> datetime | None:
        with self._reading() as db:
            return verdicts.next_due(db, engagement, now)

    def named(self, engagement: str, names: Collection[str]) -> Collection[str]:
        with self._reading() as db:
            return ties.named(db, engagement, names)

    def looking_at(self, engagement: str, names: Collection[str]) -> Collection[str]:
        with self._reading() as db:
            return ties.tied(db, engagement, names, ties.LOOKS)

    def below(self, engagement: str, names: Collection[str]) -> Collection[str]:
        with self._reading() as db:
            return ties.tied(db, engagement, names, ties.PARENT)

    def of_types(self, engagement: str, types: Collection[str]) -> Collection[str]:
        if not types:
            return ()
        with self._reading() as db:
            kinds = sorted(types)
            return [one for (one,) in db.execute(OF_KINDS.format(kinds=marks([kinds])), [engagement, *kinds])]
