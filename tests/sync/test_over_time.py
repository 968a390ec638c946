"""A ticket that is in its stage for longer than it takes is told to the team, once for each stay."""

import pytest

from sync.engagement import Mode
from tests.sync.desks import EVERY
from tests.sync.team_mail import MANAGER, OFFICE, TEAM, about, with_takes

TRACKERS = EVERY
STAGE = "Review"
LONGER = "a stage takes longer than planned"


@pytest.fixture
def ticket(house, desk):
    """A ticket in a stage of two working days, on a Monday, in a house with a team."""
    house.team = TEAM
    house.packs = with_takes(house.packs, STAGE, "1-2 working days")
    ticket = desk.create(ticked=True)
    house.sync()
    return ticket


def test_it_is_told_once_with_how_long_and_how_long_it_takes(house, desk, ticket):
    house.clock.pass_(days=1)
    house.sync()
    assert about(house, LONGER) == []
    house.clock.pass_(days=2)
    planned = house.plan()
    assert [(notice.kind, notice.to) for notice in planned.notices] == [("over-time", (OFFICE,))]
    assert not any(action.reaches_client for action in planned.actions)
    for _ in range(3):
        house.sync()
    ((to, subject, said),) = about(house, LONGER)
    assert (to, subject) == (OFFICE, f"{desk.engagement}: {LONGER}")
    assert "A piece of work" in said
    assert "1-2 working days" in said
    assert "  - Stage: Review, for 3 working days\n" in said


def test_several_tickets_are_one_mail(house, desk, ticket):
    desk.create("Another piece", ticked=True)
    house.sync()
    house.clock.pass_(days=3)
    house.sync()
    ((_, _, said),) = about(house, LONGER)
    assert "Another piece" in said
    assert "A piece of work" in said


def test_who_the_stage_is_with_hears_of_it_where_they_have_an_address(house, desk, ticket):
    house.packs = with_takes(house.packs, STAGE, "2 working days", role="Delivery Manager")
    house.clock.pass_(days=3)
    house.sync()
    assert [to for to, _, _ in about(house, LONGER)] == [MANAGER]


def test_another_stay_is_news_again(house, desk, ticket):
    house.clock.pass_(days=3)
    house.sync()
    desk.move(ticket, "in progress")
    house.sync()
    desk.move(ticket, "review")
    house.sync()
    assert len(about(house, LONGER)) == 1
    house.clock.pass_(days=7)
    house.sync()
    assert len(about(house, LONGER)) == 2


def test_a_weekend_does_not_count(house, desk, ticket):
    house.clock.pass_(days=4)
    house.sync()
    later = desk.create("On a Friday", ticked=True)
    house.sync()
    house.clock.pass_(days=3)
    house.sync()
    assert later not in "".join(said for _, _, said in about(house, LONGER))


def test_nothing_is_told_where_the_bot_only_judges_or_nobody_has_an_address(house, desk, ticket):
    house.clock.pass_(days=3)
    house.team = {}
    assert house.plan().notices == ()
    house.team = TEAM
    house.set(mode=Mode.OBSERVE)
    assert house.plan().notices == ()
