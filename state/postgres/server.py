"""A PostgreSQL database as the place where rows are kept: one connection, made again where it was lost."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, LiteralString

import psycopg
from psycopg import Connection
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.sql import SQL, Composed

from state.faults import StoreUnusable
from state.postgres.faults import place_of, told_of_server
from state.postgres.rows import PostgresRows
from state.postgres.tables import SCHEMA, bring_up_to_date, refuse_none
from state.rows import Rows

OLDEST = 14
BUSY_TIMEOUT = 10.0  # seconds another process may hold the right to write
LOCK = 0x53544757  # "STGW": marks an advisory lock as ours
DEFAULTS = {
    "connect_timeout": "10",  # seconds
    "keepalives_idle": "30",
    "tcp_user_timeout": "30000",  # milliseconds until a connection nobody answers on counts as lost
    "application_name": "stageward",
    "client_encoding": "UTF8",
}
# A machine that lost its power holds nothing for longer than a minute: neither the right to write nor a snapshot.
SETTINGS: LiteralString = """
    set tcp_keepalives_idle = 20; set tcp_keepalives_interval = 10; set tcp_keepalives_count = 3;
    set idle_in_transaction_session_timeout = '60s'; set client_min_messages = warning"""
ASKING = SQL("begin isolation level repeatable read, read only")
# One writer at a time, and what it reads is what the one before it left: hence each statement sees the present.
WRITING = SQL(
    "begin isolation level read committed, read write; select pg_advisory_xact_lock({}, hashtext(current_schema()))"
).format(LOCK)


class PostgresServer:
    """Implements `state.rows.RowStore`. One writes at a time; who reads waits for nobody and sees one moment."""

    def __init__(self, url: str, *, only_reads: bool = False) -> None:
        """Raises StoreUnusable for a URL that cannot be read. `only_reads` makes and changes no table."""
        self.place = place_of(url)
        self._url = url
        self._only_reads = only_reads
        self._connection: Connection[tuple[Any, ...]] | None = None

    @contextmanager
    def reading(self) -> Iterator[Rows]:
        with self._transaction(ASKING) as rows:
            yield rows

    @contextmanager
    def writing(self) -> Iterator[Rows]:
        with self._transaction(WRITING) as rows:
            yield rows

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def open(self) -> None:
        """Connect and bring the tables up to date, if that is not done yet."""
        with told_of_server(self.place):
            self._connected()

    @contextmanager
    def _transaction(self, begin: SQL | Composed) -> Iterator[Rows]:
        with told_of_server(self.place):
            connection = self._begun(begin)
            with _ended(connection):
                yield PostgresRows(connection)

    def _begun(self, begin: SQL | Composed) -> Connection[tuple[Any, ...]]:
        connection = self._connected()
        try:
            connection.execute(begin)
        except psycopg.OperationalError:
            if not connection.closed:
                connection.rollback()
                raise
            # It was lost since the last use, and nothing was asked on it yet: once more, on a new one.
            connection = self._connected()
            connection.execute(begin)
        return connection

    def _connected(self) -> Connection[tuple[Any, ...]]:
        if self._connection is None or self._connection.closed:
            self._connection = connect(self._url, self.place, only_reads=self._only_reads)
        return self._connection


@contextmanager
def _ended(connection: Connection[tuple[Any, ...]]) -> Iterator[None]:
    """Commit at the end, roll back what was broken off."""
    try:
        yield
        connection.execute("commit")
    except BaseException:
        try:
            connection.rollback()
        except psycopg.Error:
            connection.close()  # a connection that cannot even roll back is lost: so is what was not committed
        raise


def conninfo_of(url: str) -> str:
    """Return what libpq connects by: the URL, to the schema of our tables where it names no other, with deadlines."""
    told = conninfo_to_dict(url)
    options = str(told.get("options", ""))
    if "search_path" not in options:
        options = f"{options} -csearch_path={SCHEMA}".lstrip()
    return make_conninfo(url, **{name: value for name, value in DEFAULTS.items() if name not in told}, options=options)


def connect(url: str, place: str, *, only_reads: bool) -> Connection[tuple[Any, ...]]:
    """Return a connection whose transactions begin and end only where we say so, to tables of this version."""
    connection = psycopg.connect(conninfo_of(url), autocommit=True)
    try:
        _refuse_unfit(connection, place)
        connection.execute(SETTINGS)
        connection.execute(SQL("set lock_timeout to {}").format(f"{BUSY_TIMEOUT}s"))
        if only_reads:
            refuse_none(connection, place)
        else:
            bring_up_to_date(connection, place, LOCK)
    except BaseException:
        connection.close()
        raise
    return connection


def _refuse_unfit(connection: Connection[tuple[Any, ...]], place: str) -> None:
    version, encoding = connection.info.server_version // 10_000, connection.info.parameter_status("server_encoding")
    if version < OLDEST:
        remedy = f"Name a server of version {OLDEST} or later in `state: url`."
        raise StoreUnusable(place, f"its server is PostgreSQL {version}, which is too old", remedy)
    if encoding != "UTF8":
        remedy = "Create the database with `createdb --encoding UTF8 --template template0 NAME`."
        raise StoreUnusable(place, f"its encoding is {encoding}, which cannot hold every text", remedy)
