"""How tickets moved from one kept version to the next, as the trail tells it. Callers bring the transaction."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlite_utils import Database

from rules.facts import MOVES, packed, unpacked
from rules.values import fold
from sync import happened
from sync.happened import Before
from sync.remembered import Snapshot
from sync.trail import Event

BEFORE = """
    select v.engagement, v.ticket_id, v.version, json_extract(v.facts, '$.status'), json_extract(v.facts, '$.moves'),
    v.seen_at from json_each(?) wanted
    join versions v on v.engagement = json_extract(wanted.value, '$[0]')
    and v.ticket_id = json_extract(wanted.value, '$[1]') and v.version = json_extract(wanted.value, '$[2]')
"""
MOVES_BEGUN = """
    select engagement, ticket_id, json_extract(action_facts, '$.after') from ledger
    where state in ('planned', 'unknown') and json_extract(action_facts, '$.verb') in ('hold', 'release', 'return')
"""


class Sighting(NamedTuple):
    """A ticket that was kept as a new version. `before` is the number of the version before, None where there was
    none; `looked_at` is when it was last seen like that."""

    snapshot: Snapshot
    before: int | None
    looked_at: datetime | None


def events(db: Database, sightings: Sequence[Sighting]) -> Iterator[Event]:
    """Yield what the trail tells of new versions; they are in the database already."""
    before, own = _before(db, sightings), _moves_begun(db)
    for sighting in sightings:
        snapshot = sighting.snapshot
        if sighting.before is None:
            yield happened.first_sight(snapshot)
            continue
        ticket_id = (snapshot.engagement, snapshot.ticket.id)
        by_the_bot = fold(snapshot.ticket.status) in own[ticket_id]
        yield from happened.moves(before[*ticket_id, sighting.before], snapshot, by_the_bot=by_the_bot)


def _before(db: Database, sightings: Sequence[Sighting]) -> Mapping[tuple[str, str, int], Before]:
    wanted = [
        [one.snapshot.engagement, one.snapshot.ticket.id, one.before] for one in sightings if one.before is not None
    ]
    looks = {(one.snapshot.engagement, one.snapshot.ticket.id, one.before): one.looked_at for one in sightings}
    found: dict[tuple[str, str, int], Before] = {}
    for engagement, ticket_id, version, status, moves, seen in db.execute(BEFORE, [packed(wanted).decode()]):
        place, seen_at = (engagement, ticket_id, version), datetime.fromisoformat(seen)
        told = MOVES.read(unpacked(moves)) if moves else ()
        found[place] = Before(status or "", told, seen_at, looks[place] or seen_at)
    return found


def _moves_begun(db: Database) -> Mapping[tuple[str, str], set[str]]:
    """Return the statuses to which the bot is just moving tickets: the write is begun and has no receipt yet."""
    begun: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for engagement, ticket_id, status in db.execute(MOVES_BEGUN):
        begun[engagement, ticket_id].add(fold(status or ""))
    return begun
