"""`python run.py sync` is killed at every step of a way over several statuses; the next cycle brings it there or back."""

from itertools import count

import pytest

from tests.sync.commands_apart import KILLED, Apart
from tests.sync.houses import House
from tests.sync.killing import RealTime
from tests.sync.workflows import leave_only

TRACKERS = ("jira", "datacenter")
WAYS = (("In Review", "Assigned"), ("Assigned", "Blocked"), ("Blocked", "Assigned"), ("Assigned", "In Review"))


@pytest.fixture
def house(tmp_path):
    with House(tmp_path, RealTime()) as running:
        yield running


@pytest.fixture
def apart(house):
    with Apart(house.config) as running:
        yield running


def is_killed(apart, desk):
    code = apart.run("sync", "--engagement", desk.engagement)
    desk.service.faults.clear()
    assert code in {0, KILLED}
    return code == KILLED


@pytest.mark.parametrize("when", ["before", "after_write"])
def test_held_and_released_over_another_status(house, desk, apart, when):
    leave_only(desk.site, *WAYS)
    desk.create("Another piece", status="assigned")
    house.sync()
    for number in count(1):
        held = desk.create()
        desk.at_write(number, apart.kill, when=when, reset=True)
        was_killed = is_killed(apart, desk)
        house.sync()
        assert (desk.status(held), house.plan().actions) == ("blocked", ())
        desk.tick(held)
        if not was_killed:
            break
        desk.at_write(number, apart.kill, when=when, reset=True)
        is_killed(apart, desk)
        house.sync()
        assert (desk.status(held), house.plan().actions) == ("review", ())
        assert house.store.open_intents(desk.engagement) == ()
    assert number == desk.writes_of_a_hold + 2
