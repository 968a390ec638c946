"""Answers that are lost and requests that fail: nothing happens twice, and the next cycle puts it right."""

import pytest

from connectors.sandbox import Fault
from sync.actions import ActionState

LOST = {
    "reset": {"when": "after_write", "reset": True},
    "bad gateway": {"when": "after_write", "status": 502, "body": "<html>Bad gateway</html>"},
    "cut": {"when": "after_write", "cut_at": 7},
}
FAILS = {
    "503": {"status": 503},
    "500": {"status": 500},
    "reset": {"reset": True},
    "busy": {"status": 429, "headers": {"Retry-After": "1"}},
}
KINDS = ["first_comment", "label", "move"]


def at(desk, kind, fault):
    """Let a fault happen to the next request of a kind."""
    desk.fault(Fault(**getattr(desk.requests, kind), **fault))


def looks_blocked(desk, ticket):
    assert len(desk.ours(ticket)) == 1
    assert desk.comments(ticket) == desk.ours(ticket)
    assert desk.labels(ticket) == ["web", "gate:blocked"]
    assert desk.status(ticket) == "blocked"


@pytest.mark.parametrize("lost", LOST.values(), ids=LOST)
@pytest.mark.parametrize("kind", KINDS)
def test_a_lost_answer_brings_no_second_comment_and_the_right_end(house, desk, kind, lost):
    ticket = desk.create(labels=("web",))
    at(desk, kind, lost)
    house.sync()
    house.sync()
    looks_blocked(desk, ticket)
    assert house.plan().actions == ()


@pytest.mark.parametrize("kind", ["label", "move"])
def test_a_lost_answer_is_looked_up_at_once_where_the_tracker_still_answers(house, desk, kind):
    ticket = desk.create(labels=("web",))
    at(desk, kind, LOST["reset"])
    account = house.sync()
    looks_blocked(desk, ticket)
    assert {action.state for action in account.actions} == {ActionState.APPLIED}
    assert account.troubles == ()


def test_a_hold_whose_answer_was_lost_is_released_all_the_same(house, desk):
    ticket = desk.create()
    at(desk, "move", LOST["reset"])
    house.sync()
    desk.tick(ticket)
    house.sync()
    assert desk.status(ticket) == "review"


@pytest.mark.parametrize("kind", ["comment", "move"])
def test_a_lost_answer_to_the_release_is_put_right_by_the_next_cycle(house, desk, kind):
    ticket = desk.create(labels=("web",))
    house.sync()
    desk.tick(ticket)
    at(desk, kind, LOST["reset"])
    house.sync()
    house.sync()
    assert desk.status(ticket) == "review"
    assert desk.labels(ticket) == ["web"]
    assert len(desk.ours(ticket)) == 1
    assert "pass" in desk.ours(ticket)[0].text
    assert house.plan().actions == ()


@pytest.mark.parametrize("kind", KINDS)
def test_where_the_look_fails_too_it_is_left_open_and_settled_by_the_next_cycle(house, desk, kind):
    ticket = desk.create(labels=("web",))
    at(desk, kind, LOST["reset"])
    desk.meanwhile(lambda: None, method="GET", meant=after_a_write(desk), status=500, times=None)
    first = house.sync()
    desk.service.faults.clear()
    house.sync()
    looks_blocked(desk, ticket)
    assert not house.store.open_intents(desk.engagement)
    assert house.plan().actions == ()
    assert first.troubles or {action.state for action in first.actions} != {ActionState.APPLIED}


def after_a_write(desk):
    """Mean what is asked once the bot has written something."""
    return lambda _method, _path: bool(desk.writes())


@pytest.mark.parametrize("fault", FAILS.values(), ids=FAILS)
@pytest.mark.parametrize("kind", KINDS)
def test_a_request_that_fails_once_before_it_is_handled_leaves_the_right_end(house, desk, kind, fault):
    ticket = desk.create(labels=("web",))
    at(desk, kind, fault)
    house.sync()
    house.sync()
    looks_blocked(desk, ticket)
    assert house.plan().actions == ()


@pytest.mark.parametrize("kind", KINDS)
def test_a_tracker_that_takes_no_writes_for_a_whole_cycle_gets_them_in_the_next(house, desk, kind):
    ticket = desk.create(labels=("web",))
    at(desk, kind, {"status": 503, "times": None})
    house.sync()
    desk.service.faults.clear()
    house.sync()
    looks_blocked(desk, ticket)
    assert house.plan().actions == ()


def test_a_tracker_that_fails_while_being_read_loses_nothing(house, desk):
    ticket = desk.create(labels=("web",))
    desk.fault(Fault(path_contains="/search" if desk.source == "acme-jira" else "/team/", status=500, times=None))
    account = house.sync()
    assert [trouble.kind for trouble in account.troubles] == ["Unreachable"]
    assert house.store.cursor(desk.engagement) is None
    desk.service.faults.clear()
    house.sync()
    looks_blocked(desk, ticket)


def test_one_ticket_that_is_deleted_before_the_write_does_not_stop_the_others(house, desk):
    gone, ticket = desk.create(), desk.create(labels=("web",))
    desk.meanwhile(lambda: desk.people(desk.author).delete(gone), method=desk.requests.first_comment["method"])
    account = house.sync()
    looks_blocked(desk, ticket)
    assert [one.key for one in account.departed] == [gone]
    assert {refusal.ticket for refusal in account.refusals} == {gone}
