"""One writer at a time: a run takes the lease of what it writes to, holds it while it works, and stops where it
was lost."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta

from sync.ports import Busy, Clock, LeaseLost
from sync.remembered import LENGTH, Lease
from sync.store import Store

HELD_FOR = timedelta(seconds=30)  # far from the end of a lease a look is enough


@dataclass(slots=True)
class Tenure:
    """A lease that this run has."""

    store: Store
    clock: Clock
    lease: Lease

    def hold(self) -> None:
        """Hold it for longer; raises LeaseLost where somebody else has it by now. Ask before every write: a look costs
        little, and only after a while is it written how long it is held."""
        now, held_at = self.clock.now(), self.lease.until - LENGTH
        if held_at <= now < held_at + HELD_FOR:
            is_ours = self.store.has_lease(self.lease.name, self.lease.holder)
        else:
            self.lease = replace(self.lease, until=now + LENGTH)
            is_ours = self.store.renew_lease(self.lease.name, self.lease.holder, self.lease.until)
        if not is_ours:
            raise LeaseLost(self.lease.name)


@contextmanager
def tenure(store: Store, clock: Clock, name: str, holder: str) -> Iterator[Tenure]:
    """Have a lease while the block lasts; raises Busy where another run has it.

    Whoever has it and is killed leaves it behind: it is taken over once its process is known to be gone, else
    after `LENGTH`.
    """
    now = clock.now()
    wanted = Lease(name, holder, now, now + LENGTH)
    other = store.take_lease(wanted, now)
    if other is not None:
        raise Busy(name, other.since, other.until)
    try:
        yield Tenure(store, clock, wanted)
    finally:
        store.give_back_lease(name, holder)
