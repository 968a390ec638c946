"""One comment per ticket: written when something first fails, edited in place, found again."""

import pytest

from sync.comment import MARKER
from sync.engagement import Mode
from tests.sync.desks import EVERY, ITEMS

TRACKERS = EVERY


def test_the_first_failure_brings_one_comment(house, desk):
    ticket = desk.create()
    house.sync()
    (ours,) = desk.ours(ticket)
    assert "Blocked: 1 of" in ours.text
    assert "self-assessment-is-complete" in ours.text


def test_a_ticket_with_nothing_to_tell_gets_none(house, desk):
    ticket = desk.create(ticked=True)
    house.sync()
    assert desk.comments(ticket) == []
    assert desk.writes() == []


def test_one_comment_is_edited_in_place(house, desk):
    ticket = desk.create()
    house.sync()
    (before,) = desk.ours(ticket)
    desk.tick(ticket)
    house.sync()
    (after,) = desk.ours(ticket)
    assert after.id == before.id
    assert after.text != before.text


def test_when_all_passes_the_comment_is_one_line(house, desk):
    ticket = desk.create()
    house.sync()
    desk.tick(ticket)
    house.sync()
    (ours,) = desk.ours(ticket)
    assert len(ours.text.strip().splitlines()) == 1
    assert ours.text.strip().endswith(MARKER)
    assert "pass" in ours.text


def test_equal_content_is_never_written_twice(house, desk):
    ticket = desk.create()
    house.sync()
    before = desk.writes()
    desk.say(ticket, "I am on it.")
    desk.label(ticket, "web")
    house.sync()
    assert desk.writes() == before


def test_the_comment_is_found_again_when_the_store_is_lost(house, desk):
    house.set(mode=Mode.ADVISE)
    ticket = desk.create()
    house.sync()
    (before,) = desk.ours(ticket)
    house.lose_the_store()
    desk.tick(ticket, ITEMS[0])
    house.sync()
    (after,) = desk.ours(ticket)
    assert after.id == before.id
    assert after.text != before.text
    assert house.plan().actions == ()


def test_a_person_who_quotes_the_marker_is_not_taken_for_the_bot(house, desk):
    house.set(mode=Mode.ADVISE)
    ticket = desk.create()
    quote = desk.say(ticket, f"What does “{MARKER}” mean?")
    house.sync()
    (ours,) = desk.ours(ticket)
    house.lose_the_store()
    desk.tick(ticket, ITEMS[0])
    house.sync()
    assert [said.id for said in desk.comments(ticket)] == [quote, ours.id]
    assert desk.comments(ticket)[0].text == f"What does “{MARKER}” mean?"


def test_the_bot_account_may_say_other_things_and_they_stay(house, desk):
    ticket = desk.create()
    other = desk.say(ticket, "The nightly build is ready.", who="bot")
    house.sync()
    desk.tick(ticket)
    house.sync()
    assert [said.text for said in desk.comments(ticket) if said.id == other] == ["The nightly build is ready."]
    assert len(desk.ours(ticket)) == 1


def test_a_comment_somebody_deleted_is_written_anew_when_there_is_news(house, desk):
    ticket = desk.create()
    house.sync()
    desk.delete_comment(ticket, desk.ours(ticket)[0].id)
    desk.tick(ticket, ITEMS[0])
    for _ in range(2):
        house.sync()
    assert len(desk.ours(ticket)) == 1
    assert house.plan().actions == ()


def test_a_comment_somebody_deleted_does_not_come_back_only_to_say_that_all_is_well(house, desk):
    ticket = desk.create()
    house.sync()
    desk.delete_comment(ticket, desk.ours(ticket)[0].id)
    desk.tick(ticket)
    for _ in range(2):
        house.sync()
    assert desk.comments(ticket) == []
    assert (desk.status(ticket), desk.labels(ticket)) == ("review", [])
    assert house.plan().actions == ()


class TestVisibleToARole:
    def test_the_role_of_the_configuration_reads_it_and_nobody_else(self, house, jira):
        house.set(comment_visible_to="Developers")
        ticket = jira.create()
        house.sync()
        assert [one.role for one in jira.site.issue(ticket).comments] == ["Developers"]
        jira.tick(ticket)
        house.sync()
        assert [one.role for one in jira.site.issue(ticket).comments] == ["Developers"]

    def test_a_comment_that_was_open_is_closed_in_place(self, house, jira):
        ticket = jira.create()
        house.sync()
        house.set(comment_visible_to="Developers")
        house.sync()
        assert [one.role for one in jira.site.issue(ticket).comments] == ["Developers"]
        assert house.plan().actions == ()


@pytest.fixture
def jira(house):
    house.only(house.jira_desk)
    return house.jira_desk
