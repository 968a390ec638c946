"""A cause that three reviews in a row name is a pattern."""

from datetime import UTC, datetime, timedelta

import pytest

from rules.measures.case import Case, EngagementHistory, Kind
from rules.measures.causes import patterns
from rules.model import Ticket

FIRST = datetime(2026, 3, 2, 9, tzinfo=UTC)


def review(place, *causes):
    done = FIRST + timedelta(days=place)
    ticket = Ticket("s", str(place), f"APO-{place}", done=True, created=FIRST, resolved=done)
    return Case(ticket, frozenset({Kind.REVIEW}), causes=causes)


def found(*reviews):
    told = patterns([EngagementHistory("apollo", FIRST, cases=tuple(reviews))])
    return [(pattern.cause, pattern.reviews) for pattern in told]


def test_three_in_a_row_are_named_with_their_reviews():
    reviews = review(1, "Brief"), review(2, "brief", "haste"), review(3, " BRIEF ")
    assert found(*reversed(reviews)) == [("brief", ("APO-1", "APO-2", "APO-3"))]


@pytest.mark.parametrize("causes", [("brief", "brief"), ("brief", "brief", "haste", "brief"), ("brief",)])
def test_fewer_or_interrupted_are_no_pattern(causes):
    assert found(*(review(place, cause) for place, cause in enumerate(causes))) == []


def test_a_review_that_names_nothing_breaks_no_row():
    assert found(review(1, "brief"), review(2), review(3, "brief"), review(4, "brief")) == [
        ("brief", ("APO-1", "APO-3", "APO-4"))
    ]


def test_a_cause_named_twice_in_one_review_counts_once():
    assert found(review(1, "brief", "Brief"), review(2, "brief")) == []


def test_a_row_that_ended_is_still_told_and_the_longest_comes_first():
    first = [review(place, "brief") for place in range(3)]
    then = [review(place, "haste") for place in range(3, 7)]
    assert [cause for cause, _ in found(*first, *then)] == ["haste", "brief"]


def test_a_row_goes_over_engagements_in_order_of_time():
    one = EngagementHistory("apollo", FIRST, cases=(review(1, "brief"), review(3, "brief")))
    other = EngagementHistory("borealis", FIRST, cases=(review(2, "brief"),))
    (pattern,) = patterns([one, other])
    assert pattern.reviews == ("APO-1", "APO-2", "APO-3")
    assert pattern.times == 3
