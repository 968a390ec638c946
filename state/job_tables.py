"""The tables of the queue: Procrastinate's own, in a schema beside ours, brought up to date by its own steps.

What is queued can be lost: the agenda knows what is due. So these tables belong to no backup.
"""

from importlib import resources
from typing import Any

import psycopg
from procrastinate.schema import SchemaManager
from psycopg.sql import SQL, Identifier

from state.job_workers import SCHEMA

LOCK = 0x53544751  # "STGQ": one process at a time makes them
STEPS = "sql/migrations"
KEEP = "insert into steps (name) values (%s)"


def bring_up_to_date(url: str) -> None:
    """Make the tables, or change them to what the installed version of Procrastinate needs."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("select pg_advisory_lock(%s)", [LOCK])  # given back with the connection
        found = connection.execute("select 1 from pg_namespace where nspname = %s", [SCHEMA]).fetchone()
        if found is None:
            _make(connection)
        else:
            connection.execute(SQL("set search_path to {}").format(Identifier(SCHEMA)))
            _change(connection)


def _make(connection: psycopg.Connection[Any]) -> None:
    with connection.transaction():
        connection.execute(SQL("create schema {}").format(Identifier(SCHEMA)))
        connection.execute(SQL("set search_path to {}").format(Identifier(SCHEMA)))
        connection.execute(SchemaManager.get_schema())
        connection.execute("create table steps (name text primary key)")
        for name in steps():
            connection.execute(KEEP, [name])


def _change(connection: psycopg.Connection[Any]) -> None:
    done = {name for (name,) in connection.execute("select name from steps")}
    for name, sql in steps().items():
        if name not in done:  # each by itself: a new word of an enumeration is not known before its step is committed
            with connection.transaction():
                connection.execute(sql)
                connection.execute(KEEP, [name])


def steps() -> dict[str, str]:
    """Return Procrastinate's own steps from its first version on, by name, in their order."""
    folder = resources.files("procrastinate").joinpath(STEPS)
    names = sorted(file.name for file in folder.iterdir() if file.name.endswith(".sql"))
    return {name: folder.joinpath(name).read_text(encoding="utf-8") for name in names}
