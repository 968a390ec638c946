"""What the tickets of an engagement come to that stand as they stood. Moments are ISO text in UTC."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from rules.facts import MOMENT, PERSON, WORDS, Part, Shape, moment_fact, packed, unpacked
from state.batches import BATCH, batches
from state.rows import Opened, Readable, Rows, marks
from sync.actions import Refusal, Verb
from sync.rest import Rest
from sync.sums import Mark, Sums

KEPT = "select stamp, until, facts from rests where engagement = ?"
KEEP = """
    insert into rests (engagement, stamp, until, facts) values (?, ?, ?, ?)
    on conflict (engagement) do update set stamp = excluded.stamp, until = excluded.until, facts = excluded.facts"""
FORGET = "delete from rests where engagement = ?"
SHARES = "select ticket_id, facts from shares where engagement = ?"
SHARES_OF = f"{SHARES} and ticket_id in {{ids}}"
NO_SHARE = "delete from shares where engagement = ? and ticket_id = ?"
TICKETS_KEPT = "select times from kept_anew where engagement = ?"
COUNTS = Part(
    lambda counts: [[list(mark), count] for mark, count in counts.items()],
    lambda told: {tuple(mark): count for mark, count in told},
)
MET = Part(
    lambda met: {name: [ticket_id, PERSON.write(person)] for name, (ticket_id, person) in met.items()},
    lambda told: {name: (ticket_id, PERSON.read(person)) for name, (ticket_id, person) in told.items()},
)
REFUSALS = Shape(Refusal, verb=Part(str, Verb)).many
FACTS = Shape(
    Rest,
    sums=Shape(Sums, findings=COUNTS, marks=COUNTS).one,
    restless=WORDS,
    met=MET,
    told_until=MOMENT,
    refusals=REFUSALS,
)
COLUMNS = frozenset({"stamp", "until"})


class SqlRests:
    """Implements `sync.rest.RestStore` in the rows of a `SqlStore`, which makes one."""

    def __init__(self, reading: Opened, writing: Opened) -> None:
        self._reading = reading
        self._writing = writing

    def kept(self, engagement: str) -> Rest | None:
        with self._reading() as db:
            row = db.execute(KEPT, [engagement]).fetchone()
        if row is None:
            return None
        stamp, until, facts = row
        told: dict[str, Any] = unpacked(facts)
        rest: Rest = FACTS.read({**told, "stamp": stamp, "until": datetime.fromisoformat(until)})
        return rest

    def forget(self, engagement: str) -> None:
        with self._writing() as db:
            db.execute(FORGET, [engagement])

    def shares(self, engagement: str, ticket_ids: Sequence[str]) -> Mapping[str, tuple[Mark, ...]]:
        with self._reading() as db:
            found = _shares(db, engagement, ticket_ids)
        return {one: tuple(map(tuple, unpacked(facts))) for one, facts in found.items()}

    def keep(
        self, engagement: str, rest: Rest, shares: Mapping[str, tuple[Mark, ...]], looked_at: Collection[str] | None
    ) -> None:
        told = {name: fact for name, fact in FACTS.write(rest).items() if name not in COLUMNS}
        with self._writing() as db:
            _keep_shares(db, engagement, shares, looked_at)
            db.execute(KEEP, [engagement, rest.stamp, moment_fact(rest.until), packed(told).decode()])

    def keep_shares(self, engagement: str, shares: Mapping[str, tuple[Mark, ...]], looked_at: Collection[str]) -> None:
        with self._writing() as db:
            _keep_shares(db, engagement, shares, looked_at)

    def tickets_kept(self, engagement: str) -> str:
        with self._reading() as db:
            return repr(db.execute(TICKETS_KEPT, [engagement]).fetchone())


def _keep_shares(
    db: Rows, engagement: str, shares: Mapping[str, tuple[Mark, ...]], looked_at: Collection[str] | None
) -> None:
    """Replace the shares of the tickets that were looked at, all where None; what stays as it was is not written."""
    before, now = _shares(db, engagement, looked_at), {one: packed(share).decode() for one, share in shares.items()}
    rows = (
        {"engagement": engagement, "ticket_id": one, "facts": facts}
        for one, facts in now.items()
        if before.get(one) != facts
    )
    db.table("shares").upsert_all(rows, pk=("engagement", "ticket_id"), batch_size=BATCH)
    db.executemany(NO_SHARE, [(engagement, one) for one in before.keys() - now.keys()])


def _shares(db: Readable, engagement: str, ticket_ids: Collection[str] | None) -> dict[str, str]:
    """Return shares as they are kept, by ticket id; all of them where no ids are told."""
    if ticket_ids is None:
        return dict(db.execute(SHARES, [engagement]))
    return {
        one: facts
        for batch in batches(ticket_ids)
        for one, facts in db.execute(SHARES_OF.format(ids=marks([batch])), [engagement, *batch])
    }
