"""Queries ask for what changed, in the zone of the account that searches."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.jira.jql import changed_since, minute, zone_named
from sync.engagement import Scope, ScopeKind

BERLIN = ZoneInfo("Europe/Berlin")
SINCE = datetime(2026, 3, 9, 10, 7, 59, tzinfo=UTC)


def jql(query):
    return Scope(ScopeKind.JQL, query)


def test_a_project_is_asked_for_what_changed_with_five_minutes_of_overlap():
    query = changed_since(Scope(ScopeKind.PROJECT, "APO"), SINCE, BERLIN)
    assert query == 'project = "APO" AND updated >= "2026/03/09 11:02" ORDER BY updated ASC, key ASC'


def test_all_of_a_project_is_asked_for_without_a_moment():
    assert (
        changed_since(Scope(ScopeKind.PROJECT, "APO"), None, BERLIN) == 'project = "APO" ORDER BY updated ASC, key ASC'
    )


def test_a_name_cannot_break_out_of_its_quotes():
    assert changed_since(Scope(ScopeKind.PROJECT, 'A" OR "\\'), None, UTC).startswith(
        'project = "A\\" OR \\"\\\\" ORDER'
    )


@pytest.mark.parametrize(
    ("query", "kept"),
    [
        ("project = A OR project = B", "(project = A OR project = B)"),
        ("project = A order  by rank", "(project = A)"),
        ('project = A ORDER BY "Story points" DESC, key', "(project = A)"),
        ('summary ~ "in order by date"', '(summary ~ "in order by date")'),
    ],
)
def test_a_query_keeps_its_words_and_loses_its_order(query, kept):
    assert changed_since(jql(query), None, UTC) == f"{kept} ORDER BY updated ASC, key ASC"


def test_an_hour_that_comes_twice_is_read_from_its_first_time():
    second_half_past_two = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert minute(second_half_past_two, BERLIN) == "2026/10/25 01:30"


@given(
    at=st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC)),
    zone=st.sampled_from(["Europe/Berlin", "Australia/Lord_Howe", "America/St_Johns", "Asia/Kathmandu", "UTC"]),
)
def test_however_jira_reads_the_time_it_is_never_later_than_meant(at, zone):
    written = datetime.strptime(minute(at, ZoneInfo(zone)), "%Y/%m/%d %H:%M").replace(tzinfo=ZoneInfo(zone))
    for fold in (0, 1):
        read = written.replace(fold=fold).astimezone(UTC)
        assert at - timedelta(hours=2, minutes=1) < read <= at


@pytest.mark.parametrize("name", [None, "", "Nowhere/Atlantis", "../etc"])
def test_in_an_unknown_zone_the_earliest_clock_is_used(name):
    assert minute(SINCE, zone_named(name)) == "2026/03/08 22:07"
