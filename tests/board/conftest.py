"""Boards over real HTTP: one over a store that cycles filled, and one in a house where cycles run."""

from contextlib import ExitStack

import pytest
import requests
from argon2 import PasswordHasher

from state.open import open_store
from tests.board.filled import fill
from tests.board.served import Clock, Visitor, served_store
from tests.sync.houses import House

PASSWORD = "a password for tests"


@pytest.fixture(scope="session")
def filled_url(tmp_path_factory):
    """The URL of a store with four engagements of forty tickets. Nobody writes to it."""
    return filled_store(tmp_path_factory.mktemp("board"), 4, 40)


@pytest.fixture(scope="session")
def large_url(tmp_path_factory):
    """The URL of a store with twelve engagements and 3,000 tickets. Nobody writes to it."""
    return filled_store(tmp_path_factory.mktemp("large"), 12, 250)


def filled_store(folder, engagements, each):
    url = f"sqlite:///{folder / 'stageward.db'}"
    with open_store(url) as store:
        fill(store, engagements, each)
    return url


@pytest.fixture
def opened():
    with ExitStack() as closing:
        yield closing


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def visit(opened, filled_url, clock):
    """Open a board, over the filled store where no other is named, and return somebody who looks at it."""

    def look(url=None, **setting):
        address = opened.enter_context(served_store(url or filled_url, **{"clock": clock, **setting}))
        return Visitor(address, opened.enter_context(requests.Session()))

    return look


@pytest.fixture(scope="session")
def password_hash():
    return PasswordHasher(time_cost=1, memory_cost=64, parallelism=1).hash(PASSWORD)


@pytest.fixture
def house(tmp_path):
    with House(tmp_path) as running:
        yield running
