"""How tickets moved from one kept version to the next, as the trail tells it. Callers bring the transaction."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from rules.facts import MOVES, unpacked
from rules.values import fold
from state.rows import Rows, flat, marks
from sync import happened
from sync.happened import Before
from sync.remembered import Snapshot
from sync.trail import Event

BEFORE = """
    with wanted (engagement, ticket_id, version) as (values {places})
    select v.engagement, v.ticket_id, v.version, v.facts, v.seen_at from wanted
    join versions v on v.engagement = wanted.engagement and v.ticket_id = wanted.ticket_id and v.version = wanted.version
"""
BEGUN = "select engagement, ticket_id, action_facts from ledger where state in ('planned', 'unknown')"
MOVES_OF_OURS = frozenset({"hold", "release", "return"})


class Sighting(NamedTuple):
    """A ticket that was kept as a new version. `before` is the number of the version before, None where there was
    none; `looked_at` is when it was last seen like that."""

    snapshot: Snapshot
    before: int | None
    looked_at: datetime | None


def events(db: Rows, sightings: Sequence[Sighting]) -> Iterator[Event]:
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


def _before(db: Rows, sightings: Sequence[Sighting]) -> Mapping[tuple[str, str, int], Before]:
    looks = {
        (one.snapshot.engagement, one.snapshot.ticket.id, one.before): one.looked_at
        for one in sightings
        if one.before is not None
    }
    if not looks:
        return {}
    found: dict[tuple[str, str, int], Before] = {}
    for *names, version, facts, seen in db.execute(BEFORE.format(places=marks([*looks])), flat(looks)):
        place, ticket, seen_at = (names[0], names[1], version), unpacked(facts), datetime.fromisoformat(seen)
        moves = MOVES.read(ticket.get("moves", ()))
        found[place] = Before(ticket.get("status") or "", moves, seen_at, looks[place] or seen_at)
    return found


def _moves_begun(db: Rows) -> Mapping[tuple[str, str], set[str]]:
    """Return the statuses to which the bot is just moving tickets: the write is begun and has no receipt yet."""
    begun: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for engagement, ticket_id, facts in db.execute(BEGUN):
        action = unpacked(facts)
        if action["verb"] in MOVES_OF_OURS:
            begun[engagement, ticket_id].add(fold(action.get("after") or ""))
    return begun
