"""The tables in a PostgreSQL database: made by the same steps as in a file, and recorded by the same names."""

from typing import Any, LiteralString

from psycopg import Connection
from psycopg.sql import SQL, Identifier

from state.faults import StoreUnusable
from state.migrations import MIGRATIONS, STEPS, refuse_newer
from state.postgres.faults import NO_TABLES
from state.postgres.rows import PostgresRows

SCHEMA = "stageward"
RECORD = "stageward_migrations"
FIRST: LiteralString = "select pg_advisory_xact_lock(%s, 0)"
ONE_WRITES: LiteralString = "select pg_advisory_xact_lock(%s, hashtext(current_schema()))"
IS_RECORDED: LiteralString = "select to_regclass(quote_ident(current_schema()) || '.' || %s) is not null"
# Jobs may stand beside ours: their library makes its own tables.
OTHERS: LiteralString = """
    select 1 from pg_class where relnamespace = to_regnamespace(quote_ident(current_schema())) and relkind in ('r', 'p')
    and relname not like 'procrastinate%' limit 1"""
RECORDED: LiteralString = """
    insert into stageward_migrations (id, migration_set, name, applied_at)
    values ((select coalesce(max(id), 0) + 1 from stageward_migrations), %s, %s,
            to_char(now() at time zone 'utc', 'YYYY-MM-DD HH24:MI:SS.US') || '+00:00')"""

Connected = Connection[tuple[Any, ...]]


def bring_up_to_date(connection: Connected, place: str, lock: int) -> None:
    """Apply what is pending, all or nothing; processes that start at once wait for the first, and find nothing.

    Raises StoreUnusable where another program's tables stand there, or a newer version's.
    """
    if not _pending(connection, place):
        return
    with connection.transaction():
        connection.execute(FIRST, [lock])
        _make_schema(connection)
        connection.execute(ONE_WRITES, [lock])
        pending, rows = _pending(connection, place), PostgresRows(connection)
        if len(pending) == len(STEPS):
            columns = {"id": int, "migration_set": str, "name": str, "applied_at": str}
            rows.table(RECORD).create(columns, pk="id").create_index(["migration_set", "name"], unique=True)
        for name in pending:
            STEPS[name](rows)
            connection.execute(RECORDED, [MIGRATIONS.name, name])


def refuse_none(connection: Connected, place: str) -> None:
    """Raise StoreUnusable where our tables are not there, for one who makes none."""
    if not _holds(connection, IS_RECORDED, [RECORD]):
        raise StoreUnusable(place, *NO_TABLES)


def _make_schema(connection: Connected) -> None:
    # Asked first: a role that owns the schema may well lack the right to make one.
    (missing,) = connection.execute("select current_schema() is null").fetchone() or (True,)
    if missing:
        connection.execute(SQL("create schema if not exists {}").format(Identifier(SCHEMA)))


def _pending(connection: Connected, place: str) -> list[str]:
    if not _holds(connection, IS_RECORDED, [RECORD]):
        if connection.execute(OTHERS).fetchone():
            remedy = "Name an empty database in `state: url`, or a schema of its own: `?options=-csearch_path%3DNAME`."
            raise StoreUnusable(place, "its tables belong to another program", remedy)
        return list(STEPS)
    found = connection.execute("select name from stageward_migrations where migration_set = %s", [MIGRATIONS.name])
    applied = {name for (name,) in found}
    refuse_newer(sorted(applied), place)
    return [name for name in STEPS if name not in applied]


def _holds(connection: Connected, question: LiteralString, values: list[str]) -> bool:
    return connection.execute(question, values).fetchone() == (True,)
