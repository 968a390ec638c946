"""Holding by Jira's flag: the bot sets it, takes it away again, and never touches one that a person set."""

import pytest

from connectors.sandbox.front import Fault
from sync.actions import ActionState, Verb
from sync.engagement import HoldBy
from sync.trail import Kind
from tests.sync.trails import trail

TRACKERS = ("jira", "datacenter")
FLAGS = {Verb.SET_FLAG, Verb.CLEAR_FLAG}


def flags(account):
    return [(action.verb, action.state) for action in account.actions if action.verb in FLAGS]


def flag_of(desk, ticket):
    return desk.site.issue(ticket).values.get("customfield_10021") or ()


@pytest.fixture(autouse=True)
def by_flag(house, desk):
    house.set(hold=HoldBy(flag=True))


@pytest.fixture
def flagged(house, desk):
    ticket = desk.create()
    assert flags(house.sync()) == [(Verb.SET_FLAG, ActionState.APPLIED)]
    return ticket


def test_a_blocked_ticket_is_flagged_and_stays_where_it_is(house, desk, flagged):
    assert (flag_of(desk, flagged), desk.status(flagged)) == (("Impediment",), "review")
    assert "the ticket is flagged" in desk.ours(flagged)[0].text
    assert house.plan().actions == ()


def test_flag_label_and_first_comment_are_one_request(house, desk):
    desk.create()
    house.sync()
    assert [method for method, _ in desk.writes()] == ["PUT"]


def test_the_flag_goes_when_nothing_blocks_any_more(house, desk, flagged):
    desk.tick(flagged)
    assert flags(house.sync()) == [(Verb.CLEAR_FLAG, ActionState.APPLIED)]
    assert (flag_of(desk, flagged), desk.labels(flagged)) == ((), [])
    assert "flagged" not in desk.ours(flagged)[0].text
    assert house.plan().actions == ()


def test_a_flag_that_a_person_set_before_is_left_alone(house, desk):
    ticket = desk.create(Flagged=["Impediment"])
    assert flags(house.sync()) == []
    desk.tick(ticket)
    assert flags(house.sync()) == []
    assert flag_of(desk, ticket) == ("Impediment",)


def test_a_person_who_clears_the_flag_wins_and_is_shown_and_recorded_once(house, desk, flagged):
    desk.fill(flagged, "Flagged", None)
    for _ in range(3):
        assert flags(house.sync()) == []
    assert flag_of(desk, flagged) == ()
    assert "Bo Karlsson changed the flag, 2026-03-09" in desk.ours(flagged)[0].text
    (noted,) = trail(house, Kind.OVERRIDE)
    assert (noted.ticket, noted.who, noted.facts["against"]) == (flagged, desk.account("bo"), "set_flag")


def test_the_person_wins_until_other_rules_fail(house, desk):
    ticket = desk.create(status="complete", ticked=True)
    house.sync()
    desk.fill(ticket, "Flagged", None)
    house.sync()
    desk.label(ticket, "checks-failed")
    assert flags(house.sync()) == [(Verb.SET_FLAG, ActionState.APPLIED)]
    assert "changed the flag" not in desk.ours(ticket)[0].text


def test_a_flag_that_a_person_sets_again_is_theirs(house, desk, flagged):
    desk.fill(flagged, "Flagged", None)
    desk.fill(flagged, "Flagged", ["Impediment"])
    house.sync()
    desk.tick(flagged)
    assert flags(house.sync()) == []
    assert flag_of(desk, flagged) == ("Impediment",)


def test_a_flag_changed_between_the_look_and_the_write_is_left_and_the_label_goes(house, desk, flagged):
    desk.tick(flagged)

    def change_it():
        desk.fill(flagged, "Flagged", None)
        desk.fill(flagged, "Flagged", ["Impediment"])

    desk.meanwhile(change_it, method="GET", path_contains=f"/issue/{desk.id(flagged)}")
    account = house.sync()
    assert flags(account) == [(Verb.CLEAR_FLAG, ActionState.FAILED)]
    assert flag_of(desk, flagged) == ("Impediment",)
    assert desk.labels(flagged) == []


@pytest.mark.parametrize("when", ["before", "after_write"])
def test_a_lost_answer_is_looked_up(house, desk, when):
    ticket = desk.create()
    desk.fault(Fault(when=when, reset=True, **desk.requests.first_comment))
    house.sync()
    house.sync()
    assert flag_of(desk, ticket) == ("Impediment",)
    assert len(desk.ours(ticket)) == 1
    assert house.plan().actions == ()
    desk.tick(ticket)
    house.sync()
    assert flag_of(desk, ticket) == ()


def test_a_site_without_the_field_is_told_and_nothing_is_flagged(house, desk):
    desk.rename_field("Flagged", "Marked")
    ticket = desk.create()
    account = house.sync()
    assert flags(account) == []
    assert "field “Flagged” cannot be seen" in account.troubles[0].message
    assert desk.labels(ticket) == ["gate:blocked"]


def test_the_field_may_be_named_by_its_id(house, desk):
    desk.rename_field("Flagged", "Markiert")
    house.set(fields={**house.engagements[0].fields, "Flagged": "customfield_10021"})
    ticket = desk.create()
    house.sync()
    assert flag_of(desk, ticket) == ("Impediment",)
