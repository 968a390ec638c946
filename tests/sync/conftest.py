"""A house for every test, and one tracker after the other to try it on."""

import pytest

from tests.sync.desks import VISIBLE_NAME
from tests.sync.houses import House
from tests.sync.ladder import PLAN, REVIEW, WARNING, put_up, release_all, steps


@pytest.fixture
def house(tmp_path):
    with House(tmp_path) as running:
        yield running


@pytest.fixture(params=["jira", "clickup"])
def desk(request, house):
    """The people of one tracker; cycles run over its engagement only."""
    chosen = house.jira_desk if request.param == "jira" else house.clickup_desk
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
