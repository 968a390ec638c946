"""Jira's own ways with what is archived: whole projects, writes that are refused, and a search that does not find it."""

from dataclasses import replace

import pytest

from sync.actions import ActionState
from sync.engagement import Mode
from sync.listing import Whereabouts

TRACKERS = ("jira", "datacenter")


@pytest.fixture
def two(house, desk):
    """Two blocked tickets, seen and written to."""
    tickets = [desk.create() for _ in range(2)]
    house.sync()
    return tickets


@pytest.fixture
def departures(house):
    """Run a cycle a day later and return what was found to have left."""

    def a_day_later():
        house.clock.pass_(days=1)
        account = house.sync()
        assert account.troubles == ()
        return [(one.key, one.whereabouts) for one in account.departed]

    return a_day_later


def test_tickets_of_an_archived_project_belong_elsewhere_once_a_person_says_that_it_is_meant(house, desk, two):
    desk.site.projects["APO"] = replace(desk.site.projects["APO"], archived=True)
    house.clock.pass_(days=1)
    (trouble,) = house.sync().troubles
    assert trouble.kind == "vanished"
    approved = house.sync(approve=trouble.message.split()[-1])
    assert [(one.key, one.whereabouts) for one in approved.departed] == [(one, Whereabouts.ELSEWHERE) for one in two]


@pytest.mark.parametrize("status", [400, 403, 404])
def test_until_it_is_found_a_write_to_it_is_refused_and_told(house, desk, two, status):
    desk.site.switches.archived_refusal = status
    desk.people(desk.manager).archive(two[0])
    house.set(label_prefix="check:", mode=Mode.ADVISE)
    account = house.sync()
    failed = {action.ticket for action in account.actions if action.state is ActionState.FAILED}
    assert (failed, account.troubles) == ({two[0]}, ())
    assert desk.labels(two[1]) == ["gate:blocked", "check:blocked"]


@pytest.mark.parametrize("reconciles", [True, False])
def test_one_the_index_lost_is_here_where_the_search_looks_again_and_else_comes_back_with_the_index(
    house, desk, two, departures, reconciles
):
    desk.site.switches.reconciles = reconciles
    looks_again = reconciles and not desk.site.is_datacenter
    desk.site.indexed = {number: one for number, one in desk.site.issues.items() if one.key != two[0]}
    assert departures() == ([] if looks_again else [(two[0], Whereabouts.ELSEWHERE)])
    desk.site.catch_up()
    departures()
    assert {one.key for one in (known.ticket for known in house.store.snapshots(desk.engagement))} == set(two)
    assert len(desk.ours(two[0])) == 1
