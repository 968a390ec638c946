"""A house for every test, and one tracker after the other to try it on."""

import pytest

from tests.sync.houses import House


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
