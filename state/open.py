"""Opens the store a URL names, brings its tables up to date, and refuses what it cannot serve from."""

import sqlite3
from pathlib import Path

from sqlite_utils import Database

from state.faults import ANOTHER_FILE, StoreUnusable, told_as_ours
from state.migrations import MIGRATIONS, STEPS
from state.sqlite import SqliteStore
from state.transactions import immediately

SQLITE = "sqlite:///"
BUSY_TIMEOUT = 10.0  # seconds another process may hold the right to write
APPLICATION = 0x53544757  # "STGW": marks a SQLite file as ours


def open_store(url: str) -> SqliteStore:
    """Open or create the store at `sqlite:///PATH`; a relative path counts from the working directory.

    Close it, or use it as a context manager, in the thread that opened it. Raises StoreUnusable for
    another URL, a file that is damaged, foreign or from a newer version, and Unreachable where
    another process holds it too long.
    """
    path = _path_of(url)
    with told_as_ours(path):
        db = _connect(path)
        try:
            _prepare(db, path)
        except BaseException:
            db.close()
            raise
    return SqliteStore(db, path)


def _path_of(url: str) -> str:
    path = url.removeprefix(SQLITE)
    if url.startswith(SQLITE) and path not in {"", ":memory:"}:
        return path
    # A URL may hold a password: only its scheme is told.
    scheme = url.partition(":")[0] if ":" in url else "nothing"
    raise StoreUnusable(scheme, "this URL names no SQLite file", f"Write `state: url` as {SQLITE}PATH.")


def _connect(path: str) -> Database:
    _create_private(path)
    # autocommit: transactions begin and end only where `immediately` says so
    connection = sqlite3.connect(path, timeout=BUSY_TIMEOUT, isolation_level=None)
    return Database(connection, execute_plugins=False, strict=True)


def _create_private(path: str) -> None:
    """Create a new file for its owner's eyes only: it will hold what tickets say."""
    try:
        Path(path).touch(mode=0o600, exist_ok=True)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise StoreUnusable(path, reason, "Check that the folder exists and the bot's user may write there.") from error


def _prepare(db: Database, path: str) -> None:
    db.execute("pragma foreign_keys = on")
    _refuse_foreign(db, path)
    _refuse_newer(db, path)
    db.enable_wal()
    # With the log flushed at every commit, an intent outlives a power cut, not only a crash of the bot.
    db.execute("pragma synchronous = full")
    if MIGRATIONS.pending(db):
        with immediately(db):  # a second process that opens a new file waits here, and finds nothing pending
            MIGRATIONS.apply(db)
            db.execute(f"pragma application_id = {APPLICATION}")


def _refuse_foreign(db: Database, path: str) -> None:
    (application,) = db.execute("pragma application_id").fetchone()
    if application != APPLICATION and db.table_names():
        raise StoreUnusable(path, "it belongs to another program", ANOTHER_FILE)


def _refuse_newer(db: Database, path: str) -> None:
    newer = [migration.name for migration in MIGRATIONS.applied(db) if migration.name not in STEPS]
    if newer:
        remedy = "Update Stageward to the version that wrote it, or restore an older backup."
        raise StoreUnusable(path, f"a newer version of Stageward wrote it ({', '.join(newer)})", remedy)
