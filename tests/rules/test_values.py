from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.model import Person
from rules.values import equals, fold, is_empty, number_in, person_is, same

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("  In   Review ", "in review"),
        ("in\u00a0review", "In Review"),
        ("Straße", "STRASSE"),
        ("Caf\u00e9", "cafe\u0301"),
        ("ΟΔΟΣ", "οδος"),
    ],
)
def test_text_compares_without_case_white_space_and_composition(one, other):
    assert fold(one) == fold(other)


def test_zero_width_signs_stay():
    assert fold("in\u200breview") != fold("inreview")


@given(st.text())
def test_folding_twice_is_folding_once(text):
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize("written", ["1,5", "1 000", "80%", "1e3", "", "-", "1.2.3", "0x10", "٣", "5."])
def test_other_spellings_are_no_numbers(written):
    assert number_in(written) is None


@pytest.mark.parametrize(("written", "number"), [("5", 5), ("+5", 5), ("-0.5", -0.5), (" 7 ", 7), (".5", 0.5)])
def test_a_sign_digits_and_a_point_are_a_number(written, number):
    assert number_in(written) == number


@pytest.mark.parametrize("value", [None, "", "  \u00a0", (), ("", " ")])
def test_nothing_is_empty(value):
    assert is_empty(value)


@pytest.mark.parametrize("value", [0, False, "0", ("x",), date(2026, 1, 1)])
def test_zero_and_an_unticked_box_are_values(value):
    assert not is_empty(value)


def test_a_number_of_the_tracker_equals_its_spellings_and_text_does_not():
    assert equals(1.1, "1.10", BERLIN)
    assert not equals("1.1", "1.10", BERLIN)
    assert not equals("0012", "12", BERLIN)


def test_a_moment_equals_the_day_it_has_in_the_clients_zone():
    assert equals(datetime(2026, 3, 8, 23, 30, tzinfo=UTC), "2026-03-09", BERLIN)


def test_a_name_alone_never_makes_a_person():
    assert person_is(Person(id="5b1", name="Ana"), "Ana") is False


def test_a_hidden_address_leaves_it_open():
    assert person_is(Person(id="5b1", name="Ana"), "ana@acme.example") is None


def test_lists_are_the_same_whatever_their_order():
    assert same(("a", "B"), ("b", "A"), BERLIN)
    assert not same(("a",), ("a", "b"), BERLIN)
