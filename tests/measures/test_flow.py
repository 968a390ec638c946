"""Stages that requests jump over, and weeks with many requests, worked out by hand."""

from datetime import UTC, date, datetime, timedelta

import pytest

from rules.measures.case import Case, EngagementHistory, Kind, Span
from rules.measures.catalogue import BY_NAME, figures
from rules.measures.flow import FEW_WEEKS, NOT_WALKED
from rules.measures.period import Period
from rules.model import Ticket
from rules.scene import Setting
from rules.timed import Visit

NOW = datetime(2026, 4, 1, 12, tzinfo=UTC)
MARCH, QUARTER = Period.month_of(date(2026, 3, 1)), Period.quarter_of(date(2026, 3, 1))
FIRST_MONDAY = datetime(2026, 1, 5, 9, tzinfo=UTC)
STAGES = ("Intake", "Resolution", "Validation", "Closure")
DESK = Setting(
    stages={"support-desk": {name.casefold(): name for name in STAGES}},
    order={"support-desk": {name.casefold(): place for place, name in enumerate((*STAGES[:3], "Triage", "Closure"))}},
)


def request(created, hours=None, stages=(), **more):
    """Make a request that was done so many hours after it was created, all of them in working time."""
    done = created + timedelta(hours=hours) if hours is not None else None
    ticket = Ticket("s", "1", "SUP-1", created=created, resolved=done, done=done is not None)
    visits = tuple(Visit(stage, created, done) for stage in stages)
    return Case(ticket, frozenset({Kind.REQUEST}), path={"support-desk": visits} if visits else {}, **more)


def found(name, cases, period=MARCH, now=NOW):
    (figure,) = figures(EngagementHistory("desk", now, DESK, cases=tuple(cases)), period, (BY_NAME[name],))
    return figure


def test_a_request_leaves_a_stage_out_where_it_never_was_in_it_on_its_way_to_the_last_one():
    march = datetime(2026, 3, 2, 9, tzinfo=UTC)
    figure = found(
        "stages_left_out",
        [
            request(march, 1, STAGES),
            request(march, 1, ("Intake", None, "Resolution", "Closure")),
            request(march, 1, ("Intake", "Closure")),
            request(march, 1, ("intake", "resolution", "validation", "closure")),
            request(march, 1, ("Intake", "Resolution")),  # done elsewhere: it never came to the last stage
            request(march, None, ("Intake", "Closure")),  # not done
            request(march, 1),  # its moves cannot be seen
        ],
    )
    assert figure.value == 100 * 2 / 4
    assert figure.counted == 4
    assert dict(figure.parts) == {"Resolution": 25, "Validation": 50}  # no status means Triage


def test_without_a_request_that_reached_the_end_nothing_is_known_of_stages():
    figure = found("stages_left_out", [request(datetime(2026, 3, 2, 9, tzinfo=UTC), 1, ("Intake", "Resolution"))])
    assert (figure.value, figure.why) == (None, f"not known: {NOT_WALKED}")


def weeks(*hours_of_weeks):
    """Make the requests of weeks in a row from 5 January on: for each of them how many hours it took."""
    return [
        request(FIRST_MONDAY + timedelta(weeks=week, days=place), hours)
        for week, every in enumerate(hours_of_weeks)
        for place, hours in enumerate(every)
    ]


# One request in six of the weeks, two or three in two others; the week in the middle has one.
EIGHT = [[2], [4], [2], [6, 8], [2], [4], [6, 3, 8], [2]]


def test_busy_weeks_are_held_against_the_others():
    figure = found("busy_weeks", weeks(*EIGHT), QUARTER)
    # busy: 6 8 6 3 8, the middle one 6; others: 2 4 2 2 4 2, the middle 2
    assert (figure.value, figure.counted) == (6 / 2, 11)


def test_open_requests_make_a_week_busy_and_have_no_time_yet():
    figure = found("busy_weeks", weeks(*EIGHT[:-1], [8, None]), QUARTER)
    # busy: 6 8 6 3 8 8, in the middle 7; others: 2 4 2 2 4, the middle one 2
    assert (figure.value, figure.counted) == (7 / 2, 11)


def test_pauses_do_not_count():
    day = FIRST_MONDAY + timedelta(weeks=3)
    paused = [request(day, 8, waiting=(Span(day, day + timedelta(hours=7)),)) for _ in range(3)]
    figure = found("busy_weeks", [*weeks(*EIGHT[:3], [], *EIGHT[4:]), *paused], QUARTER)
    assert figure.value == 2 / 2  # busy: 1 1 1 and 6 3 8, in the middle 2; others: 2 4 2 2 4 2


@pytest.mark.parametrize("hours", [EIGHT[:-1], [[2]] * 8], ids=["seven weeks", "weeks that are all alike"])
def test_too_few_weeks_and_weeks_that_are_alike_tell_nothing(hours):
    figure = found("busy_weeks", weeks(*hours), QUARTER)
    assert (figure.value, figure.why) == (None, f"not known: {FEW_WEEKS}")


def test_what_came_more_than_13_weeks_before_the_end_does_not_count():
    old = [request(FIRST_MONDAY - timedelta(weeks=2), 8) for _ in range(5)]
    assert found("busy_weeks", [*weeks(*EIGHT), *old], QUARTER).counted == 11
