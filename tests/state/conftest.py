"""The kinds of store the contract is asked of, each opened afresh in a folder of its own."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from state.open import open_store
from state.sqlite import SqliteStore

OpenStore = Callable[[], SqliteStore]


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "stageward.db"


@pytest.fixture(params=["sqlite"])
def open_again(request: pytest.FixtureRequest, database: Path) -> Iterator[OpenStore]:
    """Open the same store once more, as another start of the bot would."""
    urls = {"sqlite": f"sqlite:///{database}"}
    with ExitStack() as opened:
        yield lambda: opened.enter_context(open_store(urls[request.param]))


@pytest.fixture
def store(open_again: OpenStore) -> SqliteStore:
    return open_again()
