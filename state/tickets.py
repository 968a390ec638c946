"""Tickets as they were seen, in versions. Callers bring the transaction."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import starmap
from typing import Any, NamedTuple

from rules.facts import facts_of, moment_fact, packed, ticket_of, unpacked
from rules.model import Ticket
from rules.values import fold
from state import sightings, ties, trail
from state.batches import BATCH, batches
from state.moments import read, told
from state.rows import Rows, flat, marks
from state.sightings import Sighting
from sync import happened
from sync.remembered import Snapshot

TicketId = tuple[str, str]  # engagement and the tracker's own id

SNAPSHOT = """
    select v.engagement, v.digest, v.key, v.updated, v.seen_at, t.first_seen, v.facts,
    case when v.version = t.version then t.looked_at end
    from tickets t join versions v on v.engagement = t.engagement and v.ticket_id = t.ticket_id
"""
NEWEST = f"""{SNAPSHOT} and v.version = t.version
    where t.engagement = ? and t.ticket_id > ? and t.departed_at is null order by t.ticket_id limit {BATCH}"""
VERSIONS = f"{SNAPSHOT} where t.engagement = ? and t.ticket_id = ? order by v.version"
OF_MANY = "t.ticket_id in {ids}"
NEWEST_OF = f"{SNAPSHOT} and v.version = t.version where t.engagement = ? and {OF_MANY} and t.departed_at is null"
VERSIONS_OF = f"{SNAPSHOT} where t.engagement = ? and {OF_MANY} order by t.ticket_id, v.version"
HEADS = """
    with wanted (engagement, ticket_id) as (values {pairs})
    select t.engagement, t.ticket_id, t.first_seen, t.version, v.digest, v.key, v.updated, t.looked_at, t.departed_at
    from wanted
    join tickets t on t.engagement = wanted.engagement and t.ticket_id = wanted.ticket_id
    join versions v on v.engagement = t.engagement and v.ticket_id = t.ticket_id and v.version = t.version
"""
RENAME = "update versions set key = ?, updated = ? where engagement = ? and ticket_id = ? and version = ?"
KEPT_ANEW = """
    insert into kept_anew (engagement, times) values (?, 1)
    on conflict (engagement) do update set times = kept_anew.times + 1"""
CALLED_BEFORE = "insert into former_keys (engagement, ticket_id, key) values (?, ?, ?) on conflict do nothing"


class Head(NamedTuple):
    """What decides whether a ticket as seen now is a new version."""

    first_seen: str
    version: int
    digest: str
    key: str
    updated: str | None
    looked_at: str | None
    departed_at: str | None = None


def newest_after(db: Rows, engagement: str, ticket_id: str) -> list[Snapshot]:
    """Return the newest versions of the next tickets behind this id, in order of id, a batch at most."""
    return [_snapshot(*row) for row in db.execute(NEWEST, [engagement, ticket_id])]


def newest_of(db: Rows, engagement: str, ticket_ids: Sequence[str]) -> list[Snapshot]:
    """Return the newest versions of those of these tickets that are known and did not depart, in no order."""
    return [
        _snapshot(*row)
        for batch in batches(ticket_ids)
        for row in db.execute(NEWEST_OF.format(ids=marks([batch])), [engagement, *batch])
    ]


def versions(db: Rows, engagement: str, ticket_id: str) -> list[Snapshot]:
    return [_snapshot(*row) for row in db.execute(VERSIONS, [engagement, ticket_id])]


def versions_of(db: Rows, engagement: str, ticket_ids: Sequence[str]) -> dict[str, list[Snapshot]]:
    """Return the versions of several tickets by id, each in their order."""
    found: dict[str, list[Snapshot]] = {}
    for batch in batches(ticket_ids):
        for row in db.execute(VERSIONS_OF.format(ids=marks([batch])), [engagement, *batch]):
            version = _snapshot(*row)
            found.setdefault(version.ticket.id, []).append(version)
    return found


def keep(db: Rows, snapshots: Sequence[Snapshot]) -> None:
    """Append a version where the digest is new; elsewhere keep only another key and change time."""
    for batch in batches(snapshots):
        _keep_batch(db, batch)


def _keep_batch(db: Rows, batch: Sequence[Snapshot]) -> None:
    heads = _heads(db, batch)
    changed: set[TicketId] = set()
    appended: list[dict[str, Any]] = []
    renamed: list[tuple[object, ...]] = []
    former: list[tuple[str, ...]] = []
    sighted: list[Sighting] = []
    back: list[tuple[Snapshot, datetime]] = []
    for snapshot in batch:
        ticket_id = (snapshot.engagement, snapshot.ticket.id)
        before, head = heads.get(ticket_id), _head(snapshot, heads.get(ticket_id))
        if before == head:
            continue
        changed.add(ticket_id)
        heads[ticket_id] = head
        if before is None or before.version != head.version:
            appended.append(_version_row(snapshot, head))
            sighted.append(Sighting(snapshot, before and before.version, before and read(before.looked_at)))
        else:
            renamed.append((head.key, head.updated, *ticket_id, head.version))
        if before is not None and before.key != head.key:
            former.append((*ticket_id, before.key))
        if before is not None and before.departed_at is not None:
            back.append((snapshot, datetime.fromisoformat(before.departed_at)))
    kinds = {(one.engagement, one.ticket.id): fold(one.ticket.type) for one in batch}
    tickets = [_ticket_row(ticket_id, heads[ticket_id], kinds[ticket_id]) for ticket_id in changed]
    db.table("tickets").upsert_all(tickets, pk=("engagement", "ticket_id"), batch_size=BATCH)
    db.table("versions").insert_all(appended, batch_size=BATCH)
    db.executemany(RENAME, renamed)
    db.executemany(CALLED_BEFORE, former)
    anew = {one.snapshot.engagement for one in sighted} | {engagement for engagement, *_ in former}
    db.executemany(KEPT_ANEW, [(engagement,) for engagement in sorted(anew)])
    ties.keep(db, [(one.snapshot.engagement, one.snapshot.ticket) for one in sighted])
    trail.append(db, starmap(happened.return_of, back))
    trail.append(db, sightings.events(db, sighted))


def _heads(db: Rows, batch: Sequence[Snapshot]) -> dict[TicketId, Head]:
    wanted = [(snapshot.engagement, snapshot.ticket.id) for snapshot in batch]
    found = db.execute(HEADS.format(pairs=marks(wanted)), flat(wanted))
    return {(engagement, ticket_id): Head(*head) for engagement, ticket_id, *head in found}


def _head(snapshot: Snapshot, before: Head | None) -> Head:
    key, updated, looked_at = snapshot.ticket.key, told(snapshot.ticket.updated), told(snapshot.looked_at)
    if before is None:
        return Head(moment_fact(snapshot.first_seen), 1, snapshot.digest, key, updated, looked_at)
    version = before.version if before.digest == snapshot.digest else before.version + 1
    return Head(before.first_seen, version, snapshot.digest, key, updated, looked_at or before.looked_at)


def _ticket_row(ticket_id: TicketId, head: Head, kind: str) -> dict[str, Any]:
    engagement, tracker_id = ticket_id
    return {
        "engagement": engagement,
        "ticket_id": tracker_id,
        "first_seen": head.first_seen,
        "version": head.version,
        "looked_at": head.looked_at,
        "departed_at": None,
        "whereabouts": None,
        "kind": kind,
    }


def _version_row(snapshot: Snapshot, head: Head) -> dict[str, Any]:
    # Key and change time stand in columns alone, so that they can change without a new version.
    facts = {name: fact for name, fact in facts_of(snapshot.ticket).items() if name not in {"key", "updated"}}
    return {
        "engagement": snapshot.engagement,
        "ticket_id": snapshot.ticket.id,
        "version": head.version,
        "digest": head.digest,
        "key": head.key,
        "updated": head.updated,
        "seen_at": moment_fact(snapshot.seen_at),
        "facts": packed(facts).decode(),
    }


def _snapshot(*row: str) -> Snapshot:
    engagement, digest, key, updated, seen_at, first_seen, facts, looked_at = row
    return Snapshot(
        engagement=engagement,
        ticket=_ticket(key, updated, unpacked(facts)),
        digest=digest,
        seen_at=datetime.fromisoformat(seen_at),
        first_seen=datetime.fromisoformat(first_seen),
        looked_at=read(looked_at),
    )


def _ticket(key: str, updated: str | None, facts: Mapping[str, Any]) -> Ticket:
    return ticket_of({**facts, "key": key, **({"updated": updated} if updated else {})})
