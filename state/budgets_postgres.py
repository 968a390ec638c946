"""Budgets of tokens in a PostgreSQL database: a row each, locked for the two round trips of a change."""

from collections.abc import Callable
from threading import Lock
from typing import Any, Self, TypeVar

import psycopg

from state.budgets import FORGET, KEEP, KEPT, fact
from state.postgres.faults import place_of, told_of_server
from state.postgres.rows import translated
from state.postgres.server import conninfo_of

NOW = "extract(epoch from clock_timestamp())::double precision"
LOOK = f"select (select document from budgets where name = %s), {NOW}"  # noqa: S608 - a constant
# The clock is looked at once the row is ours: whoever waited for it is told of a moment after the one before.
LOCK = f"""
    with mine as materialized (select document from budgets where name = %s for update)
    select document, {NOW} from mine"""  # noqa: S608 - a constant
MAKE = "insert into budgets (name, document, at) values (%s, '', '') on conflict (name) do nothing"
SETTINGS = "set synchronous_commit = off"

Told = TypeVar("Told")


class PostgresBudgets:
    """Implements `state.budgets.Budgets` in a PostgreSQL database, for processes of any machine."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._lock = Lock()
        self._place = place_of(url)
        self._connection: psycopg.Connection[Any] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        with self._lock:
            self._let_go()

    def look(self, name: str) -> tuple[str, float]:
        def looked(connection: psycopg.Connection[Any]) -> tuple[str, float]:
            document, now = connection.execute(LOOK, [name]).fetchone() or (None, 0.0)
            return document or "", now

        return self._once_more(looked)

    def exchange(self, name: str, change: Callable[[str, float], tuple[Told, str]]) -> Told:
        def exchanged(connection: psycopg.Connection[Any]) -> Told:
            with connection.pipeline() as pipeline, connection.transaction():
                document, now = _locked(connection, name)
                told, after = change(document, now)
                if after != document:
                    _keep(connection, name, after, now, is_new=not document)
                pipeline.sync()
            return told

        return self._once_more(exchanged)

    def _once_more(self, ask: Callable[[psycopg.Connection[Any]], Told]) -> Told:
        """Ask, and again on a fresh connection where the kept one is dead. Asking twice is asking once: what a cut
        connection did not commit is undone, and what it did commit takes a turn too many at most."""
        with self._lock, told_of_server(self._place):
            try:
                return ask(self._connected())
            except psycopg.OperationalError:
                self._let_go()
                return ask(self._connected())

    def _connected(self) -> psycopg.Connection[Any]:
        if self._connection is None:
            connection = psycopg.connect(conninfo_of(self._url), autocommit=True)
            connection.execute(SETTINGS)
            self._connection = connection
        return self._connection

    def _let_go(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def _locked(connection: psycopg.Connection[Any], name: str) -> tuple[str, float]:
    row = connection.execute(LOCK, [name]).fetchone()
    if row is None:
        connection.execute(MAKE, [name])
        row = connection.execute(LOCK, [name]).fetchone()
    document, now = row or ("", 0.0)
    return document, now


def _keep(connection: psycopg.Connection[Any], name: str, document: str, now: float, *, is_new: bool) -> None:
    connection.execute(translated(KEEP), [name, document, fact(now)])
    if is_new:
        connection.execute(translated(FORGET), [fact(now - KEPT.total_seconds())])
