"""Lets go of what was kept long enough: a little at a time, so that a service beside it hardly waits."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from time import sleep

from sync.service.keeper import Keeper, Part, Pruned, Pruning, Retention
from sync.store import Store
from sync.trail import Proof, verified

ROWS = 500  # in one transaction
SPACE = 1 << 20  # bytes given back in one transaction
REST = 0.01  # seconds between two transactions: the least another writer needs to come in


def prune(
    store: Store,
    retention: Retention,
    now: datetime,
    *,
    applies: bool,
    tell: Callable[[str], None] = lambda _said: None,
    pause: Callable[[], None] = lambda: None,
) -> Pruning:
    """Let go of what is older than `retention` allows at `now` (aware); only count it unless it `applies`.

    Every transaction is small and complete in itself: it may run beside cycles, twice at once, and be killed anywhere;
    the next one goes on. `tell` hears how far it came; `pause` is called between transactions, and may end it by raising.
    """
    parts = tuple(_looked_at(store, part, retention.cutoff(part, now)) for part in Part)
    keeper, given_back = store.keeper, 0
    if applies:
        parts = tuple(_removed(keeper, one, tell, pause) for one in parts)
        given_back = _given_back(keeper, pause)
    return Pruning(parts, keeper.room(), given_back)


def _looked_at(store: Store, part: Part, before: datetime | None) -> Pruned:
    if before is None:
        return Pruned(part, None)
    found = Pruned(part, before, store.keeper.going(part, before))
    if part is Part.TRAIL and found.going.rows:
        return replace(found, proof=_proof(store))
    return found


def _proof(store: Store) -> Proof:
    """Look over the whole trail; once more where somebody else let go of its beginning meanwhile."""
    anchor = store.trail_anchor()
    proof = verified(store.trail(), anchor)
    return proof if proof.flaw is None or store.trail_anchor() == anchor else _proof(store)


def _removed(keeper: Keeper, one: Pruned, tell: Callable[[str], None], pause: Callable[[], None]) -> Pruned:
    if one.before is None or one.flaw is not None:
        return one
    removed = 0
    while gone := keeper.remove(one.part, one.before, ROWS) if one.going.rows else 0:
        removed += gone
        tell(f"{one.part}: {removed:,} of {one.going.rows:,} rows")
        sleep(REST)
        pause()
    return replace(one, removed=removed)


def _given_back(keeper: Keeper, pause: Callable[[], None]) -> int:
    given = 0
    while freed := keeper.give_back(SPACE):
        given += freed
        sleep(REST)
        pause()
    return given
