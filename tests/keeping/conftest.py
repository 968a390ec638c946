"""A store that two cycles with people's work between them left, copied for each test; and places of both kinds."""

import pytest

from connectors.sandbox.stage import open_stage
from state.open import open_store
from tests.keeping.desks import Desk, packs_in_use


@pytest.fixture(scope="session")
def after_two_cycles(tmp_path_factory, files_read_once):
    folder = tmp_path_factory.mktemp("kept")
    with open_stage(folder / "demo", packs_in_use(folder)) as stage:
        desk = Desk(stage)
        assert desk("sync").code == 0
        desk.people_work()
        assert desk("sync").code == 0
        yield desk


@pytest.fixture
def desk(after_two_cycles, tmp_path):
    """A copy of the desk; nobody writes to its sandbox."""
    return after_two_cycles.copied(tmp_path / "desk")


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request, tmp_path):
    """The URL of a new place of either kind."""
    return f"sqlite:///{tmp_path / 'new.db'}" if request.param == "sqlite" else request.getfixturevalue("postgres_url")


@pytest.fixture
def store(place):
    with open_store(place) as opened:
        yield opened
