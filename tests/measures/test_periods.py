"""Periods are whole days in the client's zone."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.calendar import Calendar
from rules.measures.case import Case, EngagementHistory, Kind
from rules.measures.catalogue import BY_NAME, figures
from rules.measures.period import Period, Span, months_after, weeks_in
from rules.model import Ticket
from rules.scene import Setting

days = st.dates(date(1990, 1, 1), date(2100, 1, 1))


def test_a_week_begins_on_monday_a_month_on_its_first_a_quarter_on_that_of_its_first_month():
    day = date(2026, 2, 18)
    assert Period.week_of(day) == Period(date(2026, 2, 16), date(2026, 2, 22))
    assert Period.month_of(day) == Period(date(2026, 2, 1), date(2026, 2, 28))
    assert Period.quarter_of(day) == Period(date(2026, 1, 1), date(2026, 3, 31))


@pytest.mark.parametrize("of", [Period.week_of, Period.month_of, Period.quarter_of])
@given(day=days)
def test_the_period_before_ends_the_day_before_and_is_of_the_same_kind(of, day):
    period = of(day)
    before = period.previous()
    assert day in period
    assert before.last.toordinal() + 1 == period.first.toordinal()
    assert before.span == period.span
    assert before == of(before.first)


def test_before_any_other_days_come_as_many():
    assert Period(date(2026, 3, 3), date(2026, 3, 12)).previous() == Period(date(2026, 2, 21), date(2026, 3, 2))
    assert Period(date(2026, 3, 3), date(2026, 3, 12)).span is Span.OTHER


def test_the_newest_periods_come_oldest_first():
    months = Period.month_of(date(2026, 1, 9)).newest(3)
    assert [month.first.month for month in months] == [11, 12, 1]
    assert Period.month_of(date(2026, 1, 9)).newest(0) == ()


def test_a_period_that_ends_before_it_begins_is_refused():
    with pytest.raises(ValueError, match="give the earlier day first"):
        Period(date(2026, 3, 2), date(2026, 3, 1))


def test_months_later_is_the_same_day_or_the_last_of_a_shorter_month():
    assert months_after(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert months_after(date(2026, 11, 15), 14) == date(2028, 1, 15)


@given(days, st.integers(0, 200))
def test_the_weeks_in_a_period_are_those_of_its_days(first, length):
    period = Period(first, date.fromordinal(first.toordinal() + length))
    in_days = {
        Period.week_of(date.fromordinal(day)) for day in range(period.first.toordinal(), period.last.toordinal() + 1)
    }
    assert weeks_in(period) == tuple(sorted(in_days))


@pytest.mark.parametrize(("zone", "counted"), [("UTC", 1), ("Pacific/Auckland", 0), ("America/New_York", 1)])
def test_a_ticket_counts_on_the_day_it_is_at_the_client(zone, counted):
    created = datetime(2026, 3, 31, 23, tzinfo=UTC)  # the first of April in Auckland
    asked = Case(Ticket("s", "1", "APO-1", created=created), frozenset({Kind.IDEA}))
    now = datetime(2026, 5, 1, tzinfo=UTC)
    history = EngagementHistory("apollo", now, Setting(Calendar(ZoneInfo(zone))), cases=(asked,))
    (figure,) = figures(history, Period.month_of(date(2026, 3, 1)), [BY_NAME["ideas_offered"]])
    assert figure.value == counted
