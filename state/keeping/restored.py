"""What a store that came back from a backup must not do again: what was told or begun since is not in it."""

from datetime import UTC, datetime

from rules.facts import moment_fact
from state.rows import Rows, RowStore
from state.store import SqlStore
from sync import happened

UNSENT = ("ready", "held", "gathered")
REASON = "the store was restored from a backup, and this may have been sent since; ask the contact, then release it"
FAR_AHEAD = datetime.max.replace(tzinfo=UTC)
WISHES = {
    "stopped": ("address", "why", "at"),
    "unsubscribed": ("address", "engagement", "receives", "at"),
}
"""What contacts said that must not be forgotten with a store that is replaced."""


def calm(kept: RowStore, now: datetime, who: str) -> tuple[tuple[str, ...], int]:
    """Let nothing go out by itself that may have gone; return the notices held, and how many deliveries are stuck.

    Nobody is at work on it, so leases go. From `now` on, what the first cycle of each engagement has to tell clients
    waits for a person: it may be told already.
    """
    store = SqlStore(kept)
    head = store.trail_head()
    held = tuple(one.id for one in store.outbox() if one.state in UNSENT)
    for notice in held:
        store.keep_outbox_state(notice, "held", now, REASON, who=who)
    begun = [one.lost(REASON) for one in store.mail.due(FAR_AHEAD)]
    store.mail.keep_deliveries(begun, now)
    with kept.writing() as db:
        db.execute("delete from leases")
        db.execute("delete from budgets")
        db.execute("insert into restored (at, head) values (?, ?) on conflict do nothing", [moment_fact(now), head])
    store.note([happened.restored(head, now, who)])
    return held, len(begun)


def carry_over(replaced: Rows, kept: RowStore) -> int:
    """Take over what contacts wished since the backup; return how many wishes were new."""
    with kept.writing() as db:
        return sum(_carried(replaced, db, table, columns) for table, columns in WISHES.items())


def _carried(replaced: Rows, db: Rows, table: str, columns: tuple[str, ...]) -> int:
    named, marks = ", ".join(columns), ", ".join("?" for _ in columns)
    put = f"insert into {table} ({named}) values ({marks}) on conflict do nothing"  # noqa: S608 - our own words
    found = replaced.execute(f"select {named} from {table}").fetchall()  # noqa: S608 - our own words
    return sum(db.execute(put, row).rowcount for row in found)


def newest_moment(db: Rows) -> datetime | None:
    """Return when anything was last written down in the trail."""
    row = db.execute("select at from trail where kind = 'run' order by number desc limit 1").fetchone()
    return datetime.fromisoformat(row[0]) if row else None
