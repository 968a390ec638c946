"""What holds for the measures of any engagement."""

from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.calendar import Calendar
from rules.measures.case import EngagementHistory, Span
from rules.measures.catalogue import ALL, BY_NAME, figures
from rules.measures.clocks import merged, running_hours
from rules.measures.period import Period
from tests.measures.any_history import NOW, PERIODS, histories, moments, pairs

MAY_EXCEED = {"scope_growth", "utilisation"}  # shares of something that can be outgrown
MAY_BE_NEGATIVE = {"slippage", "warning_lead", "nps"}


@given(histories(), PERIODS)
def test_a_share_lies_between_none_and_all(history, period):
    for figure in figures(history, period):
        if BY_NAME[figure.measure].unit == "percent" and figure.measure not in MAY_EXCEED and figure.value is not None:
            assert 0 <= figure.value <= 100
            assert all(0 <= part <= 100 for part in figure.parts.values())


@given(histories(), PERIODS)
def test_no_clock_and_no_count_is_negative(history, period):
    for figure in figures(history, period):
        if figure.measure not in MAY_BE_NEGATIVE:
            assert figure.value is None or figure.value >= 0


@given(histories(), PERIODS)
def test_what_is_not_known_says_why_and_what_is_known_rests_on_something_or_is_a_count(history, period):
    for figure in figures(history, period):
        if figure.value is None:
            assert figure.why.startswith("not known: ")
            assert not figure.parts
        else:
            assert figure.why == ""
            assert figure.counted or not figure.value


@given(histories(), PERIODS, st.randoms(use_true_random=False))
def test_the_order_of_cases_changes_no_figure(history, period, random):
    shuffled = list(history.cases)
    random.shuffle(shuffled)
    for one, other in zip(
        figures(history, period), figures(replace(history, cases=tuple(shuffled)), period), strict=True
    ):
        assert one.value == pytest.approx(other.value)
        assert one.counted == other.counted
        assert dict(one.parts) == pytest.approx(dict(other.parts))


@given(histories(most=4), histories(most=4), PERIODS)
def test_a_number_of_things_over_two_engagements_is_the_sum_of_both(one, other, period):
    counts = [BY_NAME[name] for name in ("scope_asked", "ideas_offered", "dates_moved", "waivers", "workload")]
    together = figures((one, other), period, counts)
    for both, first, second in zip(together, figures(one, period, counts), figures(other, period, counts), strict=True):
        assert (both.value or 0) == (first.value or 0) + (second.value or 0)


@pytest.mark.parametrize("measure", ALL, ids=lambda measure: measure.name)
@pytest.mark.parametrize("histories_", [(), (EngagementHistory("apollo", NOW),)], ids=["none", "empty"])
def test_of_an_empty_history_nothing_is_known(measure, histories_):
    (figure,) = figures(histories_, Period.month_of(date(2026, 3, 1)), (measure,))
    assert figure.value is None
    assert figure.why.startswith("not known: ")


@given(moments, moments, pairs(Span))
def test_a_pause_only_shortens_a_clock(begin, end, pauses):
    calendar = Calendar()
    whole, running = running_hours(calendar, begin, end), running_hours(calendar, begin, end, pauses)
    assert 0 <= running <= whole


@given(moments, moments, pairs(Span), pairs(Span))
def test_one_pause_more_never_makes_a_clock_run_longer(begin, end, pauses, more):
    calendar = Calendar()
    assert running_hours(calendar, begin, end, pauses + more) <= running_hours(calendar, begin, end, pauses) + 1e-9


@given(moments, moments, pairs(Span))
def test_joined_spans_lie_between_the_ends_and_apart_from_one_another(begin, end, spans):
    joined = merged(begin, end, spans)
    assert all(begin <= first < last <= end for first, last in joined)
    assert all(before[1] < after[0] for before, after in pairwise(joined))


@given(histories())
def test_weeks_of_a_period_hold_every_ticket_done_in_it_once(history):
    quarter = Period(date(2026, 1, 5), date(2026, 6, 28))
    weeks = Period.week_of(quarter.last).newest(25)
    assert weeks[0].first == quarter.first
    asked = (BY_NAME["scope_asked"],)
    whole = figures(history, quarter, asked)[0].value
    assert whole is None or whole == sum(figures(history, week, asked)[0].value for week in weeks)
