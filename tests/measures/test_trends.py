"""A quarter that falls is called out; a bad week is not."""

from datetime import date
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.measures.catalogue import BY_NAME
from rules.measures.figure import Figure
from rules.measures.period import Period
from rules.measures.trend import CERTAIN, Course, Series, certainty_of, series, trend_of
from tests.measures.thirty import apollo

WEEK, MONTH = Period.week_of(date(2026, 3, 30)), Period.month_of(date(2026, 3, 1))


def told(values, name="first_time_acceptance", newest=WEEK):
    points = zip(newest.newest(len(values)), values, strict=True)
    return Series(BY_NAME[name], tuple((period, Figure(name, value, 1)) for period, value in points))


def course(values, **more):
    return trend_of(told(values, **more)).course


def test_a_share_that_falls_week_by_week_declines():
    trend = trend_of(told([90, 89, 90, 86, 85, 86, 83, 80, 81, 78, 76, 77, 75]))
    assert trend.course is Course.DECLINES
    assert trend.counted == 13
    assert trend.slope == pytest.approx(-4 / 3)


def test_a_clock_that_rises_declines_and_one_that_falls_improves():
    rising = list(range(10, 23))
    assert course(rising, name="response_time") is Course.DECLINES
    assert course(rising[::-1], name="response_time") is Course.IMPROVES


def test_a_measure_without_a_better_side_only_rises_or_falls():
    assert course(range(13), name="workload") is Course.RISES
    assert course(range(13, 0, -1), name="workload") is Course.FALLS


@given(st.floats(0, 100), st.floats(0, 100), st.integers(0, 12), st.integers(8, 13))
def test_one_bad_week_among_steady_ones_is_no_trend(level, bad, place, count):
    values = [level] * count
    values[place % count] = bad
    assert course(values) is Course.STEADY


@given(st.lists(st.integers(60, 90), min_size=13, max_size=13, unique=True), st.integers(0, 12))
def test_one_bad_week_does_not_turn_rising_figures_into_falling_ones(values, place):
    rising = sorted(values)
    rising[place] = 0
    assert course(rising) is not Course.DECLINES


def test_only_the_newest_quarter_is_looked_at():
    assert course([*range(100, 60, -1), *[60] * 13]) is Course.STEADY


def test_too_few_known_weeks_say_nothing():
    falling = [90, None, 80, None, 70, None, 60, None, 50, None, 40, None, 30]
    assert trend_of(told(falling)).course is Course.NOT_KNOWN
    assert trend_of(told(falling)).counted == 7
    assert course([]) is Course.NOT_KNOWN


def test_a_week_that_is_not_known_leaves_its_place_empty():
    falling = [90, 88, 86, None, 82, 80, 78, 76, None, 72, 70, 68, 66]
    assert trend_of(told(falling)).slope == pytest.approx(-2)
    assert course(falling) is Course.DECLINES


@pytest.mark.parametrize("values", list(permutations([70, 75, 80, 85])))
def test_four_months_decline_only_where_each_is_worse_than_the_one_before(values):
    found = course(values, newest=MONTH)
    assert (found is Course.DECLINES) == (list(values) == [85, 80, 75, 70])
    assert (found is Course.IMPROVES) == (list(values) == [70, 75, 80, 85])


def test_the_score_is_that_of_a_worked_example():
    # 24 of 28 pairs rise, 4 fall: the score is 20; without ties its variance is 8 x 7 x 21 / 18
    values = [5, 1, 2, 3, 4, 6, 7, 8]
    assert certainty_of(values) == pytest.approx((20 - 1) / (8 * 7 * 21 / 18) ** 0.5)


@given(st.lists(st.integers(0, 9), max_size=13))
def test_read_backwards_a_series_scores_the_opposite(values):
    assert certainty_of(values) == pytest.approx(-certainty_of(values[::-1]))


def test_of_all_orders_of_seven_figures_at_most_one_in_twenty_counts_as_falling():
    orders = list(permutations(range(7)))
    assert sum(certainty_of(order) <= -CERTAIN for order in orders) / len(orders) <= 0.05


def test_a_series_holds_the_figures_of_periods_in_a_row():
    asked, on_time = series(apollo(), MONTH, 3, [BY_NAME["scope_asked"], BY_NAME["on_time"]])
    assert [period.first for period, _ in asked.points] == [date(2026, 1, 1), date(2026, 2, 1), date(2026, 3, 1)]
    assert asked.values == (0, 0, 4)
    assert on_time.values == (None, None, pytest.approx(300 / 7))
