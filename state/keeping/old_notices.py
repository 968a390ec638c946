"""Notices that are over. What they told stays known after them. Callers bring the transaction."""

from collections.abc import Iterator
from datetime import datetime
from itertools import islice

from rules.facts import moment_fact, unpacked
from state import moments
from state.rows import Rows
from sync.service.keeper import Going

# Nothing of it waits, and nobody has to look at it any more; what is stuck or held waits for a person.
OVER = """
    select id, changed from outbox where changed < ? and (state = 'withdrawn' or state in ('sent', 'failed')
        and not exists (select 1 from outbox_recipients r where r.notice = outbox.id
            and r.state in ('waiting', 'sending', 'stuck', 'gathered', 'in digest')))
    order by changed"""
REMEMBERED = """
    insert into former_notices (id, key, state, at) select id, key, state, changed from outbox where id = ?
    on conflict do nothing"""
# Of a delivery that is forgotten no mail can come back; what came back from it says nothing any more.
BOUNCED = """
    delete from bounces where at < ? and delivery not in (select ref from outbox_recipients)"""


def going(db: Rows, before: datetime) -> Going:
    found = list(_over(db, before))
    return Going(len(found), moments.read(found[0][1]) if found else None)


def remove(db: Rows, before: datetime, most: int) -> int:
    found = [notice for notice, _ in islice(_over(db, before), most)]
    for notice in found:
        db.execute(REMEMBERED, [notice])
        db.execute("delete from outbox_recipients where notice = ?", [notice])
        db.execute("delete from outbox_messages where notice = ?", [notice])
        db.execute("delete from outbox where id = ?", [notice])
    if found:
        db.execute(BOUNCED, [moment_fact(before)])
    return len(found)


def _over(db: Rows, before: datetime) -> Iterator[tuple[str, str]]:
    """Yield the ids of notices that go and when they last changed, the oldest first."""
    asked = _asked(db)
    rows = db.execute(OVER, [moment_fact(before)]).fetchall()
    return ((notice, changed) for notice, changed in rows if notice not in asked)


def _asked(db: Rows) -> frozenset[str]:
    """Return the notices that a step of a ladder waits for or was told by."""
    found = db.execute("select facts from rungs")
    return frozenset(notice for (facts,) in found for notice in unpacked(facts).get("asked") or ())
