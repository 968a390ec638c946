"""Budgets of tokens in the tables of a store: small documents that processes read and change in turn.

They have a connection of their own, so that a request to a tracker never waits for a store's long writes, and are not
flushed at every commit: a budget tells of the last minutes, and a power cut takes longer.
"""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from threading import Lock
from typing import Protocol, Self, TypeVar

from state.faults import told_as_ours
from state.open import POSTGRES, path_of, postgres_driver
from state.sqlite import BUSY_TIMEOUT
from state.transactions import immediately

KEPT = timedelta(days=2)  # after which a token that nobody used is forgotten
NOW = "(julianday('now') - 2440587.5) * 86400.0"  # 2440587.5 is the Julian day of 1970-01-01
LOOK = f"select (select document from budgets where name = ?), {NOW}"  # noqa: S608 - a constant
KEEP = """
    insert into budgets (name, document, at) values (?, ?, ?)
    on conflict (name) do update set document = excluded.document, at = excluded.at"""
FORGET = "delete from budgets where at < ?"

Told = TypeVar("Told")


class Budgets(Protocol):
    """What a connector shares budgets through; see `connectors.shared_book.SharedBudgets`. Close it."""

    def exchange(self, name: str, change: Callable[[str, float], tuple[Told, str]]) -> Told: ...
    def look(self, name: str) -> tuple[str, float]: ...
    def close(self) -> None: ...
    def __enter__(self) -> Self: ...
    def __exit__(self, *_: object) -> None: ...


def open_budgets(url: str) -> Budgets:
    """Return the budgets in the store at a URL. They connect when they are first asked, and the store is to be opened
    before that: it makes their table. May be used from several threads; raises StoreUnusable as `open_store` does.
    """
    if not url.startswith(POSTGRES):
        return SqliteBudgets(path_of(url))
    with postgres_driver():
        from state.budgets_postgres import PostgresBudgets  # noqa: PLC0415 - its driver is an extra
    return PostgresBudgets(url)


class SqliteBudgets:
    """Implements `Budgets` in a SQLite file, for processes of one machine."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._lock = Lock()
        self._db: sqlite3.Connection | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        with self._lock:
            if self._db is not None:
                self._db.close()
            self._db = None

    def look(self, name: str) -> tuple[str, float]:
        with self._opened() as db:
            return _found(db, name)

    def exchange(self, name: str, change: Callable[[str, float], tuple[Told, str]]) -> Told:
        with self._opened() as db, immediately(db):
            document, now = _found(db, name)
            told, after = change(document, now)
            if after != document:
                db.execute(KEEP, [name, after, fact(now)])
            if not document:
                db.execute(FORGET, [fact(now - KEPT.total_seconds())])
            return told

    @contextmanager
    def _opened(self) -> Iterator[sqlite3.Connection]:
        with self._lock, told_as_ours(self._path):
            if self._db is None:
                self._db = sqlite3.connect(
                    self._path, timeout=BUSY_TIMEOUT, isolation_level=None, check_same_thread=False
                )
                self._db.execute(
                    "pragma synchronous = normal"
                )  # flushed at checkpoints only, which keep the file whole
            yield self._db


def _found(db: sqlite3.Connection, name: str) -> tuple[str, float]:
    with closing(db.execute(LOOK, [name])) as found:
        document, now = found.fetchone()
    return document or "", now


def fact(seconds: float) -> str:
    """Return a moment of the database's clock as it is kept."""
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds")
