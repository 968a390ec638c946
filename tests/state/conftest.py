"""The kinds of store the contract is asked of, each opened afresh in a place of its own."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from state.open import open_store
from state.store import SqlStore
from tests.postgres.server import PostgresServer

OpenStore = Callable[[], SqlStore]


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "stageward.db"


@pytest.fixture(scope="session")
def postgres_with_tables(postgres_server: PostgresServer) -> str:
    """The URL of a database with our tables, to which nobody is connected; others are copied from it."""
    url = postgres_server.fresh()
    open_store(url).close()
    return url


@pytest.fixture(params=["sqlite", "postgresql"])
def store_url(request: pytest.FixtureRequest, database: Path) -> Iterator[str]:
    """The URL of a new place; in PostgreSQL the tables are there already."""
    if request.param == "sqlite":
        yield f"sqlite:///{database}"
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    url = server.fresh(like=request.getfixturevalue("postgres_with_tables"))
    yield url
    server.drop(url)


@pytest.fixture
def open_again(store_url: str) -> Iterator[OpenStore]:
    """Open the same store once more, as another start of the bot would."""
    with ExitStack() as opened:
        yield lambda: opened.enter_context(open_store(store_url))


@pytest.fixture
def store(open_again: OpenStore) -> SqlStore:
    return open_again()
