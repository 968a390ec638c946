"""A board that takes webhooks, over an empty store; a sandbox that posts; and a receiver of anything."""

from contextlib import ExitStack

import pytest
from argon2 import PasswordHasher

from connectors.sandbox import Sandbox
from state.open import open_store
from tests.hooks.posts import listening_board
from tests.hooks.receiver import Receiver


@pytest.fixture(scope="session")
def empty_url(tmp_path_factory):
    """The URL of a store nothing was kept in. Nobody writes to it."""
    url = f"sqlite:///{tmp_path_factory.mktemp('hooks') / 'stageward.db'}"
    open_store(url).close()
    return url


@pytest.fixture
def opened():
    with ExitStack() as closing:
        yield closing


@pytest.fixture
def board(opened, empty_url):
    return opened.enter_context(listening_board(empty_url))


@pytest.fixture
def sandbox():
    with Sandbox() as running:
        yield running


@pytest.fixture
def receiver(opened):
    """Somebody who answers what is posted with the statuses in `answers`, then with 204."""
    return opened.enter_context(Receiver())


@pytest.fixture(scope="session")
def password_hash():
    return PasswordHasher(time_cost=1, memory_cost=64, parallelism=1).hash("a password for tests")
