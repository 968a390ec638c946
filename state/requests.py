"""What people asked for on pages, and what came of it. Callers bring the transaction."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from rules.facts import moment_fact, packed, unpacked
from state import moments, trail
from state.rows import Opened, Readable
from sync import happened
from sync.pages.request import Request, Wish
from sync.ports import Missing

ROWS = "select id, kind, engagement, subject, who, facts, at, done_at, outcome from requests"
WAITING = f"{ROWS} where done_at is null"
OF_A_KIND = f"{ROWS} where kind = ? and engagement = ? order by id"
SAME = f"{WAITING} and kind = ? and engagement = ? and subject = ?"
ADDED = """
    insert into requests (id, kind, engagement, subject, who, facts, at)
    values ((select coalesce(max(id), 0) + 1 from requests), ?, ?, ?, ?, ?, ?) returning id"""
DONE = "update requests set done_at = ?, outcome = ? where id = ? and done_at is null"


class SqlRequests:
    """Implements `sync.pages.request.RequestStore` in the rows of a `SqlStore`, which makes one."""

    def __init__(self, reading: Opened, writing: Opened) -> None:
        self._reading = reading
        self._writing = writing

    def ask(self, wish: Wish, at: datetime) -> Request:
        with self._writing() as db:
            same = db.execute(SAME, [wish.kind, wish.engagement, wish.subject]).fetchone()
            if same:
                return request_of(same)
            facts = packed(dict(wish.facts)).decode()
            row = [wish.kind, wish.engagement, wish.subject, wish.who, facts, moment_fact(at)]
            (number,) = db.execute(ADDED, row).fetchone()
            return Request(number, wish, at)

    def waiting(self) -> Sequence[Request]:
        with self._reading() as db:
            return tuple(map(request_of, db.execute(f"{WAITING} order by id")))

    def asked(self, kind: str, engagement: str) -> Sequence[Request]:
        with self._reading() as db:
            return asked_in(db, kind, engagement)

    def finish(self, request: Request, outcome: str, at: datetime) -> None:
        with self._writing() as db:
            if not db.execute(DONE, [moment_fact(at), outcome, request.id]).rowcount:
                raise Missing("state", f"waiting request {request.id}")
            trail.append(db, [happened.request_done(request, outcome, at)])


def asked_in(db: Readable, kind: str, engagement: str) -> tuple[Request, ...]:
    """Return every wish of a kind in an engagement, done or not, the oldest first."""
    return tuple(map(request_of, db.execute(OF_A_KIND, [kind, engagement])))


def request_of(row: Sequence[Any]) -> Request:
    """Return the request of a row of ROWS."""
    number, kind, engagement, subject, who, facts, at, done_at, outcome = row
    wish = Wish(kind, engagement, subject, who, unpacked(facts))
    return Request(number, wish, datetime.fromisoformat(at), moments.read(done_at), outcome or "")
