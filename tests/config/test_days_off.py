"""Holidays of a client: dates, or the public holidays of a country and region with days more and less."""

import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from config.days_off import YEARS, public_holidays

ROOT = Path(__file__).resolve().parents[2]
MAIN = """\
version: 1
sources: [{name: studio, kind: clickup, team: 9001}]
engagements:
  - name: apollo
    source: studio
    scope: {list: 1}
    packs: [delivery]
    roles: {project-manager: [ana@acme.example]}
    client:
      name: Apollo Bank
      holidays: %s
"""


@pytest.fixture
def loaded(configured):
    return lambda holidays: configured({"stageward.yaml": MAIN % holidays.replace("▲", "")}).load()


@pytest.fixture
def days_off(loaded):
    def off(holidays):
        found = loaded(holidays)
        assert found.mistakes == ()
        return set(found.installation.engagements[0].client.work.holidays)

    return off


def test_a_list_of_dates_is_what_it_says(days_off):
    assert days_off("[2026-12-25, 2026-01-01]") == {date(2026, 1, 1), date(2026, 12, 25)}


@pytest.mark.parametrize("nothing", ["", "[]", "{}", "{also: []}"])
def test_nothing_is_no_holiday(nothing, days_off):
    assert days_off(nothing) == set()


def test_a_country_brings_its_holidays(days_off):
    off = days_off("{country: DE}")
    assert {date(2026, 10, 3), date(2026, 12, 25), date(YEARS[0], 1, 1), date(YEARS[1], 1, 1)} <= off
    assert date(2026, 10, 31) not in off
    assert {day.year for day in off} == set(range(YEARS[0], YEARS[1] + 1))


@pytest.mark.parametrize("region", ["BE", "be", "Berlin", "berlin "])
def test_a_region_is_named_by_letters_or_name(region, days_off):
    assert date(2026, 3, 8) in days_off(f'{{country: de, region: "{region}"}}')
    assert date(2026, 3, 8) not in days_off("{country: DE, region: BY}")


def test_further_days_are_off_and_others_are_not(days_off):
    off = days_off("{country: DE, region: BB, also: [2026-12-24], not: [2026-10-31]}")
    assert date(2026, 12, 24) in off
    assert date(2026, 10, 31) not in off
    assert date(2027, 10, 31) in off


MISTAKES = {
    "a country by its name": ("{country: ▲Germany}", "“Germany” is no country here; write its two letters, such as DE — did you mean “DE”?"),
    "a country misspelt": ("{country: ▲Grmany}", "“Grmany” is no country here; write its two letters, such as DE — did you mean “DE”?"),
    "no country at all": ("{country: ▲Q9}", "“Q9” is no country here; write its two letters, such as DE"),
    "a region misspelt": ("{country: AT, region: ▲Wein}", "“Wein” is no region of AT; choose one of: 1, 2, 3, 4, 5, 6, 7, 8, 9 — did you mean “Wien”?"),
    "a region of another country": ("{country: CH, region: ▲Texas}", "“Texas” is no region of CH; choose one of: "),
    "a region where there are none": ("{country: AD, region: ▲XX}", "“XX” is no region of AD; choose one of: "),
    "a region without a country": ("{▲region: BE}", "“region” needs a country beside it, such as country: DE"),
    "a day that does not exist": ("{country: DE, also: [▲2026-02-30]}", "“2026-02-30” is not a day of the calendar"),
    "one date without a list": ("▲2026-12-24", "“holidays” needs dates, such as [2026-12-24], or a country, such as {country: DE}"),
    "an unknown key": ("{country: DE, ▲except: []}", "“except” is not a key here; choose one of: country, region, also, not"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "message"), MISTAKES.values(), ids=MISTAKES.keys())
def test_a_mistake_is_told_at_its_place_with_what_may_stand_there(text, message, loaded, places):
    (mistake,) = loaded(text).mistakes

    assert mistake.message.startswith(message.replace("“", '"').replace("”", '"'))
    assert [(mistake.line, mistake.column)] == places(MAIN % text)


def test_a_day_that_is_no_holiday_anyway_is_a_warning(loaded, places):
    text = "{country: DE, not: [▲2026-07-01]}"

    (warning,) = loaded(text).warnings

    assert warning.message == "2026-07-01 is no public holiday of DE from 2000 to 2050; it changes nothing"
    assert [(warning.line, warning.column)] == places(MAIN % text)


@pytest.mark.parametrize("country", ["IN", "LK", "ES", "US", "CN", "SA", "IL", "BR", "GB"])
def test_countries_of_which_fewer_years_are_known_bring_what_is_known_without_a_warning(country):
    assert len(public_holidays(country)) > 100


def test_the_package_of_holidays_is_imported_only_where_a_country_is_named():
    seen = "import sys; from config.load import load; from pathlib import Path; load(Path(sys.argv[1])); print('holidays' in sys.modules)"
    main = ROOT / "config" / "stageward.yaml"

    told = subprocess.run([sys.executable, "-c", seen, main], cwd=ROOT, capture_output=True, text=True, check=True)

    assert told.stdout.strip() == str("country:" in main.read_text("utf-8"))
