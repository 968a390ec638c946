"""Tickets that departed from an engagement, and what tickets were called before. Callers bring the transaction."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from rules.facts import moment_fact
from state import trail
from state.rows import Rows
from sync import happened
from sync.listing import Whereabouts
from sync.remembered import Departed

DEPARTED = """
    select t.ticket_id, v.key, t.departed_at, t.whereabouts
    from tickets t
    join versions v on v.engagement = t.engagement and v.ticket_id = t.ticket_id and v.version = t.version
    where t.engagement = ? and t.departed_at is not null order by t.ticket_id"""
DEPART = "update tickets set departed_at = ?, whereabouts = ? where engagement = ? and ticket_id = ?"
FORMER_KEYS = "select ticket_id, key from former_keys where engagement = ? order by ticket_id, rowid"


def departed(db: Rows, engagement: str) -> dict[str, Departed]:
    return {
        ticket_id: Departed(ticket_id, key, datetime.fromisoformat(at), Whereabouts(whereabouts))
        for ticket_id, key, at, whereabouts in db.execute(DEPARTED, [engagement])
    }


def keep(db: Rows, engagement: str, gone: Sequence[Departed]) -> None:
    """Let tickets go; what was judged of them, the rungs they stand on and their lines are dropped."""
    for one in gone:
        db.execute(DEPART, [moment_fact(one.at), one.whereabouts.value, engagement, one.ticket_id])
        for table in ("verdicts", "rungs", "shares", "ticket_lines"):
            db.execute(f"delete from {table} where engagement = ? and ticket_id = ?", [engagement, one.ticket_id])  # noqa: S608 - names of our own
    trail.append(db, [happened.departure(engagement, one) for one in gone])


def former_keys(db: Rows, engagement: str) -> dict[str, tuple[str, ...]]:
    keys: defaultdict[str, tuple[str, ...]] = defaultdict(tuple)
    for ticket_id, key in db.execute(FORMER_KEYS, [engagement]):
        keys[ticket_id] = (*keys[ticket_id], key)
    return dict(keys)
