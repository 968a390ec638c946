"""Lets go of what is old, part by part. What is still needed stays whatever its age; docs/store.md tells why."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from rules.facts import moment_fact
from state import moments
from state.keeping import old_notices, old_trail, old_versions, room
from state.rows import Opened, Rows
from sync.service.keeper import Going, Part, Room


@dataclass(frozen=True, slots=True)
class Old:
    """Rows of a table that go: `key` is its primary key, `at` the column of their moment, `goes` is true of those
    that go, where `?` is the moment before which they do."""

    table: str
    key: str
    at: str
    goes: str

    def going(self, db: Rows, before: datetime) -> Going:
        counted = f"select count(*), min({self.at}) from {self.table} where {self.goes}"  # noqa: S608 - our own words
        rows, oldest = db.execute(counted, [moment_fact(before)]).fetchone()
        return Going(rows, moments.read(oldest))

    def remove(self, db: Rows, before: datetime, most: int) -> int:
        oldest = f"select {self.key} from {self.table} where {self.goes} order by {self.at} limit ?"  # noqa: S608 - our own words
        gone = f"delete from {self.table} where ({self.key}) in ({oldest})"  # noqa: S608 - our own words
        return db.execute(gone, [moment_fact(before), most]).rowcount


SIMPLE: Mapping[Part, Old] = MappingProxyType({
    # The newest row of a count stays, so that no number is given twice.
    Part.LEDGER: Old(
        "ledger",
        "id",
        "at",
        "state not in ('planned', 'unknown') and at < ? and id < (select max(id) from ledger)",
    ),
    Part.REQUESTS: Old(
        "requests", "id", "done_at", "done_at is not null and done_at < ? and id < (select max(id) from requests)"
    ),
    Part.ANSWERS: Old("survey_answers", "engagement, digest", "asked_at", "asked_at < ?"),
    # The board shows the newest figures of each engagement, also of one that ended long ago.
    Part.MEASURES: Old(
        "measures_kept",
        "engagement, day",
        "day",
        "day < ? and day < (select max(newer.day) from measures_kept newer "
        "where newer.engagement = measures_kept.engagement)",
    ),
    Part.RUNS: Old("runs", "run", "began", "began < ? and began < (select max(began) from runs)"),
    # Whether a plan was used up matters while it is kept; it goes by itself after thirty days.
    Part.PLANS: Old("used_plans", "digest, engagement", "at", "at < ? and digest not in (select digest from plans)"),
})  # fmt: skip

Count = Callable[[Rows, datetime], Going]
Remove = Callable[[Rows, datetime, int], int]
COUNTS: Mapping[Part, Count] = MappingProxyType({
    Part.VERSIONS: old_versions.going,
    Part.OUTBOX: old_notices.going,
    Part.TRAIL: old_trail.going,
    **{part: old.going for part, old in SIMPLE.items()},
})  # fmt: skip
REMOVES: Mapping[Part, Remove] = MappingProxyType({
    Part.VERSIONS: old_versions.remove,
    Part.OUTBOX: old_notices.remove,
    Part.TRAIL: old_trail.remove,
    **{part: old.remove for part, old in SIMPLE.items()},
})  # fmt: skip


class StoreKeeper:
    """Implements `sync.service.keeper.Keeper` in a store, which makes one."""

    def __init__(self, reading: Opened, writing: Opened) -> None:
        self._reading = reading
        self._writing = writing

    def going(self, part: Part, before: datetime) -> Going:
        with self._reading() as db:
            return COUNTS[part](db, before)

    def remove(self, part: Part, before: datetime, most: int) -> int:
        with self._writing() as db:
            return REMOVES[part](db, before, most)

    def room(self) -> Room:
        with self._reading() as db:
            return room.room(db)

    def give_back(self, most: int) -> int:
        with self._writing() as db:
            return room.give_back(db, most)
