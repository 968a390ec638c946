"""Histories that do not fit on a page of the search are asked for together."""

import json

import pytest

from connectors.sandbox import Fault
from sync.ports import Needs, Unreadable

MOVES = Needs(moves=True)
WAY = ("Assigned", "In Progress", "In Review")
BULK, ONE, SEARCH = "/changelog/bulkfetch", "/changelog", "/search/jql"


@pytest.fixture
def travelled(ana, story):
    """Create stories that moved three times; return their keys."""

    def create(count):
        keys = [story(f"Story {number}", status="To Do") for number in range(count)]
        for key in keys:
            for status in WAY:
                ana.move(key, status)
        return keys

    return create


@pytest.fixture
def where_they_went(jira, apollo):
    """Read to which statuses each ticket moved, by its key."""
    return lambda: {
        one.key: one.why if isinstance(one, Unreadable) else tuple(move.to_status for move in one.moves)
        for page in jira.changed(apollo, MOVES, None)
        for one in page
    }


def calls(site, *ends):
    """How many requests went to addresses that end so, for each of the ends."""
    return tuple(sum(entry.path.endswith(end) for entry in site.log) for end in ends)


@pytest.mark.parametrize("as_numbers", [False, True])
def test_the_histories_of_a_page_cost_one_request(site, travelled, where_they_went, as_numbers):
    site.switches.embedded_histories, site.switches.bulk_times_are_numbers = 1, as_numbers
    keys = travelled(30)
    assert where_they_went() == dict.fromkeys(keys, WAY)
    assert calls(site, SEARCH, BULK, ONE) == (1, 1, 0)


def test_a_single_one_is_asked_for_at_its_own_address(site, travelled, where_they_went):
    site.switches.embedded_histories = 1
    [key] = travelled(1)
    assert where_they_went() == {key: WAY}
    assert calls(site, BULK, ONE) == (0, 1)


def test_where_all_changes_came_along_nothing_more_is_asked(site, travelled, where_they_went):
    travelled(3)
    where_they_went()
    assert calls(site, BULK, ONE) == (0, 0)


def test_a_history_may_go_on_on_the_next_page(site, travelled, where_they_went):
    site.switches.embedded_histories, site.switches.bulk_histories = 0, 4
    keys = travelled(3)
    assert where_they_went() == dict.fromkeys(keys, WAY)
    assert calls(site, BULK, ONE) == (3, 0)


NO = '{"errorMessages":["No."]}'
ODD = '{"issueChangeLogs":[{"issueId":"1","changeHistories":null}]}'


@pytest.mark.parametrize(("status", "body"), [(400, NO), (403, NO), (404, NO), (200, ODD)])
def test_where_they_cannot_be_had_together_each_is_asked_for_by_itself(site, travelled, where_they_went, status, body):
    site.switches.embedded_histories = 0
    site.faults.add(Fault(method="POST", path_contains=BULK, status=status, body=body))
    keys = travelled(3)
    assert where_they_went() == dict.fromkeys(keys, WAY)
    assert calls(site, BULK, ONE) == (1, 3)


def test_a_ticket_that_is_left_out_or_told_in_part_is_asked_for_by_itself(site, travelled, where_they_went, id_of):
    site.switches.embedded_histories = 0
    whole, left_out, in_part = travelled(3)
    told = [{"issueId": id_of(in_part), "changeHistories": []}]
    body = json.dumps({"issueChangeLogs": told})
    site.faults.add(Fault(method="POST", path_contains=BULK, status=200, body=body))
    assert where_they_went() == dict.fromkeys((whole, left_out, in_part), WAY)
    assert calls(site, BULK, ONE) == (1, 3)


def test_one_history_in_no_form_we_know_stops_no_other_ticket(site, travelled, where_they_went, id_of):
    site.switches.embedded_histories = 0
    good, bad = travelled(2)
    unknown = '{"values":[{"items":[{"field":"status"}]}]}'
    site.faults.add(Fault(method="GET", path_contains=f"/{id_of(bad)}/changelog", status=200, body=unknown))
    site.faults.add(Fault(method="POST", path_contains=BULK, status=200, body="{}"))
    assert where_they_went() == {good: WAY, bad: "it is not in the form that Jira's API has"}
