"""What a tracker refuses is said in every cycle, and tried again only when something may be different."""

from dataclasses import replace

import pytest

from connectors.sandbox import Fault
from sync.actions import ActionState, Verb
from sync.engagement import Mode

NO = {
    "status": 400,
    "body": '{"errorMessages": ["Not like this"], "err": "Not like this", "ECODE": "X"}',
    "times": None,
}


def refuse(desk, kind):
    """Let the tracker refuse all requests of a kind; return how many of them it has got."""
    asked = []
    desk.meanwhile(lambda: asked.append(1), **getattr(desk.requests, kind), **NO)
    return asked


@pytest.fixture
def refused(house, desk):
    """A ticket whose hold was refused once, and how often a move was asked for."""
    asked = refuse(desk, "move")
    ticket = desk.create()
    account = house.cycle()
    (hold,) = [action for action in account.engagements[0].actions if action.verb is Verb.HOLD]
    assert (hold.state, account.exit_code) == (ActionState.FAILED, 1)
    return ticket, asked


def holds(account):
    return [one for one in account.refusals if one.verb is Verb.HOLD]


def test_a_refused_hold_is_not_tried_again_and_still_said(house, desk, refused):
    _ticket, asked = refused
    times = len(asked)
    for _ in range(3):
        account = house.cycle()
        (said,) = holds(account.engagements[0])
        assert "Not like this" in said.reason
        assert "Not tried again before 2026-03-10" in said.reason
        assert account.exit_code == 0
    assert len(asked) == times
    assert house.plan().actions == ()


def test_the_comment_does_not_say_that_it_waits_where_it_does_not(house, desk, refused):
    ticket, _ = refused
    house.sync()
    assert "belongs in" not in desk.ours(ticket)[0].text


def test_it_is_known_to_the_next_process(house, desk, refused):
    _, asked = refused
    times = len(asked)
    house.start_again()
    house.sync()
    assert len(asked) == times


@pytest.mark.parametrize(
    "what",
    [
        lambda house, desk, ticket: desk.label(ticket, "web"),
        lambda house, desk, ticket: desk.move(ticket, "complete"),
        lambda house, desk, ticket: desk.say(ticket, "The workflow is mended."),
        lambda house, desk, ticket: house.clock.pass_(days=1),
        lambda house, desk, ticket: house.set(packs=("work-item",)),
    ],
    ids=["a label", "a move", "a comment", "a day", "rules"],
)
def test_it_is_tried_again_when_ticket_rules_or_day_are_others(house, desk, refused, what):
    ticket, asked = refused
    house.sync()
    times = len(asked)
    what(house, desk, ticket)
    house.sync()
    assert len(asked) > times
    again = len(asked)
    house.sync()
    house.sync()
    assert len(asked) == again


def test_when_the_tracker_takes_it_after_a_day_all_is_well(house, desk, refused):
    ticket, _ = refused
    desk.service.faults.clear()
    house.sync()
    assert desk.status(ticket) == "review"
    house.clock.pass_(days=1)
    house.sync()
    assert desk.status(ticket) == "blocked"
    assert house.plan().actions == ()


def test_a_label_the_tracker_does_not_take_is_not_tried_every_cycle(house, desk):
    house.set(label_prefix="two words:", mode=Mode.ADVISE)
    ticket = desk.create()
    refuse(desk, "label")
    assert house.cycle().exit_code == 1
    before = desk.writes()
    account = house.cycle()
    assert account.exit_code == 0
    assert Verb.ADD_LABEL in {one.verb for one in account.engagements[0].refusals}
    assert [one for one in desk.writes()[len(before) :] if "comment" not in one[1]] == []
    assert ticket in {one.ticket for one in account.engagements[0].refusals}


def test_one_refused_ticket_keeps_no_other_from_being_held(house, desk):
    desk.fault(Fault(**desk.requests.move, **{**NO, "times": 1}))
    first, second = desk.create(), desk.create()
    house.sync()
    house.sync()
    assert sorted([desk.status(first), desk.status(second)]) == ["blocked", "review"]


def test_a_write_that_failed_for_another_reason_is_tried_in_every_cycle(house, desk):
    desk.fault(replace_fault(desk, 500))
    ticket = desk.create()
    assert house.cycle().exit_code == 1
    desk.service.faults.clear()
    house.sync()
    assert desk.status(ticket) == "blocked"


def replace_fault(desk, status):
    from connectors.sandbox import Fault

    return replace(Fault(**desk.requests.move), status=status, times=None)
