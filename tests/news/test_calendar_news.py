"""Weekly updates and surveys come with the calendar of the client's zone."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.calendar import Calendar
from rules.policy import compile_policy
from sync.clients.stage_news import closure_news
from sync.clients.weekly_news import months_after, survey_news, weekly_news
from sync.engagement import SurveyTerms, Weekly
from tests.news.offices import APOLLO, CHANGES, SETTING, WORK, Office, at, one

FRIDAY = date(2026, 3, 13)
WEEK = timedelta(days=7)
HOUR = timedelta(hours=1)


def office(planner, zone="UTC", *, sends=True, **terms):
    """An engagement of a client in a zone."""
    client = replace(APOLLO.client, zone=ZoneInfo(zone))
    setting = replace(SETTING, calendar=Calendar(client.zone))
    policy = compile_policy((WORK, CHANGES), setting, {})
    return Office(planner, replace(APOLLO, client=client, **terms), policy, sends=sends)


def weekly(zone="UTC", *, sends=True, day=4, hour=15):
    return office(weekly_news, zone, sends=sends, weekly=Weekly(day, time(hour)))


def goes(office, moment):
    return office.cycle(one(), at=moment).letter is not None


def test_without_the_key_no_weekly_update_goes():
    assert not any(goes(office(weekly_news), at(FRIDAY, hour)) for hour in range(24))


def test_the_first_one_comes_at_the_first_turn_after_it_was_asked_for():
    weeks = weekly()
    weeks.begin(one(), at=at(FRIDAY, 14))
    assert [goes(weeks, at(FRIDAY, hour)) for hour in (14, 15, 16)] == [False, True, False]


def test_one_that_is_asked_for_later_has_no_past_either():
    weeks = office(weekly_news)
    weeks.begin(one(), at=at(FRIDAY - WEEK))
    weeks.engagement = replace(weeks.engagement, weekly=Weekly(4, time(15)))
    assert [goes(weeks, at(FRIDAY, hour)) for hour in (8, 14, 15)] == [False, False, True]


def test_it_goes_once_a_week_at_its_hour():
    weeks = weekly()
    weeks.begin(one(), at=at(FRIDAY, 16))
    moments = [at(FRIDAY, 17) + number * HOUR for number in range(24 * 21)]
    assert [moment for moment in moments if goes(weeks, moment)] == [
        at(FRIDAY + WEEK, 15),
        at(FRIDAY + 2 * WEEK, 15),
        at(FRIDAY + 3 * WEEK, 15),
    ]


def test_of_turns_that_were_missed_only_the_last_is_told_as_soon_as_it_can():
    weeks = weekly()
    weeks.begin(one(), at=at(FRIDAY, 16))
    back = at(FRIDAY + 3 * WEEK + timedelta(days=3))
    assert [goes(weeks, back), goes(weeks, back + HOUR)] == [True, False]


@pytest.mark.parametrize("day", range(7))
@pytest.mark.parametrize("changed", [1, 3, 6])
def test_another_day_of_the_week_brings_no_update_of_the_past(day, changed):
    weeks = weekly()
    weeks.begin(one(), at=at(FRIDAY, 14))
    assert goes(weeks, at(FRIDAY, 15))
    now = at(FRIDAY + timedelta(days=changed), 14)
    weeks.engagement = replace(weeks.engagement, weekly=Weekly(day, time(15)))
    has_passed = any((FRIDAY + timedelta(days=ahead)).weekday() == day for ahead in range(1, changed))
    assert goes(weeks, now) is has_passed


@pytest.mark.parametrize(
    ("zone", "turn"),
    [
        ("Pacific/Auckland", datetime(2026, 3, 13, 2, tzinfo=UTC)),
        ("Europe/Berlin", datetime(2026, 3, 13, 14, tzinfo=UTC)),
        ("America/Los_Angeles", datetime(2026, 3, 13, 22, tzinfo=UTC)),
    ],
)
def test_the_hour_is_on_the_clients_clock(zone, turn):
    weeks = weekly(zone)
    weeks.begin(one(), at=turn - timedelta(days=1))
    assert [goes(weeks, turn - timedelta(minutes=1)), goes(weeks, turn)] == [False, True]


@pytest.mark.parametrize("changes_on", [date(2026, 3, 29), date(2026, 10, 25)])  # the clocks of Berlin, at two or three
@pytest.mark.parametrize("hour", [1, 2, 3, 23])
def test_it_goes_once_on_the_days_clocks_are_changed(changes_on, hour):
    weeks = weekly("Europe/Berlin", day=6, hour=hour)
    start = at(changes_on - timedelta(days=1), 12)
    weeks.begin(one(), at=start)
    moments = [start + number * timedelta(minutes=30) for number in range(24 * 4)]
    (told,) = [moment for moment in moments if goes(weeks, moment)]
    assert told.astimezone(ZoneInfo("Europe/Berlin")).date() == changes_on


def test_one_that_still_waits_when_the_next_comes_is_withdrawn():
    weeks = weekly(sends=False)
    weeks.begin(one(), at=at(FRIDAY, 14))
    for number in range(3):
        assert goes(weeks, at(FRIDAY + number * WEEK, 15))
    assert weeks.states == ["withdrawn", "withdrawn", "held"]


# --- surveys


def surveys(months=6, *, sends=True):
    return office(survey_news, sends=sends, survey=SurveyTerms(months, "https://forms.example/1"))


def test_a_survey_comes_so_many_months_after_the_first_cycle_and_after_each():
    asks = surveys()
    asks.begin(one(), at=at(date(2026, 3, 31)))
    days = [date(2026, 3, 31) + timedelta(days=number) for number in range(400)]
    assert [day for day in days if goes(asks, at(day))] == [date(2026, 9, 30), date(2027, 3, 30)]
    assert asks.letters["n1"].link == "https://forms.example/1"


def test_without_the_key_only_closure_asks():
    assert not goes(office(survey_news), at(date(2036, 1, 1)))
    closing = office(closure_news)
    closing.cycle(one(stage="Closed"))
    assert closing.letters["n1"].occasion == "closure"


def test_a_survey_nobody_let_go_is_withdrawn_when_the_next_comes():
    asks = surveys(1, sends=False)
    for day in (date(2026, 1, 1), date(2026, 2, 1), date(2026, 3, 1)):
        asks.cycle(one(), at=at(day))
    assert asks.states == ["withdrawn", "held"]


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2027, 11, 30), 3, date(2028, 2, 29)),
        (date(2026, 6, 15), 6, date(2026, 12, 15)),
        (date(2026, 7, 31), 6, date(2027, 1, 31)),
        (date(2026, 12, 1), 12, date(2027, 12, 1)),
    ],
)
def test_the_same_day_some_months_later_or_the_last_of_a_shorter_month(day, months, then):
    assert months_after(day, months) == then


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(1, 240))
def test_months_later_is_never_in_another_month(day, months):
    then = months_after(day, months)
    assert (then.year - day.year) * 12 + then.month - day.month == months
    assert then.day == day.day or (then.day < day.day and (then + timedelta(days=1)).day == 1)
