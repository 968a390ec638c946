"""A person who does otherwise than the bot wins, is shown in the comment, and is recorded once."""

import pytest

from sync.actions import Verb
from sync.trail import Kind
from tests.sync.desks import EVERY
from tests.sync.trails import trail

TRACKERS = EVERY
HOLDING = {Verb.HOLD, Verb.RELEASE}
STANDS = "That stands while the same checks fail. It is held again when other checks fail."


def moves(account):
    return [action.verb for action in account.actions if action.verb in HOLDING]


@pytest.fixture
def moved_on(house, desk):
    """A held ticket that a person moved on."""
    ticket = desk.create(status="complete", ticked=True)
    house.sync()
    assert desk.status(ticket) == "blocked"
    desk.move(ticket, "complete")
    house.sync()
    return ticket


def test_it_is_shown_with_who_and_when_where_the_tracker_tells(desk, moved_on):
    said = desk.ours(moved_on)[0].text
    assert STANDS in said
    told = "Bo Karlsson moved it on, 2026-03-09 " if desk.source == "acme-jira" else "Somebody moved it on, 2026-03-09 "
    assert told in said
    assert ("or before" in said) == (desk.source != "acme-jira")


def test_it_is_recorded_once_with_the_rules_it_was_held_for(house, desk, moved_on):
    for _ in range(3):
        house.sync()
    (noted,) = trail(house, Kind.OVERRIDE)
    assert (noted.ticket, noted.facts["against"], noted.facts["rules"]) == (
        moved_on,
        "hold",
        ["peer-review-is-passed"],
    )
    assert noted.who == (desk.account("bo") if desk.source == "acme-jira" else "")


def test_nothing_more_is_written_after_that(house, desk, moved_on):
    assert house.plan().actions == ()


def test_other_failures_hold_it_again_and_the_comment_forgets(house, desk, moved_on):
    desk.label(moved_on, "checks-failed")
    assert moves(house.sync()) == [Verb.HOLD]
    assert STANDS not in desk.ours(moved_on)[0].text


def test_when_all_is_well_the_comment_forgets(house, desk, moved_on):
    desk.review(moved_on)
    assert moves(house.sync()) == []
    assert STANDS not in desk.ours(moved_on)[0].text


def test_fewer_failures_at_the_moment_of_the_move_are_the_ones_it_stands_for(house, desk):
    ticket = desk.create(status="complete", labels=("checks-failed",), ticked=True)
    house.sync()
    desk.unlabel(ticket, "checks-failed")
    desk.move(ticket, "complete")
    for _ in range(2):
        assert moves(house.sync()) == []
    desk.label(ticket, "checks-failed")
    assert moves(house.sync()) == [Verb.HOLD]


def test_what_was_mended_while_held_does_not_count_when_it_is_moved_on(house, desk):
    ticket = desk.create(status="complete", labels=("checks-failed",), ticked=True)
    house.sync()
    desk.unlabel(ticket, "checks-failed")
    house.sync()
    desk.move(ticket, "complete")
    for _ in range(2):
        assert moves(house.sync()) == []
    assert desk.status(ticket) == "complete"
