"""Copies the store to another place, which has nothing yet, and compares both."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import uuid4

from state import trail
from state.keeping import copying
from state.keeping.backup import closed
from state.open import open_rows
from state.rows import Rows, RowStore
from state.store import SqlStore
from sync.ports import Busy, Clock, LeaseLost
from sync.remembered import LENGTH, OUTBOX, Lease
from sync.service.vault import Moved, NotDone, Tell

RENEWED = timedelta(minutes=1)
NAMES = "select engagement from cursors union select engagement from tickets"
STAYED = "Nothing was copied; the store stands where it was."


def move(url: str, to: str, clock: Clock, tell: Tell, told: str) -> Moved:
    """Do what `sync.service.vault.Vault` tells of a move, from one URL to another, which is `told` as that."""
    with closed(open_rows(url)) as mine, closed(open_rows(url)) as source, closed(open_rows(to)) as target:
        if source.place == target.place:
            raise NotDone(f"{target.place} is the store itself", "there is nothing to move", "Name another place.")
        with target.reading() as db:
            _refuse_filled(db, target.place)
        with _held(mine, clock) as hold, copying.snapshot(source) as rows, target.writing() as db:
            _refuse_filled(db, target.place)

            def went_on(said: str) -> None:
                hold()
                tell(said)

            copying.copy_all(rows, db, went_on)
            return _compared(rows, db, mine, Moved(told, source.place, trail.head(rows).seal))


def _refuse_filled(db: Rows, place: str) -> None:
    filled = [name for name, count in copying.counts(db).items() if count]
    if filled:
        remedy = "Name a new file, or a database without tables of its own."
        raise NotDone(f"{place} is not empty", f"it has rows in {', '.join(filled)}", remedy)


def _compared(rows: Rows, db: Rows, mine: RowStore, moved: Moved) -> Moved:
    """Return what was moved; raises NotDone, so that nothing is kept, where both differ or somebody wrote meanwhile."""
    before, after = copying.counts(rows), copying.counts(db)
    if before != after or trail.head(db).seal != moved.trail_head:
        wrong = ", ".join(
            f"{name}: {after[name]} of {count} rows" for name, count in before.items() if after[name] != count
        )
        raise NotDone("The copy is not the same", wrong or "the trail ends otherwise", STAYED)
    with mine.reading() as source:
        if trail.head(source).seal != moved.trail_head:
            raise NotDone(
                "The store was not moved",
                "somebody wrote to it meanwhile",
                f"{STAYED} Stop the service, then run this again.",
            )
    return replace(moved, rows=after)


@contextmanager
def _held(mine: RowStore, clock: Clock) -> Iterator["Hold"]:
    """Keep runs away from every engagement and from the outbox; raises Busy where one is at work."""
    store, holder = SqlStore(mine), uuid4().hex
    with mine.reading() as db:
        names = [OUTBOX, *(name for (name,) in db.execute(NAMES).fetchall())]
    hold = Hold(store, clock, [], clock.now())
    try:
        for name in names:
            wanted = Lease(name, holder, hold.since, hold.since + LENGTH)
            other = store.take_lease(wanted, hold.since)
            if other is not None:
                raise Busy(name, other.since, other.until)
            hold.leases.append(wanted)
        yield hold
    finally:
        for lease in hold.leases:
            store.give_back_lease(lease.name, holder)


class Hold:
    """Leases of a move, held on to while it lasts."""

    def __init__(self, store: SqlStore, clock: Clock, leases: list[Lease], since: datetime) -> None:
        self.store, self.clock, self.leases, self.since = store, clock, leases, since

    def __call__(self) -> None:
        """Hold them for longer, now and then; raises LeaseLost where somebody took one over."""
        now = self.clock.now()
        if now - self.since < RENEWED:
            return
        self.since = now
        for lease in self.leases:
            if not self.store.renew_lease(lease.name, lease.holder, now + LENGTH):
                raise LeaseLost(lease.name)
