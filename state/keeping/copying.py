"""Copies all rows of one store to another, of whichever kind, table by table in the order they were first written.

Both are at the present tables. Leases and the budgets of tokens stay behind: they are of those who work on a place.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from itertools import islice
from types import MappingProxyType
from typing import Any

from state.migrations import MIGRATIONS
from state.rows import Rows, RowStore
from state.sqlite import SqliteRows

PAGE = 1_000  # rows held in memory
ANCHOR = "trail_anchor"  # has one row from its first day on
LEFT_BEHIND = frozenset({"leases", "budgets", ANCHOR})
ORDERED_BY = MappingProxyType({"trail": "number"})
GUARDED = ("trail", ANCHOR)


@cache
def tables() -> Mapping[str, tuple[str, ...]]:
    """Return the columns of every table that is copied, in the order in which tables may be filled."""
    db = SqliteRows(memory=True, execute_plugins=False, strict=True)
    try:
        MIGRATIONS.apply(db)
        names = [name for name in db.table_names() if name not in {*LEFT_BEHIND, MIGRATIONS.migrations_table}]
        return MappingProxyType({name: tuple(db.table(name).columns_dict) for name in names})
    finally:
        db.close()


@contextmanager
def snapshot(kept: RowStore) -> Iterator[Rows]:
    """Read a store as it is at one moment, however long it takes; nobody waits for it."""
    with kept.reading() as db:
        if db.dialect == "postgresql":  # whose readings are of one moment anyway
            yield db
            return
        db.execute("begin")
        try:
            yield db
        finally:
            db.execute("rollback")


def counts(db: Rows) -> dict[str, int]:
    """Count the rows of every table."""
    return {name: db.execute(f'select count(*) from "{name}"').fetchone()[0] for name in tables()}  # noqa: S608 - our own names


def copy_all(source: Rows, target: Rows, tell: Callable[[str], None]) -> None:
    """Copy every row into tables that are empty. `tell` hears how far it came, after every page."""
    with _unguarded(target):
        for name, columns in tables().items():
            for done in _copied(source, target, name, columns):
                tell(f"{name}: {done:,} rows")
        anchor = source.execute("select number, seal from trail_anchor").fetchone()
        target.execute("update trail_anchor set number = ?, seal = ?", anchor)


def empty(db: Rows) -> None:
    """Take all rows away."""
    with _unguarded(db):
        for name in reversed([*tables(), *LEFT_BEHIND - {ANCHOR}]):
            db.execute(f'delete from "{name}"')  # noqa: S608 - our own names


def _copied(source: Rows, target: Rows, name: str, columns: tuple[str, ...]) -> Iterator[int]:
    named, marks = ", ".join(f'"{column}"' for column in columns), ", ".join("?" for _ in columns)
    put = f'insert into "{name}" ({named}) values ({marks})'  # noqa: S608 - our own names
    done = 0
    for page in _pages(source, f'select {named} from "{name}" order by {ORDERED_BY.get(name, "rowid")}'):  # noqa: S608 - our own names
        target.executemany(put, page)
        done += len(page)
        yield done


def _pages(source: Rows, asked: str) -> Iterator[Sequence[Sequence[Any]]]:
    """Yield what is found, a page at a time; neither database makes more of it than that."""
    if source.dialect == "postgresql":
        source.execute(f"declare pages no scroll cursor for {asked}")
        while page := source.execute(f"fetch {PAGE} from pages").fetchall():
            yield page
        source.execute("close pages")
        return
    rows = iter(source.execute(asked))
    while page := list(islice(rows, PAGE)):
        yield page


@contextmanager
def _unguarded(db: Rows) -> Iterator[None]:
    """Let rows of the trail come and go as no service may, within one transaction: the guards are back at its end."""
    if db.dialect == "postgresql":
        for name in GUARDED:
            db.execute(f"alter table {name} disable trigger user")
        yield
        for name in GUARDED:
            db.execute(f"alter table {name} enable trigger user")
        return
    guards = db.execute("select name, sql from sqlite_master where type = 'trigger'").fetchall()
    for name, _ in guards:
        db.execute(f'drop trigger "{name}"')
    yield
    for _, guard in guards:
        db.execute(guard)
