"""The trail of what happened, appended to and never changed. Callers bring the transaction."""

from collections.abc import Iterable, Sequence

from sqlite_utils import Database

from rules.facts import packed
from sync.trail import Anchor, Event, Kind, Row, chain

PAGE = 1_000  # rows

APPEND = "insert into trail values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
ANCHOR = "select number, seal from trail_anchor"
NEWEST = "select number, seal from trail order by number desc limit 1"
ROWS = """
    select number, at, kind, engagement, who, ticket_id, ticket, facts, previous, seal from trail
    where number > ? order by number limit ?"""

SETTING_SAID = """
    select facts from trail where engagement = ? and ticket = ? and kind = 'setting' order by number desc limit 1"""
# A refusal is over once a write of its kind was tried on its ticket.
REFUSALS_SAID = """
    select facts from trail where engagement = :engagement and ticket = :ticket and kind = 'refusal' and number > (
        select coalesce(max(number), 0) from trail
        where engagement = :engagement and ticket = :ticket and kind = 'write' and json_extract(facts, '$.verb') is :verb
    )"""


def append(db: Database, events: Iterable[Event]) -> None:
    """Append events in their order. A setting or a refusal that stands already is not told again."""
    rows = chain(head(db), (event for event in events if not _stands(db, event)))
    db.conn.executemany(APPEND, ((row.number, *row.texts, row.previous, row.seal) for row in rows))


def anchor(db: Database) -> Anchor:
    """Return what the oldest row follows on."""
    return Anchor(*db.execute(ANCHOR).fetchone())


def head(db: Database) -> Anchor:
    """Return what the next row follows on."""
    newest = db.execute(NEWEST).fetchone()
    return Anchor(*newest) if newest else anchor(db)


def rows_after(db: Database, number: int) -> Sequence[Row]:
    """Return the rows behind this number in their order, a page at most."""
    return [Row(*row) for row in db.execute(ROWS, [number, PAGE])]


def _stands(db: Database, event: Event) -> bool:
    if event.kind is Kind.SETTING:
        said = db.execute(SETTING_SAID, [event.engagement, event.ticket])
    elif event.kind is Kind.REFUSAL:
        wanted = {"engagement": event.engagement, "ticket": event.ticket, "verb": event.facts.get("verb")}
        said = db.execute(REFUSALS_SAID, wanted)
    else:
        return False
    return (packed(dict(event.facts)).decode(),) in said.fetchall()
