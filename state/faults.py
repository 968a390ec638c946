"""What can be wrong with a database file, told with fields; and how SQLite's own errors become these."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from json import JSONDecodeError

from sync.ports import PortError, Unreachable

BUSY = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
DAMAGED = "it is damaged"
ANOTHER_FILE = "Move this file away, or name another one in `state: url`."
FROM_BACKUP = "Stop the bot, keep this file for inspection, and restore a backup with `state restore`."
REASONS = {
    sqlite3.SQLITE_NOTADB: ("it is not a SQLite database", ANOTHER_FILE),
    sqlite3.SQLITE_CORRUPT: (DAMAGED, FROM_BACKUP),
    sqlite3.SQLITE_IOERR: ("the disk could not be read or written", "Check the disk, then start again."),
    sqlite3.SQLITE_FULL: ("the disk is full", "Free some space, then start again."),
    sqlite3.SQLITE_READONLY: (
        "it may not be written",
        "Give the bot's user the right to write the file and its folder.",
    ),
    sqlite3.SQLITE_CANTOPEN: (
        "it cannot be opened",
        "Check that the folder exists and the bot's user may write there.",
    ),
    sqlite3.SQLITE_PERM: ("it may not be opened", "Give the bot's user the right to write the file and its folder."),
}


@dataclass(unsafe_hash=True)
class StoreUnusable(PortError):
    """The database cannot serve; trying again without a change does not help. `remedy` says what to do."""

    path: str
    reason: str
    remedy: str

    def __str__(self) -> str:
        return f"The state store {self.path} cannot be used: {self.reason}. {self.remedy}"


@contextmanager
def told_as_ours(path: str) -> Iterator[None]:
    """Raise Unreachable where another process holds the database too long, StoreUnusable where the file is at fault."""
    try:
        yield
    except sqlite3.Error as error:
        raise _ours(error, path) from error
    except JSONDecodeError as error:
        raise StoreUnusable(path, *REASONS[sqlite3.SQLITE_CORRUPT]) from error


def _ours(error: sqlite3.Error, path: str) -> Exception:
    # Errors of our own SQL carry other codes or none, and stay what they are: bugs.
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code in BUSY:
        return Unreachable("state", f"{path}: another process is writing ({error})")
    return StoreUnusable(path, *REASONS[code]) if code in REASONS else error
