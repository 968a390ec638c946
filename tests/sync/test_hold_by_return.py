"""Sending a blocked ticket back once: no release, and no second time for the same findings."""

import pytest

from connectors.sandbox.front import Fault
from sync.actions import ActionState, Verb
from sync.engagement import HoldBy
from sync.trail import Kind
from tests.sync.desks import EVERY
from tests.sync.trails import trail

TRACKERS = EVERY
MOVES = {Verb.HOLD, Verb.RELEASE, Verb.RETURN}


def moves(account):
    return [(action.verb, action.state) for action in account.actions if action.verb in MOVES]


@pytest.fixture(autouse=True)
def by_return(house, desk):
    house.set(hold=HoldBy(back=True))


@pytest.fixture
def sent_back(house, desk):
    """A ticket sent back from Review."""
    ticket = desk.create(status="in progress")
    house.sync()
    desk.move(ticket, "review")
    assert moves(house.sync()) == [(Verb.RETURN, ActionState.APPLIED)]
    return ticket


def settle(house):
    house.sync()
    house.sync()
    assert house.plan().actions == ()


def test_it_goes_back_to_the_stage_it_came_from_and_is_judged_there(house, desk, sent_back):
    assert desk.status(sent_back) == "in progress"
    settle(house)
    assert desk.labels(sent_back) == []
    (subject,) = house.subjects()
    assert subject.verdict.stages == {"work-item": "In Progress"}


def test_the_comment_says_why_and_that_a_person_moves_it_forward(house, desk, sent_back):
    house.sync()
    said = desk.ours(sent_back)[0].text
    assert "sent back from" in said
    assert "A person moves it forward again." in said


def test_it_is_not_moved_again_by_itself_when_all_is_well(house, desk, sent_back):
    desk.tick(sent_back)
    assert moves(house.sync()) == []
    assert desk.status(sent_back) == "in progress"


def test_moved_forward_when_mended_it_stays(house, desk, sent_back):
    desk.tick(sent_back)
    desk.move(sent_back, "review")
    for _ in range(2):
        assert moves(house.sync()) == []
    assert desk.status(sent_back) == "review"
    assert "sent back" not in desk.ours(sent_back)[0].text
    assert trail(house, Kind.OVERRIDE) == []


def test_moved_forward_with_the_same_findings_the_person_wins_and_is_recorded_once(house, desk, sent_back):
    desk.move(sent_back, "review")
    for _ in range(3):
        assert moves(house.sync()) == []
    assert desk.status(sent_back) == "review"
    assert "moved it on" in desk.ours(sent_back)[0].text
    (noted,) = trail(house, Kind.OVERRIDE)
    assert noted.facts["against"] == "return"


def test_mended_and_broken_again_it_is_sent_back_again(house, desk, sent_back):
    desk.tick(sent_back)
    desk.move(sent_back, "review")
    house.sync()
    desk.tick(sent_back, done=False)
    assert moves(house.sync()) == [(Verb.RETURN, ActionState.APPLIED)]


def test_what_still_blocks_in_the_stage_before_sends_it_no_further(house, desk):
    ticket = desk.create(status="complete", ticked=True)
    house.sync()
    assert desk.status(ticket) == "review"
    for _ in range(3):
        house.sync()
    assert desk.status(ticket) == "review"


@pytest.mark.parametrize("when", ["before", "after_write"])
def test_a_lost_answer_is_looked_up_and_it_is_sent_back_once(house, desk, when):
    ticket = desk.create(status="in progress")
    house.sync()
    desk.move(ticket, "review")
    desk.fault(Fault(when=when, reset=True, **desk.requests.move))
    house.sync()
    settle(house)
    assert desk.status(ticket) == "in progress"
