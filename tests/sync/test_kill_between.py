"""`python run.py sync` is killed after every transaction of its store in turn: between any two of them nothing is lost.

The store does the same on every tracker; the writes to each are killed in test_kill.py.
"""

from itertools import count

import pytest

from tests.sync.commands_apart import Apart
from tests.sync.killing import Story, sending_house

TRACKERS = ("jira",)


@pytest.fixture
def house(tmp_path):
    with sending_house(tmp_path) as running:
        yield running


@pytest.fixture
def story(house, desk):
    with Apart(house.config) as apart:
        yield Story(house, apart, desk)


def test_after_every_transaction_of_the_store(story, desk):
    for number in count(1):
        story.goes_on()
        if not story.is_killed(commits=number):
            break
        story.all_is_right()
    assert number > 3 * (desk.writes_of_a_hold + desk.writes_of_a_release)
