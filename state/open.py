"""Opens the store a URL names, brings its tables up to date, and refuses what it cannot serve from."""

from collections.abc import Iterator
from contextlib import contextmanager

from state.faults import StoreUnusable
from state.rows import RowStore
from state.sqlite import SQLITE, open_file
from state.store import SqlStore

POSTGRES = ("postgresql://", "postgres://")


def open_store(url: str) -> SqlStore:
    """Open or create the store at `sqlite:///PATH` or `postgresql://USER@HOST/NAME`; a relative path counts from the
    working directory.

    Close it, or use it as a context manager, in the thread that opened it. Raises StoreUnusable for another URL, and
    for a file or a database that is damaged, foreign or from a newer version; Unreachable where another process holds
    it too long or the server does not answer.
    """
    return SqlStore(open_rows(url))


def open_rows(url: str) -> RowStore:
    return postgres_at(url) if url.startswith(POSTGRES) else open_file(path_of(url))


def postgres_at(url: str, *, only_reads: bool = False) -> RowStore:
    """Connect to a PostgreSQL database; `only_reads` makes and changes no table there."""
    with postgres_driver():
        from state.postgres.server import PostgresServer  # noqa: PLC0415 - its driver is an extra
    server = PostgresServer(url, only_reads=only_reads)
    server.open()
    return server


@contextmanager
def postgres_driver() -> Iterator[None]:
    """Raise StoreUnusable where what is imported inside is not installed."""
    try:
        yield
    except ModuleNotFoundError as error:
        remedy = "Install it beside Stageward: pip install 'stageward[postgres]'."
        raise StoreUnusable("postgresql", "the driver for PostgreSQL is not installed", remedy) from error


def path_of(url: str) -> str:
    """Return the file a URL names; raises StoreUnusable for another kind of URL."""
    path = url.removeprefix(SQLITE)
    if url.startswith(SQLITE) and path not in {"", ":memory:"}:
        return path
    # A URL may hold a password: only its scheme is told.
    scheme = url.partition(":")[0] if ":" in url else "nothing"
    raise StoreUnusable(
        scheme, "this URL names no state store", f"Write `state: url` as {SQLITE}PATH or postgresql://USER@HOST/NAME."
    )
