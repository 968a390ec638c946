"""Figures are held against targets, and targets move up once they were held."""

from datetime import date

import pytest

from rules.calendar import Calendar
from rules.measures.catalogue import ALL, BY_NAME
from rules.measures.compared import Standing, compare, stepped, suggested, targets_of
from rules.measures.figure import Figure
from rules.measures.period import Period
from rules.measures.target import Cadence, StepUp, Target
from rules.measures.trend import Series

CALENDAR = Calendar()  # eight hours a day
ACCEPTANCE, LEAD, RESPONSE, RATE = (
    BY_NAME[name] for name in ("first_time_acceptance", "lead_time", "response_time", "escalation_rate")
)
AT_LEAST_75 = Target("at_least", 75, "%")
EVERY_QUARTER = StepUp(Cadence(3, "months"), 0.05)


def standing(value, target, measure=ACCEPTANCE):
    return compare(Figure(measure.name, value, 1, "not known: no"), measure, target, CALENDAR).standing


def months(*values, measure=ACCEPTANCE):
    periods = Period.month_of(date(2026, 12, 1)).newest(len(values))
    points = zip(periods, values, strict=True)
    return Series(measure, tuple((period, Figure(measure.name, value, 1)) for period, value in points))


@pytest.mark.parametrize(
    ("test", "met", "missed"),
    [("at_least", 75, 74.9), ("more_than", 75.1, 75), ("at_most", 75, 75.1), ("less_than", 74.9, 75)],
)
def test_a_limit_is_included_or_not_as_its_words_say(test, met, missed):
    assert standing(met, Target(test, 75, "%")) is Standing.MET
    assert standing(missed, Target(test, 75, "%")) is Standing.MISSED


def test_hours_and_working_days_are_turned_into_one_another():
    assert standing(16, Target("at_most", 2, "working days"), RESPONSE) is Standing.MET
    assert standing(2.5, Target("at_most", 16, "hours"), LEAD) is Standing.MISSED


def test_a_target_in_a_unit_that_does_not_fit_is_not_known_and_says_where_to_mend_it():
    found = compare(Figure("response_time", 3, 1), RESPONSE, Target("at_most", 90, "%"), CALENDAR)
    assert found.standing is Standing.NOT_KNOWN
    assert found.why == "at most 90% is no target for a measure in hours; mend it under targets: response_time"


def test_what_is_not_known_is_neither_met_nor_missed():
    assert standing(None, AT_LEAST_75) is Standing.NOT_KNOWN
    assert standing(80, None) is Standing.NOT_KNOWN


def test_the_target_of_the_engagement_comes_before_that_of_the_installation_and_that_of_the_text():
    ours, theirs = {"on_time": Target("at_least", 80, "%")}, {"csat": Target("more_than", 7)}
    found = targets_of(ALL, ours, theirs)
    assert (found["on_time"], found["csat"]) == (ours["on_time"], theirs["csat"])
    assert found["escalation_rate"] == Target("less_than", 5, "%")
    assert targets_of(ALL, ours, {"on_time": Target("at_least", 70, "%")})["on_time"].amount == 70
    assert "first_time_acceptance" not in found


def after(*values, target=AT_LEAST_75, measure=ACCEPTANCE, step=EVERY_QUARTER):
    return stepped(target, step, months(*values, measure=measure), CALENDAR).amount


def test_a_target_held_for_three_months_moves_up_by_five_points():
    assert after(76, 78) == 75
    assert after(76, 78, 77) == 80


def test_held_again_it_moves_again_and_what_was_reached_stays():
    assert after(76, 78, 77, 81, 82, 83) == 85
    assert after(76, 78, 77, 60, 60, 60) == 80


def test_a_month_that_misses_it_or_is_not_known_begins_the_time_anew():
    assert after(76, 78, 70, 76, 77) == 75
    assert after(76, 78, None, 76, 77) == 75
    assert after(76, 78, None, 76, 77, 78) == 80


def test_a_share_grows_to_all_and_shrinks_to_none_at_most():
    low = Target("at_most", 4, "%")
    assert after(*[100] * 30) == 100
    assert after(3, 3, 3, target=low, measure=RATE) == 0
    assert after(*[0] * 30, target=low, measure=RATE) == 0


def test_other_units_grow_by_a_part_of_their_amount():
    assert after(7, 7, 7, target=Target("at_most", 8, "hours"), measure=RESPONSE) == pytest.approx(7.6)
    assert after(9, 9, 9, target=Target("more_than", 8), measure=BY_NAME["csat"]) == pytest.approx(8.4)


@pytest.mark.parametrize(
    ("after_all", "amount"),
    # October to December are 92 days
    [((92, "days"), 80), ((93, "days"), 75), ((13, "weeks"), 80), ((14, "weeks"), 75), ((1, "years"), 75)],
)
def test_the_time_it_takes_may_be_told_in_days_weeks_months_or_years(after_all, amount):
    assert after(76, 78, 77, step=StepUp(Cadence(*after_all), 0.05)) == amount


def test_without_a_step_the_target_stays():
    assert after(*[100] * 12, step=None) == 75


def test_the_next_full_five_points_are_suggested_beyond_where_it_stands():
    assert suggested(months(75, 74, 76)) == Target("at_least", 80, "%")
    assert suggested(months(50, 72, 73, 99)) == Target("at_least", 75, "%")
    assert suggested(months(12, 11, 13, measure=RATE)) == Target("at_most", 10, "%")
    assert suggested(months(10, 10, 10, measure=RATE)) == Target("at_most", 5, "%")


def test_nothing_is_suggested_where_too_little_is_known_nothing_is_left_or_it_is_no_share():
    assert suggested(months(75, None, 74)) is None
    assert suggested(months(100, 100, 100)) is None
    assert suggested(months(0, 0, 0, measure=RATE)) is None
    assert suggested(months(3, 3, 3, measure=RESPONSE)) is None
