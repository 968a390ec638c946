"""The trail of what happened, appended to and never changed. Callers bring the transaction."""

from collections.abc import Iterable, Sequence

from rules.facts import packed, unpacked
from state.rows import Readable, Rows
from sync.trail import Anchor, Event, Kind, Row, chain

PAGE = 1_000  # rows
TOLD_ONCE = frozenset({Kind.SETTING, Kind.REFUSAL})

APPEND = "insert into trail values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
ANCHOR = "select number, seal from trail_anchor"
NEWEST = "select number, seal from trail order by number desc limit 1"
ROWS = """
    select number, at, kind, engagement, who, ticket_id, ticket, facts, previous, seal from trail
    where number > ? order by number limit ?"""

SETTING_SAID = """
    select facts from trail where engagement = ? and ticket = ? and kind = 'setting' order by number desc limit 1"""
REFUSALS_SAID = "select facts from trail where engagement = ? and ticket = ? and kind = 'refusal' and number > ?"
WRITES = """
    select number, facts from trail where engagement = ? and ticket = ? and kind = 'write' order by number desc"""


def append(db: Rows, events: Iterable[Event]) -> None:
    """Append events in their order. A setting or a refusal that stands already is not told again."""
    waiting: list[Event] = []
    for event in events:
        if event.kind in TOLD_ONCE:
            _write(db, waiting)  # what was told just before it is looked at, too
            waiting = []
            if _stands(db, event):
                continue
        waiting.append(event)
    _write(db, waiting)


def _write(db: Rows, events: Sequence[Event]) -> None:
    if events:
        rows = chain(head(db), events)
        db.executemany(APPEND, [(row.number, *row.texts, row.previous, row.seal) for row in rows])


def anchor(db: Readable) -> Anchor:
    """Return what the oldest row follows on."""
    return Anchor(*db.execute(ANCHOR).fetchone())


def head(db: Readable) -> Anchor:
    """Return what the next row follows on."""
    newest = db.execute(NEWEST).fetchone()
    return Anchor(*newest) if newest else anchor(db)


def rows_after(db: Rows, number: int) -> Sequence[Row]:
    """Return the rows behind this number in their order, a page at most."""
    return [Row(*row) for row in db.execute(ROWS, [number, PAGE])]


def _stands(db: Rows, event: Event) -> bool:
    where = [event.engagement, event.ticket]
    if event.kind is Kind.SETTING:
        said = db.execute(SETTING_SAID, where)
    else:
        said = db.execute(REFUSALS_SAID, [*where, _last_tried(db, event)])
    return (packed(dict(event.facts)).decode(),) in said.fetchall()


def _last_tried(db: Rows, refusal: Event) -> int:
    """Return where the trail tells of the last write of a refusal's kind on its ticket: with that the refusal is over."""
    verb = refusal.facts.get("verb")
    writes = db.execute(WRITES, [refusal.engagement, refusal.ticket])
    return next((number for number, facts in writes if unpacked(facts).get("verb") == verb), 0)
