"""Paging ends where the service says so, and never by going round."""

from itertools import count

import pytest

from connectors.pages import Page, walk
from sync.ports import BadAnswer


def pages_of(*pages):
    """Fetch by token: the n-th page follows at "n"."""
    return lambda place: Page(*pages[int(place or 0)])


def walked(fetch, **limits):
    return list(walk(fetch, service="acme", what="tickets", **limits))


def test_every_page_is_read_in_order():
    assert walked(pages_of(([1, 2], "1"), ([3], None))) == [[1, 2], [3]]


def test_a_short_page_is_not_the_last():
    assert walked(pages_of(([1, 2], "1"), ([3], "2"), ([4, 5], None))) == [[1, 2], [3], [4, 5]]


def test_an_empty_page_is_left_out_and_not_the_last():
    assert walked(pages_of(([1], "1"), ([], "2"), ([2], None))) == [[1], [2]]


def test_nothing_at_all_is_no_page():
    assert walked(pages_of(([], None))) == []


@pytest.mark.parametrize("back_to", ["1", "2"])
def test_a_place_that_comes_again_is_an_error_and_no_endless_walk(back_to):
    with pytest.raises(BadAnswer):
        walked(pages_of(([1], "1"), ([2], "2"), ([3], back_to)))


def test_the_same_page_under_new_numbers_is_an_error():
    with pytest.raises(BadAnswer):
        walked(lambda place: Page([{"id": 1}], (place or 0) + 1))


def test_places_without_end_are_an_error():
    numbers = count()
    with pytest.raises(BadAnswer):
        walked(lambda _: Page([next(numbers)], next(numbers)), most=20)


def test_a_page_is_fetched_only_when_it_is_wanted():
    fetched = []

    def fetch(place):
        fetched.append(place)
        return Page([place], (place or 0) + 1)

    pages = walk(fetch, service="acme", what="tickets")
    next(pages)
    next(pages)
    assert fetched == [None, 1]
