"""What people archive is there to be read and nothing else: it belongs to the engagement no more."""

import pytest

from sync.listing import Whereabouts
from tests.sync.desks import EVERY

TRACKERS = EVERY


@pytest.fixture
def two(house, desk):
    """Two blocked tickets, seen and written to."""
    tickets = [desk.create() for _ in range(2)]
    house.sync()
    return tickets


def a_day_later(house):
    house.clock.pass_(days=1)
    return house.sync()


def departures(account):
    return [(one.key, one.whereabouts) for one in account.departed]


def test_an_archived_ticket_belongs_elsewhere_and_is_told_once(house, desk, two):
    desk.people(desk.manager).archive(two[0])
    account = a_day_later(house)
    assert departures(account) == [(two[0], Whereabouts.ELSEWHERE)]
    assert account.troubles == ()
    assert [one.ticket.key for one in account.subjects] == two[1:]
    assert departures(a_day_later(house)) == []


def test_one_that_is_taken_out_again_goes_on_from_where_it_was(house, desk, two):
    desk.people(desk.manager).archive(two[0])
    a_day_later(house)
    desk.people(desk.manager).archive(two[0], archived=False)
    account = a_day_later(house)
    assert {one.ticket.key for one in account.subjects} == set(two)
    assert len(desk.ours(two[0])) == 1
    assert desk.status(two[0]) == "blocked"
