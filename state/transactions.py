"""What makes several statements one."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlite_utils import Database


@contextmanager
def immediately(db: Database | sqlite3.Connection) -> Iterator[None]:
    """Hold the one right to write from the first statement on: all inside is kept, or nothing."""
    db.execute("begin immediate")
    try:
        yield
        db.execute("commit")
    except BaseException:
        db.rollback()
        raise
