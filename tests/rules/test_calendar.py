from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from rules.calendar import Calendar
from rules.terms import day_term_of, duration_of, longest_of

BERLIN = Calendar(ZoneInfo("Europe/Berlin"))
moments = st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC))


def test_a_working_day_after_saturday_is_monday():
    assert BERLIN.after(date(2026, 3, 7), 1) == date(2026, 3, 9)


def test_a_working_day_before_monday_is_friday():
    assert BERLIN.after(date(2026, 3, 9), -1) == date(2026, 3, 6)


def test_a_holiday_is_no_working_day():
    closed = Calendar(holidays=frozenset({date(2026, 3, 10)}))
    assert closed.after(date(2026, 3, 9), 1) == date(2026, 3, 11)


def test_a_night_holds_no_working_time():
    evening = datetime(2026, 3, 9, 17, tzinfo=ZoneInfo("Europe/Berlin"))
    assert BERLIN.hours_between(evening, evening + timedelta(hours=12)) == 0


def test_friday_four_to_monday_ten_is_two_hours():
    zone = ZoneInfo("Europe/Berlin")
    assert BERLIN.hours_between(datetime(2026, 3, 6, 16, tzinfo=zone), datetime(2026, 3, 9, 10, tzinfo=zone)) == 2


def test_the_day_on_which_clocks_change_keeps_its_eight_hours():
    always = Calendar(ZoneInfo("Europe/Berlin"), days=(0, 1, 2, 3, 4, 5, 6))
    zone = ZoneInfo("Europe/Berlin")
    day = datetime(2026, 3, 29, 0, tzinfo=zone)
    assert always.hours_between(day, datetime(2026, 3, 30, 0, tzinfo=zone)) == 8


def test_a_calendar_without_working_days_comes_to_an_end():
    assert Calendar(days=()).moment_after(datetime(2026, 3, 9, tzinfo=UTC), 1).year == datetime.max.year


@given(moments, st.floats(0.01, 200))
def test_so_many_hours_pass_until_the_moment_after_them(begin, hours):
    end = BERLIN.moment_after(begin, hours)
    assert abs(BERLIN.hours_between(begin, end) - hours) < 1e-3


@given(moments, moments, moments)
def test_working_time_adds_up(one, two, three):
    first, second, third = sorted((one, two, three))
    total = BERLIN.hours_between(first, second) + BERLIN.hours_between(second, third)
    assert abs(BERLIN.hours_between(first, third) - total) < 1e-6


def test_days_are_written_as_today_with_a_shift_or_as_a_date():
    today = date(2026, 3, 6)
    assert day_term_of("today + 5 working days").on(today, BERLIN) == date(2026, 3, 13)
    assert day_term_of("today - 2 weeks").on(today, BERLIN) == date(2026, 2, 20)
    assert day_term_of("2026-12-31").on(today, BERLIN) == date(2026, 12, 31)
    assert day_term_of("2026-13-01") is None
    assert day_term_of("Agreed date") is None


def test_the_upper_bound_of_a_range_counts():
    assert longest_of("2-5 working days") == duration_of("5 working days")
