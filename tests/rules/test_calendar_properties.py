"""What holds of every calendar: any zone, week, hours and days off, compared with counting day by day."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.calendar import FIRST, LAST, Calendar, day_of
from rules.terms import day_term_of
from rules.values import day_in

CHANGING = ("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "America/Santiago", "Africa/Cairo")
STEADY = ("UTC", "Asia/Tokyo", "Asia/Kolkata", "Asia/Kathmandu", "Pacific/Kiritimati")
DAY, HOUR = timedelta(days=1), timedelta(hours=1)

zones = st.sampled_from([*CHANGING, *STEADY]).map(ZoneInfo)
weeks = st.sets(st.integers(0, 6), min_size=1).map(sorted).map(tuple)
closures = st.frozensets(st.dates(date(2025, 12, 1), date(2027, 2, 1)), max_size=40)
opening_times = st.builds(time, st.integers(0, 11), st.sampled_from([0, 30]))
closing_times = st.builds(time, st.integers(12, 23), st.sampled_from([0, 59]))
calendars = st.builds(Calendar, zones, weeks, opening_times, closing_times, closures)
moments = st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC))
days = st.dates(date(2026, 1, 1), date(2027, 1, 1))
hours = st.floats(0.01, 400)


def counted_day_by_day(calendar, begin, end):
    total, day = timedelta(0), calendar.day(begin)
    while day <= calendar.day(end):
        if calendar.is_working(day):
            opens, closes = calendar.opening(day)
            total += max(timedelta(0), min(end, closes) - max(begin, opens))
        day += DAY
    return total / HOUR


@given(calendars, moments, moments)
def test_hours_are_those_counted_day_by_day(calendar, begin, end):
    assert calendar.hours_between(begin, end) == pytest.approx(counted_day_by_day(calendar, begin, end), abs=1e-9)


@given(calendars, moments, hours)
def test_so_many_hours_pass_until_the_moment_after_them(calendar, begin, wanted):
    end = calendar.moment_after(begin, wanted)
    assert calendar.hours_between(begin, end) == pytest.approx(wanted, abs=1e-6)
    assert calendar.hours_between(begin, end - timedelta(seconds=1)) < wanted


@given(calendars, moments)
def test_with_no_hours_to_pass_it_is_the_next_working_moment(calendar, begin):
    found = calendar.moment_after(begin, 0)
    opens, closes = calendar.opening(calendar.day(found))
    assert calendar.is_working(calendar.day(found))
    assert max(begin, opens) == found < closes
    assert calendar.hours_between(begin, found) == 0


@given(calendars, moments, hours, hours)
def test_more_hours_end_later(calendar, begin, one, other):
    least, most = sorted((one, other))
    assert calendar.moment_after(begin, least) <= calendar.moment_after(begin, most)


@given(calendars, moments, moments, moments)
def test_working_time_adds_up(calendar, one, two, three):
    first, second, third = sorted((one, two, three))
    total = calendar.hours_between(first, second) + calendar.hours_between(second, third)
    assert calendar.hours_between(first, third) == pytest.approx(total, abs=1e-6)


@given(calendars, days, st.integers(-200, 200))
def test_working_days_after_a_day_are_counted_and_land_on_one(calendar, day, count):
    found = calendar.after(day, count)
    span = sorted((day, found))
    passed = [span[0] + n * DAY for n in range((span[1] - span[0]).days + 1)]
    between = [one for one in passed if one != day and calendar.is_working(one)]
    assert len(between) == abs(count)
    assert found == day or calendar.is_working(found)


@given(calendars, days, st.integers(-100, 100), st.integers(-100, 100))
def test_more_working_days_never_end_earlier(calendar, day, one, other):
    least, most = sorted((one, other))
    assert calendar.after(day, least) <= calendar.after(day, most)


@given(calendars, days, st.integers(0, 100))
def test_a_further_closure_never_brings_a_day_nearer(calendar, day, count):
    closed = Calendar(calendar.zone, calendar.days, calendar.opens, calendar.closes, calendar.holidays | {day + DAY})
    assert closed.after(day, count) >= calendar.after(day, count)
    begin = datetime.combine(day, time(0), UTC)
    assert closed.hours_between(begin, begin + 30 * DAY) <= calendar.hours_between(begin, begin + 30 * DAY)


@pytest.mark.parametrize("zone", CHANGING)
def test_where_clocks_change_a_year_of_full_days_is_as_long_as_it_was(zone):
    always = Calendar(ZoneInfo(zone), tuple(range(7)), time(0), time(23, 59))
    begin, end = (datetime(year, 1, 1, tzinfo=ZoneInfo(zone)).astimezone(UTC) for year in (2026, 2027))
    minutes_never_worked = 365 / 60
    assert always.hours_between(begin, end) == pytest.approx((end - begin) / HOUR - minutes_never_worked, abs=1.01)


@pytest.mark.parametrize("zone", STEADY)
def test_where_clocks_do_not_change_every_day_is_as_long(zone):
    calendar = Calendar(ZoneInfo(zone))
    begin = datetime(2026, 1, 5, tzinfo=ZoneInfo(zone))
    assert [calendar.hours_between(begin, begin + n * 7 * DAY) for n in range(1, 53)] == [n * 40 for n in range(1, 53)]


def test_the_spring_day_on_which_clocks_change_is_an_hour_shorter_where_work_spans_the_change():
    nights = Calendar(ZoneInfo("Europe/Berlin"), (6,), time(1), time(5))
    sunday = datetime(2026, 3, 29, tzinfo=ZoneInfo("Europe/Berlin"))
    assert nights.hours_between(sunday, sunday + 20 * HOUR) == 3
    autumn = datetime(2026, 10, 25, tzinfo=ZoneInfo("Europe/Berlin"))
    assert nights.hours_between(autumn, autumn + 20 * HOUR) == 5


@settings(max_examples=10)
@given(calendars)
def test_dates_that_mean_ever_and_never_are_no_trouble(calendar):
    ends = [datetime.min.replace(tzinfo=UTC), FIRST, LAST, datetime.max.replace(tzinfo=UTC)]
    spans = [calendar.hours_between(ends[0], end) for end in ends]
    assert spans[0] == spans[1] == 0
    assert spans[2] == spans[3] > 200 * 365 / 7
    assert calendar.moment_after(ends[3], 1) == datetime.max.replace(tzinfo=UTC)
    for end in ends:
        assert day_of(end, calendar.zone) == day_in(end, calendar.zone)
        assert calendar.opening(end.date())[0] < calendar.opening(end.date())[1]


@given(calendars, st.dates(), st.sampled_from("+-"), st.integers(0, 100_000), st.sampled_from(["days", "weeks"]))
def test_any_shift_of_today_is_a_day(calendar, today, sign, count, unit):
    found = day_term_of(f"today {sign} {count} {unit}").on(today, calendar)
    shift = (count if sign == "+" else -count) * (7 if unit == "weeks" else 1)
    assert found in {date.min, date.max} or found - today == timedelta(days=shift)
