"""When a digest is due: once in its time, in the morning of a working day."""

from datetime import UTC, date, datetime

import pytest

from rules.calendar import Calendar
from sync.team.addressees import addresses_of
from sync.team.digest_wishes import is_due, period_begin

# November 2026 begins on a Sunday; Monday the second is a day off.
CALENDAR = Calendar(holidays=frozenset({date(2026, 11, 2)}))


def at(day, hour=9, month=11):
    return datetime(2026, month, day, hour, tzinfo=UTC)


@pytest.mark.parametrize(
    ("cadence", "now", "last", "due"),
    [
        ("daily", at(3, 8), None, False),
        ("daily", at(3, 9), None, True),
        ("daily", at(3, 23), date(2026, 10, 30), True),
        ("daily", at(3, 23), date(2026, 11, 3), False),
        ("daily", at(2), None, False),
        ("daily", at(7), date(2026, 11, 5), False),
        ("weekly", at(3), None, True),
        ("weekly", at(4), None, False),
        ("weekly", at(4), date(2026, 10, 26), True),
        ("weekly", at(6), date(2026, 11, 3), False),
        ("monthly", at(3), date(2026, 10, 1), True),
        ("monthly", at(3), None, True),
        ("monthly", at(4), None, False),
        ("monthly", at(30), date(2026, 11, 3), False),
        ("quarterly", at(1, month=10), None, True),
        ("quarterly", at(3), date(2026, 7, 1), True),
        ("quarterly", at(3), date(2026, 10, 1), False),
    ],
)
def test_a_digest_is_due(cadence, now, last, due):
    assert is_due(cadence, CALENDAR, now, last) is due


def test_a_time_begins_on_its_first_day():
    day = date(2026, 11, 19)
    begins = {cadence: period_begin(cadence, day).isoformat() for cadence in ("weekly", "monthly", "quarterly")}
    assert begins == {"weekly": "2026-11-16", "monthly": "2026-11-01", "quarterly": "2026-10-01"}
    with pytest.raises(ValueError, match="hourly"):
        period_begin("hourly", day)


def test_roles_are_found_by_any_spelling_and_the_project_manager_stands_in():
    team = {"Quality Lead": "qa@acme.example", "project-manager": "pm@acme.example", "qa": "QA@acme.example"}
    assert addresses_of(["quality-lead"], team) == ("qa@acme.example",)
    assert addresses_of(["quality lead", "qa", "project-manager"], team) == ("qa@acme.example", "pm@acme.example")
    assert addresses_of(["nobody"], team) == ("pm@acme.example",)
    assert addresses_of(["nobody"], {}) == ()
