"""Which tickets look at which, so that a change is met where it matters. Callers bring the transaction.

A ticket `looks` at those it links and those its tracker lists below it, and names its `parent`; a name is a key or an
id, as the ticket tells it.
"""

from collections.abc import Iterable, Iterator, Sequence

from rules.model import Ticket
from state.batches import batches
from state.rows import Rows, marks

LOOKS, PARENT = "looks", "parent"
FORGET = "delete from ties where engagement = ? and ticket_id = ?"
TIED = """
    select distinct x.ticket_id from ties x
    join tickets t on t.engagement = x.engagement and t.ticket_id = x.ticket_id
    where x.engagement = ? and x.tie = ? and x.name in {names} and t.departed_at is null"""
NAMED = (
    "select ticket_id from tickets where engagement = ? and departed_at is null and ticket_id in {names}",
    """select t.ticket_id from versions v
    join tickets t on t.engagement = v.engagement and t.ticket_id = v.ticket_id and t.version = v.version
    where v.engagement = ? and t.departed_at is null and v.key in {names}""",
    """select f.ticket_id from former_keys f
    join tickets t on t.engagement = f.engagement and t.ticket_id = f.ticket_id
    where f.engagement = ? and t.departed_at is null and f.key in {names}""",
)


def keep(db: Rows, seen: Sequence[tuple[str, Ticket]]) -> None:
    """Replace what tickets look at, a few hundred of them at most, each with its engagement."""
    if not seen:
        return
    db.executemany(FORGET, [(engagement, ticket.id) for engagement, ticket in seen])
    rows = [
        {"engagement": engagement, "ticket_id": ticket.id, "name": name, "tie": tie}
        for engagement, ticket in seen
        for name, tie in sorted(set(_ties(ticket)))
    ]
    db.table("ties").insert_all(rows)


def tied(db: Rows, engagement: str, names: Iterable[str], tie: str) -> set[str]:
    """Return the ids of the tickets with this tie to one of these names."""
    return {
        one
        for batch in batches(sorted(names))
        for (one,) in db.execute(TIED.format(names=marks([batch])), [engagement, tie, *batch])
    }


def named(db: Rows, engagement: str, names: Iterable[str]) -> set[str]:
    """Return the ids of the tickets with one of these ids, keys, or keys of before."""
    return {
        one
        for batch in batches(sorted(names))
        for statement in NAMED
        for (one,) in db.execute(statement.format(names=marks([batch])), [engagement, *batch])
    }


def _ties(ticket: Ticket) -> Iterator[tuple[str, str]]:
    yield from ((one.key, LOOKS) for one in (*ticket.links, *ticket.children))
    if ticket.parent:
        yield ticket.parent, PARENT
