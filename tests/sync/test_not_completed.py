"""An engagement whose cycles are not completed is told to the admin: once when that begins, once when it is over."""

import pytest

from connectors.sandbox import Fault
from tests.sync.team_mail import ADMIN, TEAM, about

BEGUN, OVER = "cycles are not completed", "cycles are completed again"


@pytest.fixture
def down(house, desk):
    """A house with a team, whose tracker lets nobody in from the second cycle on."""
    house.team = TEAM
    desk.create(ticked=True)
    house.sync()
    desk.fault(Fault(status=401, times=3))


def test_it_is_told_after_three_cycles_and_once_when_it_is_over(house, desk, down):
    for _ in range(2):
        house.cycle()
    assert about(house, BEGUN) == []
    account = house.cycle()
    assert [(one.kind, one.state) for one in account.notices] == [("not-completed", "sent")]
    ((to, subject, said),) = about(house, BEGUN)
    assert (to, subject) == (ADMIN, f"{desk.engagement}: {BEGUN}")
    assert "cycles without success: 3" in said
    assert account.engagements[0].failures[0].message.split()[0] in said
    house.cycle()
    house.cycle()
    assert [to for to, _, _ in about(house, OVER)] == [ADMIN]
    assert len(about(house, BEGUN)) == 1


def test_it_is_told_after_the_time_of_three_intervals(house, desk, down):
    house.cycle()
    house.clock.pass_(minutes=15)
    house.cycle()
    assert len(about(house, BEGUN)) == 1


def test_one_that_fails_for_a_moment_is_not_told(house, desk, down):
    house.cycle()
    desk.service.faults.clear()
    for _ in range(4):
        house.cycle()
    assert about(house, "cycles are") == []


def test_all_engagements_of_a_tracker_are_in_one_mail(house):
    house.team = TEAM
    house.cycle()
    for desk in (house.jira_desk, house.clickup_desk):
        desk.fault(Fault(status=401, times=3))
    for _ in range(3):
        house.cycle()
    ((_, subject, _),) = about(house, BEGUN)
    assert house.jira_desk.engagement in subject
    assert house.clickup_desk.engagement in subject
