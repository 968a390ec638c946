"""A sync over unchanged tickets does nothing."""

import pytest

from connectors.sandbox import story_apollo
from connectors.sandbox.story import plant


@pytest.fixture(params=["cloud", "datacenter"])
def settled(request, house):
    """Both trackers full of work, after the sync that wrote what there was to write."""
    if request.param == "datacenter":
        house.move_to_datacenter()
        story_apollo.plant(house.jira_desk.service)
    plant(house.sandbox)
    first = house.cycle()
    assert all(one.actions for one in first.engagements)
    return house


def all_writes(house):
    return house.jira_desk.writes() + house.clickup_desk.writes()


def test_the_second_sync_does_nothing_and_sends_no_write(settled):
    before = all_writes(settled)
    second = settled.cycle()
    assert [one.actions for one in second.engagements] == [(), ()]
    assert all_writes(settled) == before
    assert second.exit_code == 0


def test_neither_does_the_one_after_the_bot_was_started_again(settled):
    before = all_writes(settled)
    settled.start_again()
    second = settled.cycle()
    assert [one.actions for one in second.engagements] == [(), ()]
    assert all_writes(settled) == before


def test_tickets_are_read_again_for_the_overlap_and_still_nothing_is_done(settled):
    before = all_writes(settled)
    second = settled.cycle()
    searches = [entry for entry in settled.jira_desk.service.log if "/search" in entry.path]
    assert searches[-1].body["jql"].startswith('project = "APO" AND updated >= ')
    assert second.engagements[0].changed > 0  # its own writes of a minute ago
    assert second.digest == ""
    assert all_writes(settled) == before


def test_the_third_finds_nothing_changed_and_judges_nothing(settled):
    settled.cycle()
    third = settled.cycle()
    assert [(one.changed, one.judged) for one in third.engagements] == [(0, 0), (0, 0)]
    assert [one.seen for one in third.engagements] == [9, 8]


def test_time_alone_does_not_make_it_write_again(settled):
    settled.clock.pass_(hours=3)
    second = settled.cycle()
    assert second.digest == ""


def test_an_engagement_without_tickets_can_be_looked_at_again_and_finds_the_first_one(house, desk):
    assert house.cycle().exit_code == 0
    assert house.cycle().exit_code == 0
    ticket = desk.create()
    house.cycle()
    assert desk.labels(ticket) == ["gate:blocked"]
