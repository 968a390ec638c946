"""A step of a ladder that was taken is told to who it is with, and to the project manager."""

import pytest

from tests.sync.desks import VISIBLE_NAME
from tests.sync.ladder import FORMAL, LADDER, PLAN, REVIEW, RULE, WARNING, put_up, release_all
from tests.sync.team_mail import MANAGER, OFFICE, TEAM, about

TAKEN = "an escalation step was taken"


@pytest.fixture
def risky(house, desk):
    """A house with a team and a ladder, and a ticket that climbs it."""
    house.team = TEAM
    put_up(house)
    ticket = desk.create(**{VISIBLE_NAME: "Login screens"})
    desk.fill(ticket, "Mitigation", PLAN)
    return ticket


def told(house):
    return [(to, next(line for line in said.splitlines() if "Step:" in line)) for to, _, said in about(house, TAKEN)]


def step(name, place):
    return f"  - Step: {name}, {place} of 3 ({LADDER.name})"


def test_the_first_step_is_told_once_with_its_rules_and_what_comes_next(house, desk, risky):
    account = house.sync()
    assert [(one.kind, one.state) for one in account.notices] == [("escalation-step", "sent")]
    house.sync()
    ((to, _, said),) = about(house, TAKEN)
    assert to == OFFICE
    assert step(REVIEW, 1) in said
    assert f"Fails: {RULE}" in said
    assert f"  - Next: {WARNING}, not before 2026-03-11" in said


def test_a_later_step_goes_to_its_owner_and_to_the_project_manager_as_it_is_taken(house, desk, risky):
    house.sync()
    house.clock.pass_(days=2)
    house.sync()
    assert len(told(house)) == 1  # the warning waits for a person
    release_all(house)
    house.sync()
    assert told(house)[1:] == [(OFFICE, step(WARNING, 2))]
    house.clock.pass_(days=5)
    house.sync()
    release_all(house)
    house.sync()
    assert told(house)[2:] == [(MANAGER, step(FORMAL, 3)), (OFFICE, step(FORMAL, 3))]


def test_a_plan_shows_the_mail_and_sends_none(house, desk, risky):
    planned = house.plan()
    assert [(one.kind, one.state) for one in planned.notices] == [("escalation-step", "ready")]
    assert not any(action.reaches_client for action in planned.actions)
    assert house.mails == ()
