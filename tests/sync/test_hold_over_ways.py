"""Holding where the hold status is not one step away: over other statuses, step by step, or not at all."""

from itertools import pairwise

import pytest

from sync.actions import ActionState, Verb
from sync.engagement import HoldBy
from sync.trail import Kind
from tests.sync.trails import trail
from tests.sync.workflows import ask_for, leave_only

TRACKERS = ("jira", "datacenter")
MOVES = {Verb.HOLD, Verb.RELEASE, Verb.RETURN}
OVER_ASSIGNED = (("In Review", "Assigned"), ("Assigned", "Blocked"), ("Blocked", "Assigned"), ("Assigned", "In Review"))


def moves(account):
    return [
        (action.verb, action.before, action.after, action.state) for action in account.actions if action.verb in MOVES
    ]


def visited(desk, ticket):
    """Every status a ticket came to, in order."""
    history = desk.site.issue(ticket).history
    return [change.after for one in history for change in one.changes if change.field == "status"]


def error_of(account):
    (error,) = [action.error for action in account.actions if action.verb in MOVES]
    return error


@pytest.fixture
def over_assigned(desk):
    """The only way between In Review and Blocked leads over Assigned; another ticket stands there."""
    leave_only(desk.site, *OVER_ASSIGNED)
    return desk.create("Another piece", status="assigned")


def test_it_is_held_and_released_over_another_status(house, desk, over_assigned):
    ticket = desk.create()
    assert moves(house.sync()) == [(Verb.HOLD, "In Review", "Blocked", ActionState.APPLIED)]
    assert visited(desk, ticket) == ["Assigned", "Blocked"]
    assert "goes back to “In Review”" in desk.ours(ticket)[0].text
    assert house.plan().actions == ()
    desk.tick(ticket)
    assert moves(house.sync()) == [(Verb.RELEASE, "Blocked", "In Review", ActionState.APPLIED)]
    assert visited(desk, ticket) == ["Assigned", "Blocked", "Assigned", "In Review"]
    assert house.plan().actions == ()


def test_the_trail_tells_every_step(house, desk, over_assigned):
    ticket = desk.create()
    house.sync()
    steps = [row.facts for row in trail(house, Kind.WRITE) if row.ticket == ticket and row.facts["verb"] == "hold"]
    assert [(one["before"], one["after"]) for one in steps] == [("In Review", "Assigned"), ("Assigned", "Blocked")]


def test_what_is_learned_of_a_workflow_is_not_asked_again_for_the_next_ticket(house, desk, over_assigned):
    desk.create()
    house.sync()
    before = len(desk.service.log)
    desk.create("The next one")
    house.sync()
    asked = [entry.path for entry in list(desk.service.log)[before:] if f"/{desk.id(over_assigned)}" in entry.path]
    assert asked == []


def test_without_a_ticket_to_learn_from_nothing_is_moved_and_it_says_where_the_ticket_could_go(house, desk):
    leave_only(desk.site, *OVER_ASSIGNED)
    ticket = desk.create()
    error = error_of(house.sync())
    assert "no way of at most 4 moves is known" in error
    assert "it can go to: Assigned" in error
    assert visited(desk, ticket) == []


def test_no_way_leads_over_a_later_stage(house, desk):
    leave_only(desk.site, ("In Review", "Complete"), ("Complete", "Blocked"))
    desk.create("Another piece", status="complete", ticked=True)
    ticket = desk.create()
    house.sync()
    assert visited(desk, ticket) == []


def test_no_way_leads_over_a_status_where_work_is_done(house, desk):
    house.set(stages={"In Review": ("Review",)})
    leave_only(desk.site, ("In Review", "Closed"), ("Closed", "Blocked"))
    ticket = desk.create()
    house.sync()
    assert visited(desk, ticket) == []


def test_a_way_of_five_steps_is_too_long(house, desk):
    chain = ["Complete", "In Review", "In Progress", "Assigned", "To Do", "Blocked"]
    leave_only(desk.site, *pairwise(chain))
    for status in ("to do", "assigned", "in progress"):
        desk.create("Another piece", status=status)
    done, review = desk.create(status="complete", ticked=True), desk.create()
    house.sync()
    assert visited(desk, done) == []
    assert visited(desk, review) == ["In Progress", "Assigned", "To Do", "Blocked"]


def test_a_field_that_the_move_asks_for_is_filled_only_where_configured(house, desk):
    ask_for(desk.site, "Impact", "Blocked")
    ticket = desk.create()
    error = error_of(house.sync())
    assert "asks for Impact (Low, Medium, High)" in error
    assert "give a value under hold: fills:" in error
    assert visited(desk, ticket) == []
    house.set(hold=HoldBy(status="Blocked", fills={"impact": "medium"}))
    house.clock.pass_(days=2)
    house.sync()
    assert desk.status(ticket) == "blocked"
    assert desk.site.issue(ticket).values[desk.site.field_named("Impact").id] == "Medium"


def test_a_step_refused_halfway_is_taken_back_and_not_tried_again(house, desk, over_assigned):
    ticket = desk.create()
    body = '{"errorMessages":["A condition is not met."]}'
    desk.at_write(3, lambda: None, status=400, body=body)
    error = error_of(house.sync())
    assert "it was taken back to In Review" in error
    assert "A condition is not met" in error
    assert visited(desk, ticket) == ["Assigned", "In Review"]
    for _ in range(2):
        assert moves(house.sync()) == []
    assert visited(desk, ticket) == ["Assigned", "In Review"]


@pytest.mark.parametrize("when", ["before", "after_write"])
@pytest.mark.parametrize("number", [2, 3])
def test_a_lost_answer_on_the_way_is_looked_up_and_the_way_is_finished(house, desk, over_assigned, number, when):
    ticket = desk.create()
    desk.at_write(number, lambda: None, when=when, reset=True)
    house.sync()
    house.sync()
    house.sync()
    assert desk.status(ticket) == "blocked"
    assert house.plan().actions == ()
    desk.tick(ticket)
    house.sync()
    assert desk.status(ticket) == "review"


def test_a_person_who_moves_it_on_its_way_wins(house, desk):
    leave_only(desk.site, *OVER_ASSIGNED, ("Assigned", "In Progress"))
    desk.create("Another piece", status="assigned")
    ticket = desk.create()
    desk.at_write(3, lambda: desk.move(ticket, "in progress"), when="before", reset=True)
    house.sync()
    for _ in range(2):
        assert moves(house.sync()) == []
    assert desk.status(ticket) == "in progress"


def test_halfway_and_mended_it_goes_back(house, desk, over_assigned):
    ticket = desk.create()
    desk.at_write(3, lambda: None, when="before", reset=True, times=1)
    house.sync()
    assert desk.status(ticket) == "assigned"
    desk.tick(ticket)
    house.sync()
    assert desk.status(ticket) == "review"
    assert house.plan().actions == ()


def test_halfway_it_answers_for_the_stage_it_came_from(house, desk, over_assigned):
    desk.create()
    desk.at_write(3, lambda: None, when="before", reset=True)
    house.sync()
    subjects = {subject.ticket.title: subject.verdict.stages for subject in house.subjects()}
    assert subjects["A piece of work"] == {"work-item": "Review"}


def test_a_return_is_one_step_and_refused_where_none_leads_there(house, desk):
    house.set(hold=HoldBy(back=True))
    ticket = desk.create(status="in progress")
    house.sync()
    desk.move(ticket, "review")
    leave_only(desk.site, ("In Review", "To Do"), ("To Do", "In Progress"))
    account = house.sync()
    (error,) = [action.error for action in account.actions if action.verb is Verb.RETURN]
    assert "it can go to: To Do" in error
    assert desk.status(ticket) == "review"
