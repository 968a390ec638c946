"""A forecast says when a ticket will be done, from how long others like it took."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.calendar import Calendar
from rules.model import Move, Ticket
from rules.scene import Setting
from sync.dates.forecast import Course, Experience, course_of, forecast, slip_in_working_days

SETTING = Setting(stages={"delivery": {"plan": "Planning", "doing": "Execution", "closed": "Closure"}})
DOING, PLANNING = ("delivery", "execution"), ("delivery", "planning")
MONDAY = datetime(2026, 3, 9, 9, tzinfo=UTC)
TICKET = Ticket("s", "1", "A-1", type="Story", status="Doing")


def done(hours, at=0, kind="story"):
    return Course(kind, MONDAY - timedelta(days=90 - at), {DOING: hours})


def told(here=(), others=(), **more):
    return forecast(TICKET, SETTING, Experience(here, others), MONDAY, **more)


def test_the_day_is_now_and_the_median_of_the_working_time_of_its_like():
    found = told([done(hours) for hours in (4, 4, 4, 4, 28, 28, 28, 80, 80)])
    assert (found.day, found.asked) == (date(2026, 3, 12), 9)  # 28 working hours: three days and a half


def test_confidence_is_the_share_that_would_end_after_the_promised_day():
    courses = [done(4)] * 3 + [done(30)] * 7
    found = told(courses, promised=date(2026, 3, 10))
    assert found.confidence == 0.7
    assert found.warns_clients
    assert found.warns_the_team


@pytest.mark.parametrize(("late", "clients", "team"), [(4, False, False), (5, False, True), (7, True, True)])
def test_who_is_warned_hangs_on_the_share(late, clients, team):
    found = told([done(1)] * (10 - late) + [done(99)] * late, promised=date(2026, 3, 10))
    assert (found.warns_clients, found.warns_the_team) == (clients, team)


def test_without_a_promised_day_nothing_is_late():
    found = told([done(9)] * 8)
    assert found.confidence is None
    assert not found.warns_clients
    assert not found.warns_the_team


def test_eight_of_the_engagement_are_enough_and_seven_are_not():
    assert told([done(8)] * 8).asked == 8
    assert told([done(8)] * 7) is None


def test_where_the_engagement_has_too_few_those_of_the_same_work_are_asked_from_twenty_on():
    assert told([done(8)] * 7, [done(16)] * 20).asked == 20
    assert told([done(8)] * 7, [done(16)] * 19) is None


def test_the_newest_thirty_are_asked():
    found = told([done(800, at=day) for day in range(10)] + [done(8, at=day) for day in range(10, 40)])
    assert (found.asked, found.day) == (30, date(2026, 3, 9))


def test_others_of_another_type_or_another_way_say_nothing():
    assert told([done(8, kind="bug")] * 9) is None
    assert told([Course("story", MONDAY, {PLANNING: 8.0})] * 9) is None


def test_open_children_that_are_due_later_keep_it_open():
    found = told([done(1)] * 8, promised=date(2026, 4, 1), children_due=[date(2026, 3, 20), date(2026, 4, 2)])
    assert found.day == date(2026, 4, 2)
    assert found.confidence == 1.0


def test_a_ticket_that_is_done_has_no_forecast():
    assert forecast(replace(TICKET, done=True), SETTING, Experience([done(8)] * 8), MONDAY) is None


def test_a_course_is_told_from_the_first_time_in_each_stage_to_the_end():
    hour = timedelta(hours=1)
    moves = (
        Move(None, "Plan", MONDAY),
        Move("Plan", "Doing", MONDAY + 2 * hour),
        Move("Doing", "Plan", MONDAY + 3 * hour),
        Move("Plan", "Doing", MONDAY + 4 * hour),
    )
    ended = replace(TICKET, done=True, resolved=MONDAY + 6 * hour, moves=moves)
    assert course_of(ended, SETTING) == Course("story", MONDAY + 6 * hour, {PLANNING: 6.0, DOING: 4.0})


@pytest.mark.parametrize("lacks", [{"done": False}, {"resolved": None}, {"moves": ()}])
def test_a_ticket_that_is_open_or_whose_way_is_not_known_is_no_course(lacks):
    ended = replace(TICKET, done=True, resolved=MONDAY, moves=(Move(None, "Doing", MONDAY),))
    assert course_of(ended, SETTING) is not None
    assert course_of(replace(ended, **lacks), SETTING) is None


@pytest.mark.parametrize(
    ("promised", "expected", "slip"),
    [
        (date(2026, 3, 6), date(2026, 3, 6), 0),
        (date(2026, 3, 6), date(2026, 3, 9), 1),
        (date(2026, 3, 6), date(2026, 3, 8), 0),
        (date(2026, 3, 6), date(2026, 3, 17), 6),
        (date(2026, 3, 9), date(2026, 3, 6), -1),
    ],
)
def test_slips_are_counted_in_working_days_without_holidays(promised, expected, slip):
    assert slip_in_working_days(promised, expected, Calendar(holidays=frozenset([date(2026, 3, 11)]))) == slip


many = st.lists(st.floats(0, 2_000), min_size=8, max_size=40)


@given(many, st.dates(date(2026, 3, 1), date(2027, 12, 31)))
def test_a_later_promise_is_never_less_likely_to_be_kept(hours, promised):
    courses = [done(one) for one in hours]
    sooner = told(courses, promised=promised).confidence
    later = told(courses, promised=promised + timedelta(days=7)).confidence
    assert 0 <= later <= sooner <= 1
