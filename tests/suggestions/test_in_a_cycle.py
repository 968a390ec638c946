"""Suggestions in the sticky comment, on both trackers; a second cycle writes nothing."""

import pytest

from sync.engagement import Limits, Mode
from tests.sync.houses import House


@pytest.fixture(params=["jira", "clickup"])
def desk(request, house):
    chosen = house.clickup_desk if request.param == "clickup" else house.jira_desk
    house.only(chosen)
    return chosen


@pytest.fixture
def house(tmp_path):
    with House(tmp_path) as running:
        yield running


@pytest.fixture
def new(house, desk):
    """Four printers that were mended, and one that was not; nobody has it."""
    house.set(work_type="support", suggests=True, mode=Mode.ADVISE, limits=Limits(changes=500, share=1.0))
    for floor in ("one", "two", "three", "four"):
        ticket = desk.create(f"Printer on floor {floor} prints nothing", ticked=True)
        for status in ("complete", "delivered"):
            desk.move(ticket, status)
    house.clock.pass_(hours=1)
    ticket = desk.create("Printer on floor five prints nothing", ticked=True)
    nobody_has(desk, ticket)
    return ticket


def nobody_has(desk, ticket):
    if desk.source == "studio":
        desk.workspace.task(ticket).assignees = []
    else:
        desk.give(ticket, None)


def test_the_comment_says_who_solved_the_like_and_stays_as_it_is(house, desk, new):
    house.sync()
    (ours,) = desk.ours(new)
    assert f"Suggestion: {desk.called(desk.author)} resolved 4 of 4 similar tickets" in ours.text
    before = desk.writes()
    house.clock.pass_(hours=3)
    assert house.sync().actions == ()
    assert desk.writes() == before


def test_another_one_that_is_solved_meanwhile_changes_no_comment(house, desk, new):
    house.sync()
    before = desk.ours(new)
    other = desk.create("Printer on floor six prints nothing", ticked=True)
    for status in ("complete", "delivered"):
        desk.move(other, status)
    house.sync()
    assert desk.ours(new) == before


def test_nobody_is_assigned(house, desk, new):
    house.sync()
    assert [action.verb for action in house.sync().actions] == []
    stored = [one.ticket for one in house.store.snapshots(desk.engagement) if one.ticket.id == desk.id(new)]
    assert [one.assignee for one in stored] == [None]
