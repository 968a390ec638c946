"""Half a minute of the soak; `python -m tests.soak` is the whole."""

import pytest

from tests.soak.run import MOST_GROWTH, grows_too_much, soak
from tests.soak.serving import growth


@pytest.mark.lasting
def test_a_service_that_is_killed_twice_amid_faults_misses_and_doubles_nothing(tmp_path):
    verdict = soak(tmp_path, minutes=0.5, every=2, say=lambda _said: None)
    assert verdict.wrong == []
    assert verdict.figures["deeds"] > 5
    assert verdict.figures["comments of the bot"] > 0


def test_growth_is_that_of_the_second_half_by_the_hour():
    first, second = [(at, 1000 + 99 * at) for at in range(100)], [(at, 2 * at) for at in range(100, 200)]
    slope, error = growth(first + second)
    assert (round(slope), round(error)) == (7200, 0)
    assert growth([(at, 5.0) for at in range(100)]) == (0, 0)
    assert growth([(0, 1)]) is None


def test_what_is_taken_for_a_moment_is_no_growth():
    assert growth([(at, 50.0 + at * (at % 10 > 0)) for at in range(400)]) == (0, 0)


def test_only_what_is_surely_more_than_allowed_is_wrong():
    assert not grows_too_much((MOST_GROWTH, 0.0))
    assert grows_too_much((MOST_GROWTH + 1, 0.0))
    assert not grows_too_much((3 * MOST_GROWTH, 2 * MOST_GROWTH))
    assert not grows_too_much(None)
