"""Rows in one SQLite file."""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Literal

from sqlite_utils import Database

from state.faults import ANOTHER_FILE, StoreUnusable, told_as_ours
from state.migrations import MIGRATIONS, refuse_newer
from state.rows import Rows
from state.transactions import immediately

SQLITE = "sqlite:///"
BUSY_TIMEOUT = 10.0  # seconds another process may hold the right to write
APPLICATION = 0x53544757  # "STGW": marks a SQLite file as ours


class SqliteRows(Database):
    """Implements `state.rows.Rows`, but for what a table's methods say they give back."""

    dialect: Literal["sqlite", "postgresql"] = "sqlite"

    def executemany(self, sql: str, values: Iterable[Sequence[Any]], /) -> sqlite3.Cursor:
        return self.conn.executemany(sql, values)


class SqliteFile:
    """Implements `state.rows.RowStore`. The file writes ahead: who reads waits for nobody."""

    def __init__(self, db: SqliteRows, place: str) -> None:
        self._db = db
        self.place = place

    @contextmanager
    def reading(self) -> Iterator[Rows]:
        with told_as_ours(self.place):
            yield self._db

    @contextmanager
    def writing(self) -> Iterator[Rows]:
        with told_as_ours(self.place), immediately(self._db):
            yield self._db

    def close(self) -> None:
        self._db.close()


def open_file(path: str) -> SqliteFile:
    """Open or create a file and bring its tables up to date; raises what `open_store` raises."""
    with told_as_ours(path):
        db = _connect(path)
        try:
            _prepare(db, path)
        except BaseException:
            db.close()
            raise
    return SqliteFile(db, path)


@contextmanager
def a_look_at(path: str) -> Iterator[sqlite3.Connection]:
    """Open a file that is there for one look: it shows one moment, and cannot be written."""
    # Not opened with mode=ro: a file that writes ahead cannot be read without its side files, which a reader has to make.
    file = f"{Path(path).absolute().as_uri()}?mode=rw"
    with (
        told_as_ours(path),
        closing(sqlite3.connect(file, uri=True, timeout=BUSY_TIMEOUT, isolation_level=None)) as connection,
    ):
        connection.execute("pragma query_only = 1")
        connection.execute("begin")
        yield connection


def _connect(path: str) -> SqliteRows:
    _create_private(path)
    # autocommit: transactions begin and end only where `immediately` says so
    connection = sqlite3.connect(path, timeout=BUSY_TIMEOUT, isolation_level=None)
    return SqliteRows(connection, execute_plugins=False, strict=True)


def _create_private(path: str) -> None:
    """Create a new file for its owner's eyes only: it will hold what tickets say."""
    try:
        Path(path).touch(mode=0o600, exist_ok=True)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise StoreUnusable(path, reason, "Check that the folder exists and the bot's user may write there.") from error


def _prepare(db: SqliteRows, path: str) -> None:
    db.execute("pragma foreign_keys = on")
    _refuse_foreign(db, path)
    refuse_newer((one.name for one in MIGRATIONS.applied(db)), path)
    if not db.table_names():  # heeded before the first table, and would be written into every other file
        db.execute("pragma auto_vacuum = incremental")  # `state prune` gives space back
    db.enable_wal()
    # With the log flushed at every commit, an intent outlives a power cut, not only a crash of the bot.
    db.execute("pragma synchronous = full")
    if MIGRATIONS.pending(db):
        with immediately(db):  # a second process that opens a new file waits here, and finds nothing pending
            MIGRATIONS.apply(db)
            db.execute(f"pragma application_id = {APPLICATION}")


def _refuse_foreign(db: SqliteRows, path: str) -> None:
    if not db.table_names():
        return
    # In this order: another process may be making these very tables, and marks the file as ours with them.
    (application,) = db.execute("pragma application_id").fetchone()
    if application != APPLICATION:
        raise StoreUnusable(path, "it belongs to another program", ANOTHER_FILE)
