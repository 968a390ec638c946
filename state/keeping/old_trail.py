"""The oldest end of the trail: what goes of it, and the anchor the rest goes on from. Callers bring the transaction."""

from datetime import datetime

from rules.facts import moment_fact
from state import moments, trail
from state.rows import Rows
from sync.service.keeper import Going

# A move has the moment its tracker tells, which may be long before it was written down: only what stands before the
# first row that is young goes, never an old moment between young ones.
FIRST_YOUNG = "select number from trail where at >= ? order by number limit 1"
OLDEST = "select at from trail order by number limit 1"
ANCHORED = """
    update trail_anchor set number = ?, seal = (select seal from trail where number = ?)"""


def going(db: Rows, before: datetime) -> Going:
    rows = _last_old(db, before) - trail.anchor(db).number
    return Going(rows, moments.read(db.execute(OLDEST).fetchone()[0])) if rows > 0 else Going()


def remove(db: Rows, before: datetime, most: int) -> int:
    """Set the anchor, then let go of the rows up to it: the guards of the table allow nothing else."""
    anchor = trail.anchor(db).number
    last = min(_last_old(db, before), anchor + most)
    if last <= anchor:
        return 0
    db.execute(ANCHORED, [last, last])
    return db.execute("delete from trail where number <= ?", [last]).rowcount


def _last_old(db: Rows, before: datetime) -> int:
    """Return the number of the last row that goes; that of the anchor, or less, where none does."""
    young = db.execute(FIRST_YOUNG, [moment_fact(before)]).fetchone()
    return int(young[0]) - 1 if young else trail.head(db).number
