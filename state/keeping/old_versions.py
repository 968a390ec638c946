"""Versions of tickets nobody works on any more. Callers bring the transaction.

A ticket's first and newest version stay. Those between go once the ticket is done or departed and nothing was seen of
it for the whole time: open tickets keep their past, which tells moves where the tracker does not, and so do tickets
for which a date was promised, whose past tells what was agreed.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from rules.facts import moment_fact, unpacked
from state import moments
from state.rows import Rows
from sync.service.keeper import Going

PAGE = 500
BETWEEN = """
    between_both.engagement = t.engagement and between_both.ticket_id = t.ticket_id
    and between_both.version < t.version and between_both.version > (
        select min(version) from versions first where first.engagement = t.engagement and first.ticket_id = t.ticket_id)"""
QUIET = f"""
    select t.engagement, t.ticket_id, t.version, t.departed_at, newest.facts from tickets t
    join versions newest on newest.engagement = t.engagement and newest.ticket_id = t.ticket_id
        and newest.version = t.version
    where (t.engagement, t.ticket_id) > (?, ?) and newest.seen_at < ?
    and (t.departed_at is null or t.departed_at < ?)
    and exists (select 1 from versions between_both where {BETWEEN})
    and not exists (select 1 from dates where dates.engagement = t.engagement and dates.ticket_id = t.ticket_id
        and dates.promise is not null)
    and not exists (select 1 from ledger where ledger.engagement = t.engagement and ledger.ticket_id = t.ticket_id
        and ledger.state in ('planned', 'unknown'))
    order by t.engagement, t.ticket_id limit {PAGE}"""  # noqa: S608 - our own words
COUNTED = f"""
    select count(*), min(between_both.seen_at) from tickets t join versions between_both on {BETWEEN}
    where t.engagement = ? and t.ticket_id = ?"""  # noqa: S608 - our own words
REMOVED = """
    delete from versions where engagement = ? and ticket_id = ? and version < ? and version > (
        select min(version) from versions where engagement = ? and ticket_id = ?)"""


class Over(NamedTuple):
    """A ticket that is over, and the number of its newest version."""

    engagement: str
    ticket_id: str
    version: int


def going(db: Rows, before: datetime) -> Going:
    counted = [db.execute(COUNTED, [one.engagement, one.ticket_id]).fetchone() for one in _over(db, before)]
    oldest = min((at for _, at in counted), default=None)
    return Going(sum(rows for rows, _ in counted), moments.read(oldest))


def remove(db: Rows, before: datetime, most: int) -> int:
    """Let go of the versions of whole tickets until so many rows went."""
    removed = 0
    for one in _over(db, before):
        ticket = [one.engagement, one.ticket_id]
        removed += db.execute(REMOVED, [*ticket, one.version, *ticket]).rowcount
        if removed >= most:
            break
    return removed


def _over(db: Rows, before: datetime) -> Iterator[Over]:
    """Yield every ticket that is over and of which versions go, read in pages."""
    moment, last = moment_fact(before), ("", "")
    while page := db.execute(QUIET, [*last, moment, moment]).fetchall():
        for engagement, ticket_id, version, departed_at, facts in page:
            if departed_at is not None or unpacked(facts).get("done"):
                yield Over(engagement, ticket_id, version)
        last = (page[-1][0], page[-1][1])
