"""A house for every test, and one tracker after the other to try it on."""

import pytest

from tests.sync import commands_apart
from tests.sync.clinic import Clinic
from tests.sync.desks import VISIBLE_NAME
from tests.sync.houses import House
from tests.sync.ladder import PLAN, REVIEW, WARNING, put_up, release_all, steps


@pytest.fixture
def house(tmp_path, files_read_once):
    with House(tmp_path) as running:
        yield running


@pytest.fixture(scope="session", autouse=True)
def nothing_runs_on():
    """End the processes in which tests ran commands."""
    yield
    commands_apart.end_all()


def pytest_generate_tests(metafunc):
    """Tests that ask for a desk run on the trackers their module names: `TRACKERS = EVERY` for all of them."""
    if "desk" in metafunc.fixturenames:
        metafunc.parametrize("desk", getattr(metafunc.module, "TRACKERS", ("jira", "clickup")), indirect=True)


@pytest.fixture
def desk(request, house):
    """The people of one tracker; cycles run over its engagement only."""
    if request.param == "datacenter":
        house.move_to_datacenter()
    chosen = house.clickup_desk if request.param == "clickup" else house.jira_desk
    house.only(chosen)
    return chosen


@pytest.fixture
def climbing(house, desk):
    """An engagement with a ladder."""
    put_up(house)
    return desk


@pytest.fixture
def warned(house, climbing):
    """A ticket whose client was warned, and its desk."""
    ticket = climbing.create(**{VISIBLE_NAME: "Login screens"})
    climbing.fill(ticket, "Mitigation", PLAN)
    house.sync()
    house.clock.pass_(days=2)
    house.sync()
    release_all(house)
    assert steps(house.sync()) == [(REVIEW, WARNING)]
    return climbing, ticket


@pytest.fixture
def clinic(tmp_path):
    """A healthy installation for a doctor to look over."""
    with Clinic(tmp_path, tmp_path / "traffic.jsonl") as opened:
        yield opened
