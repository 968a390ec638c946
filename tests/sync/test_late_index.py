"""Jira's search lags behind what people and the bot do: nothing is missed, and nothing is written twice."""

import pytest

TRACKERS = ("jira", "datacenter")


@pytest.fixture
def blocked(house, desk):
    """A ticket the bot has written to and moved."""
    ticket = desk.create()
    house.sync()
    return ticket


def test_a_change_that_shows_late_is_found_when_it_shows(house, desk):
    house.sync()
    desk.site.stop_indexing()
    ticket = desk.create()
    for _ in range(2):
        house.sync()
        assert desk.ours(ticket) == []
    desk.site.catch_up()
    house.sync()
    assert len(desk.ours(ticket)) == 1


def test_a_change_that_shows_long_after_later_ones_is_found_by_the_comparison_of_ids(house, desk):
    early = desk.create()
    house.sync()
    late = desk.create()
    number = desk.id(late)
    house.clock.pass_(hours=1)
    desk.tick(early)
    known = dict(desk.site.issues)
    known.pop(number)
    desk.site.indexed = known
    house.sync()
    desk.site.catch_up()
    house.sync()
    assert desk.ours(late) == []
    house.clock.pass_(days=1)
    house.sync()
    assert len(desk.ours(late)) == 1


def test_what_the_bot_wrote_is_not_written_again_while_it_does_not_show(house, desk):
    ticket = desk.create()
    desk.site.stop_indexing()
    house.sync()
    written = desk.writes()
    for _ in range(3):
        house.sync()
    assert desk.writes() == written
    assert len(desk.ours(ticket)) == 1
    assert desk.labels(ticket) == ["gate:blocked"]


def test_a_ticket_still_found_in_a_state_of_before_stands_as_it_was_read_since(house, desk, blocked):
    desk.site.stop_indexing()
    desk.tick(blocked)
    house.sync()
    written = desk.writes()
    house.sync()
    assert desk.writes() == written
    desk.site.catch_up()
    house.sync()
    assert (desk.status(blocked), desk.labels(blocked)) == ("review", [])
    assert house.plan().actions == ()


def test_a_hold_that_does_not_show_is_still_the_bots_and_is_released(house, desk):
    ticket = desk.create()
    desk.site.stop_indexing()
    for _ in range(2):
        house.sync()
    desk.site.catch_up()
    house.sync()
    assert desk.status(ticket) == "blocked"
    desk.tick(ticket)
    house.sync()
    assert desk.status(ticket) == "review"
