"""How far engagements were read, and what each run did. Callers bring the transaction."""

from datetime import datetime

from rules.facts import moment_fact
from state import moments, trail
from state.rows import Rows
from sync import happened
from sync.ports import Missing
from sync.remembered import Cursor

CURSOR = "select since, needs, first_cycle, scanned, met_at, read_at from cursors where engagement = ?"


def cursor(db: Rows, engagement: str) -> Cursor | None:
    row = db.execute(CURSOR, [engagement]).fetchone()
    if row is None:
        return None
    since, needs, first_cycle, *looks = row
    return Cursor(datetime.fromisoformat(since), needs, datetime.fromisoformat(first_cycle), *map(moments.read, looks))


def keep_cursor(db: Rows, engagement: str, kept: Cursor) -> None:
    row = {
        "engagement": engagement,
        "since": moment_fact(kept.since),
        "needs": kept.needs,
        "first_cycle": moment_fact(kept.first_cycle),
        "scanned": moments.told(kept.scanned),
        "met_at": moments.told(kept.met_at),
        "read_at": moments.told(kept.read_at),
    }
    db.table("cursors").upsert(row, pk="engagement")


def begin(db: Rows, run: str, mode: str, at: datetime) -> None:
    db.table("runs").insert({"run": run, "mode": mode, "began": moment_fact(at)})
    trail.append(db, [happened.run(run, "began", at, mode)])


def end(db: Rows, run: str, at: datetime, document: str) -> None:
    """Write how a run ended; raises Missing where it was never begun."""
    row = [moment_fact(at), document, run]
    if not db.execute("update runs set ended = ?, document = ? where run = ?", row).rowcount:
        raise Missing("state", f"run {run}")
    trail.append(db, [happened.run(run, "ended", at)])
