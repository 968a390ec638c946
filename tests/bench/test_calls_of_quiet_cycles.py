"""A cycle costs what changed, however many tickets there are: counted in requests."""

import pytest

from sync import polling
from tests.bench.quiet_cycle import TRACKERS, costs

TICKETS, CHANGED = 200, 10
COMING_BACK = 20  # tickets the first cycle wrote on


@pytest.fixture(scope="module", params=TRACKERS)
def cycles(request):
    """The cycles of one tracker, with what is asked beside changes in each: comments in turn, and the last page."""
    aside = polling.CALLS_FOR_COMMENTS + 2 if request.param == "clickup" else 1
    return request.param, aside, costs(request.param, TICKETS, CHANGED)


def test_nothing_is_written_but_what_is_news(cycles):
    tracker, _, found = cycles
    # Jira takes labels and a first comment at once; the move is by itself.
    per_hold = 3 if tracker == "clickup" else 2
    assert [one.calls.writes for one in found] == [COMING_BACK * per_hold, 0, 0, CHANGED // 2 * per_hold, 0]
    assert [one.changed for one in found] == [TICKETS, COMING_BACK, 0, CHANGED, CHANGED // 2]


def test_a_quiet_cycle_reads_next_to_nothing(cycles):
    _, aside, [_, _, quiet, *_] = cycles
    assert (quiet.calls.reads, quiet.calls.retries) == (aside, 0)


def test_a_ticket_whose_changes_are_small_costs_no_call_in_jira_and_two_in_clickup(cycles):
    tracker, aside, [_, coming_back, *_, again] = cycles
    each = 2 if tracker == "clickup" else 0
    assert coming_back.calls.reads == aside + COMING_BACK * each
    assert again.calls.reads == aside + CHANGED // 2 * each


def test_a_ticket_that_is_written_on_costs_a_few_looks(cycles):
    tracker, aside, [_, _, _, changed, _] = cycles
    details = CHANGED * 2 if tracker == "clickup" else 0
    assert changed.calls.reads - aside - details == CHANGED // 2 * {"jira": 4, "datacenter": 6, "clickup": 6}[tracker]
