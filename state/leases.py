"""Who is at work on what, until when. Callers bring the transaction."""

from datetime import datetime

from rules.facts import moment_fact
from state import job_workers, processes
from state.rows import Rows
from sync.remembered import Lease

HELD = "select holder, process, since, until from leases where name = ?"


def take(db: Rows, wanted: Lease, now: datetime) -> Lease | None:
    """Take a lease that is free, over, one's own, or of a process that is gone; else return the one in the way."""
    row = db.execute(HELD, [wanted.name]).fetchone()
    if row is not None:
        holder, process, since, until = row
        other = Lease(wanted.name, holder, datetime.fromisoformat(since), datetime.fromisoformat(until))
        if holder != wanted.holder and now < other.until and not _is_gone(db, process):
            return other
    kept = {
        "name": wanted.name,
        "holder": wanted.holder,
        "process": processes.this(),
        "since": moment_fact(wanted.since),
        "until": moment_fact(wanted.until),
    }
    db.table("leases").upsert(kept, pk="name")
    return None


def _is_gone(db: Rows, process: str) -> bool:
    return processes.is_gone(process) or job_workers.is_silent(db, processes.worker_of(process))


def has(db: Rows, name: str, holder: str) -> bool:
    """Tell whether a lease is still this holder's."""
    return db.execute("select 1 from leases where name = ? and holder = ?", [name, holder]).fetchone() is not None


def renew(db: Rows, name: str, holder: str, until: datetime) -> bool:
    """Hold a lease for longer; False where somebody else took it over."""
    renewed = db.execute(
        "update leases set until = ? where name = ? and holder = ?", [moment_fact(until), name, holder]
    )
    return bool(renewed.rowcount)


def give_back(db: Rows, name: str, holder: str) -> None:
    db.execute("delete from leases where name = ? and holder = ?", [name, holder])
