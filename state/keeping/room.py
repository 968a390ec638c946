"""What a store takes on its disk, and what of it can be given back. Callers bring the transaction."""

from state.rows import Rows
from sync.service.keeper import Room

INCREMENTAL = 2  # of `pragma auto_vacuum`, https://www.sqlite.org/pragma.html#pragma_auto_vacuum


def room(db: Rows) -> Room:
    if db.dialect == "postgresql":
        (taken,) = db.execute("select pg_database_size(current_database())").fetchone()
        return Room(taken, 0)
    size = _pragma(db, "page_size")
    return Room(_pragma(db, "page_count") * size, _pragma(db, "freelist_count") * size)


def give_back(db: Rows, most: int) -> int:
    """Shorten the file. PostgreSQL's autovacuum looks after its own space; a file that was made before this was
    asked for keeps what is free for new rows."""
    if db.dialect == "postgresql" or _pragma(db, "auto_vacuum") != INCREMENTAL:
        return 0
    size, before = _pragma(db, "page_size"), _pragma(db, "page_count")
    # Every page it gives back is a row of its answer: it goes on only while they are fetched.
    db.execute(f"pragma incremental_vacuum({max(1, most // size)})").fetchall()
    return (before - _pragma(db, "page_count")) * size


def _pragma(db: Rows, name: str) -> int:
    (value,) = db.execute(f"pragma {name}").fetchone()
    return int(value)
