"""Records for the bill, and how each stands with its receiver."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from rules.facts import moment_fact
from state import moments, trail
from state.rows import Opened
from sync.neighbours.billing import Bill, BillState, event_of
from sync.trail import THE_BOT

ROWS = "select id, engagement, document, made, url, state, tries, next_try, answer from bills"
READY = "state = 'ready' and (next_try is null or next_try <= ?)"
CLAIM = f"update bills set next_try = ? where id = ? and {READY}"  # noqa: S608 - our own words
SETTLE = "update bills set state = ?, tries = ?, next_try = ?, answer = ? where id = ?"


class SqlBills:
    """Implements `sync.neighbours.billing_store.BillStore` in the rows of a `SqlStore`, which makes one."""

    def __init__(self, reading: Opened, writing: Opened) -> None:
        self._reading = reading
        self._writing = writing

    def keep(self, bill: Bill) -> bool:
        with self._writing() as db:
            if db.execute(f"{ROWS} where engagement = ?", [bill.engagement]).fetchone():
                return False
            db.table("bills").insert(_row(bill))
            trail.append(db, [event_of(bill, bill.made, THE_BOT)])
            return True

    def of(self, engagement: str) -> Bill | None:
        with self._reading() as db:
            found = db.execute(f"{ROWS} where engagement = ?", [engagement]).fetchone()
            return _bill(*found) if found else None

    def due(self, now: datetime) -> Sequence[Bill]:
        with self._reading() as db:
            found = db.execute(f"{ROWS} where {READY} order by made, id", [moment_fact(now)])
            return tuple(_bill(*row) for row in found)

    def claim(self, bill: Bill, now: datetime, until: datetime) -> bool:
        with self._writing() as db:
            return bool(db.execute(CLAIM, [moment_fact(until), bill.id, moment_fact(now)]).rowcount)

    def settle(self, bill: Bill, at: datetime, who: str = THE_BOT) -> None:
        with self._writing() as db:
            db.execute(SETTLE, [bill.state, bill.tries, moments.told(bill.next_try), bill.answer, bill.id])
            trail.append(db, [event_of(bill, at, who)])


def _row(bill: Bill) -> dict[str, object]:
    return {
        "id": bill.id,
        "engagement": bill.engagement,
        "document": bill.document,
        "made": moment_fact(bill.made),
        "url": bill.url,
        "state": bill.state.value,
        "tries": bill.tries,
        "next_try": moments.told(bill.next_try),
        "answer": bill.answer,
    }


def _bill(*row: Any) -> Bill:  # noqa: ANN401 - a row of ROWS
    number, engagement, document, made, url, state, tries, next_try, answer = row
    again = moments.read(next_try)
    return Bill(number, engagement, document, datetime.fromisoformat(made), url, BillState(state), tries, again, answer)
