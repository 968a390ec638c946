"""Answers that are kept for a while, and let go of."""

from weakref import ref

import pytest

from connectors.shelf import AGE, Shelf


class Answer:
    """Something a tracker told."""


@pytest.fixture
def now():
    return [0.0]


@pytest.fixture
def shelf(now):
    return Shelf(lambda: now[0])


def test_an_answer_is_asked_for_once_in_a_quarter_of_an_hour(shelf, now):
    asked = []
    for now[0] in (0.0, AGE - 1, AGE, AGE + 1):
        shelf.get("statuses", lambda: asked.append(now[0]))
    assert asked == [0.0, AGE]


def test_an_answer_nobody_asks_for_again_is_let_go_of_once_it_is_too_old(shelf, now):
    answer = ref(shelf.get("a project that is gone", Answer))
    now[0] = AGE - 1
    shelf.get("another", Answer)
    assert answer() is not None
    now[0] = AGE
    shelf.get("a third one", Answer)
    assert answer() is None
    assert "another" in shelf
