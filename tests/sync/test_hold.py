"""Hold and release: a blocked ticket waits in the hold status, and people always have the last word."""

from datetime import date

import pytest

from sync.actions import ActionState, Verb
from sync.engagement import Mode
from tests.sync.desks import EVERY

TRACKERS = EVERY


def moves(account):
    return [(action.verb, action.before, action.after) for action in account.actions if action.verb in HOLDING]


HOLDING = {Verb.HOLD, Verb.RELEASE}


@pytest.fixture
def held(house, desk):
    """A ticket held out of Review."""
    ticket = desk.create()
    house.sync()
    assert desk.status(ticket) == "blocked"
    return ticket


def test_a_blocked_ticket_goes_to_the_hold_status(house, desk, held):
    assert "belongs in" in desk.ours(held)[0].text


def test_it_goes_back_where_it_was_when_nothing_blocks_any_more(house, desk, held):
    desk.tick(held)
    account = house.sync()
    assert [verb for verb, _, _ in moves(account)] == [Verb.RELEASE]
    assert desk.status(held) == "review"
    assert "belongs in" not in desk.ours(held)[0].text


def test_while_held_it_answers_for_the_stage_it_came_from(house, desk, held):
    (subject,) = house.subjects()
    assert subject.verdict.stages == {"work-item": "Review"}


def test_one_mended_rule_of_two_does_not_release_it(house, desk):
    ticket = desk.create(status="complete", labels=("checks-failed",))
    house.sync()
    desk.review(ticket)
    house.sync()
    assert desk.status(ticket) == "blocked"
    desk.unlabel(ticket, "checks-failed")
    house.sync()
    assert desk.status(ticket) == "complete"


def test_a_person_who_moves_it_out_wins(house, desk, held):
    desk.move(held, "review")
    for _ in range(2):
        assert moves(house.sync()) == []
    assert desk.status(held) == "review"
    assert desk.labels(held) == ["gate:blocked"]
    assert "belongs in" not in desk.ours(held)[0].text


def test_the_person_wins_until_another_set_of_rules_fails(house, desk):
    ticket = desk.create(status="complete", ticked=True)
    house.sync()
    desk.move(ticket, "complete")
    house.sync()
    assert desk.status(ticket) == "complete"
    desk.label(ticket, "checks-failed")
    house.sync()
    assert desk.status(ticket) == "blocked"


def test_once_mended_it_is_held_again_when_the_same_rule_fails_again(house, desk, held):
    desk.move(held, "review")
    house.sync()
    desk.tick(held)
    house.sync()
    desk.tick(held, done=False)
    house.sync()
    assert desk.status(held) == "blocked"


def test_what_a_person_moved_on_is_not_moved_back_by_a_release(house, desk, held):
    desk.move(held, "in progress")
    desk.tick(held)
    assert moves(house.sync()) == []
    assert desk.status(held) == "in progress"


def test_a_person_may_leave_it_in_the_hold_status_by_hand(house, desk):
    """What a person put there, a person takes out."""
    ticket = desk.create(status="in progress")
    desk.move(ticket, "blocked")
    for _ in range(2):
        assert moves(house.sync()) == []
    assert desk.status(ticket) == "blocked"


def test_it_is_not_released_while_a_block_rule_cannot_be_decided(house, desk):
    ticket = desk.create(status="delivered")
    house.sync()
    assert desk.status(ticket) == "blocked"
    desk.rename_field("Delivery notes", "Notes")
    house.reach(desk.source, desk.service.url, desk.service.token)
    desk.say(ticket, "Where are the notes?")
    assert moves(house.sync()) == []
    assert desk.status(ticket) == "blocked"


def test_nothing_is_moved_in_mode_advise(house, desk):
    house.set(mode=Mode.ADVISE)
    ticket = desk.create()
    house.sync()
    assert desk.status(ticket) == "review"
    assert desk.labels(ticket) == ["gate:blocked"]
    assert len(desk.ours(ticket)) == 1


def test_mode_observe_judges_and_writes_nothing(house, desk):
    house.set(mode=Mode.OBSERVE)
    desk.create()
    account = house.sync()
    assert [subject.verdict.standing for subject in account.subjects] == ["blocked"]
    assert (account.actions, desk.writes()) == ((), [])


def test_a_ticket_from_before_enforce_since_is_only_observed(house, desk):
    house.set(enforce_since=date(2026, 3, 9))
    old, new = desk.create(days_ago=1), desk.create()
    account = house.sync()
    assert [subject.verdict.standing for subject in account.subjects] == ["blocked", "blocked"]
    assert (desk.status(old), desk.labels(old), desk.comments(old)) == ("review", [], [])
    assert desk.status(new) == "blocked"


def test_a_ticket_moved_between_the_look_and_the_write_is_left_alone(house, desk):
    ticket = desk.create()
    desk.meanwhile(lambda: desk.move(ticket, "in progress"), **desk.requests.first_comment)
    account = house.sync()
    (hold,) = [action for action in account.actions if action.verb is Verb.HOLD]
    assert hold.state is ActionState.FAILED
    assert "nothing was moved" in hold.error
    assert desk.status(ticket) == "in progress"
    house.sync()
    assert house.plan().actions == ()


def test_a_ticket_without_a_way_to_the_hold_status_is_told_and_the_others_are_held(house):
    desk = house.jira_desk
    house.only(desk)
    stuck, other = desk.create(), desk.create()
    workflow = desk.site.projects["APO"].workflows["Deliverable"]
    ways = tuple(way for way in workflow.transitions if way.to != "Blocked")
    desk.site.projects["APO"].workflows["Deliverable"] = type(workflow)(workflow.statuses, ways)
    account = house.sync()
    errors = [action.error for action in account.actions if action.verb is Verb.HOLD]
    assert [error.startswith("acme-jira refused move of ticket") for error in errors] == [True, True]
    assert "In Progress" in errors[0]
    assert desk.labels(stuck) == desk.labels(other) == ["gate:blocked"]


def test_after_the_store_is_lost_a_held_ticket_is_left_to_people(house, desk, held):
    house.lose_the_store()
    desk.tick(held)
    assert moves(house.sync()) == []
    assert desk.status(held) == "blocked"
    assert len(desk.ours(held)) == 1


def test_a_ticket_found_in_the_hold_status_of_a_tracker_that_tells_no_moves_is_named(house):
    desk = house.clickup_desk
    house.only(desk)
    ticket = desk.create(status="blocked")
    (finding,) = house.sync().troubles
    assert finding.message.startswith(f"nobody knows where {ticket} stood before “blocked”")
