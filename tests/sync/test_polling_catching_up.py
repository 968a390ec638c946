"""A long outage is caught up in slices: what was read stays read, and the cursor goes on only after success."""

from datetime import timedelta

import pytest

from connectors.sandbox import Fault
from sync import polling
from sync.engagement import Mode

MANY = 230  # three pages


@pytest.fixture
def behind(house, desk, monkeypatch):
    """A bot that watches only and was away while many tickets changed; its slices are a page long."""
    monkeypatch.setattr(polling, "SLICE", 100)
    house.set(mode=Mode.OBSERVE)
    house.sync()
    for _ in range(MANY):
        house.clock.pass_(minutes=6)
        desk.create(ticked=True)
    return desk


def pages(desk):
    return {"method": "POST", "path_contains": "/search/jql"} if desk.source == "acme-jira" else PAGES_OF_CLICKUP


PAGES_OF_CLICKUP = {"method": "GET", "path_contains": "/team/9001/task"}


def break_at_page(desk, number):
    """Let every answer from the so-many-th page on be a fault, until the faults are cleared."""
    counted = iter(range(1, 1_000))
    desk.meanwhile(
        lambda: None,
        **pages(desk),
        meant=lambda _method, _path: next(counted) >= number,
        status=503,
        times=None,
    )


def test_a_catch_up_that_breaks_keeps_what_it_read_and_goes_on_from_there(house, behind):
    start = house.store.cursor(behind.engagement).since
    break_at_page(behind, 3)
    account = house.sync()
    assert [one.retryable for one in account.troubles] == [True]
    kept = {one.ticket.id for one in house.store.snapshots(behind.engagement)}
    assert len(kept) == 200
    reached = house.store.cursor(behind.engagement).since
    assert (reached > start) is house.trackers[behind.source].manner.oldest_first

    behind.service.faults.clear()
    account = house.sync()
    assert (account.seen, account.changed, account.judged) == (MANY, MANY - 200, MANY)
    newest = house.clock.now() - house.store.cursor(behind.engagement).since
    assert newest < timedelta(minutes=6)


def test_a_plan_keeps_nothing_of_what_it_read(house, behind):
    cursor = house.store.cursor(behind.engagement)
    assert house.plan().changed == MANY
    assert list(house.store.snapshots(behind.engagement)) == []
    assert house.store.cursor(behind.engagement) == cursor


def test_a_plan_compares_ids_too_and_keeps_nothing_of_it(house, desk):
    ticket = desk.create(ticked=True)
    house.sync()
    desk.people(desk.author).delete(ticket)
    house.clock.pass_(days=2)
    assert [one.key for one in house.plan().departed] == [ticket]
    assert house.store.departed(desk.engagement) == {}
    assert [one.key for one in house.sync().departed] == [ticket]


def test_a_first_reading_that_breaks_begins_anew_and_tells_no_old_news(house, desk, monkeypatch):
    monkeypatch.setattr(polling, "SLICE", 100)
    house.set(mode=Mode.OBSERVE)
    for _ in range(MANY):
        desk.create(ticked=True)
    break_at_page(desk, 3)
    assert house.sync().troubles
    assert house.store.cursor(desk.engagement) is None
    desk.service.faults.clear()
    assert house.sync().seen == MANY


def test_a_fault_while_ids_are_compared_forgets_nothing_and_the_comparison_is_made_up_for(house, desk):
    tickets = [desk.create(ticked=True) for _ in range(3)]
    house.sync()
    desk.people(desk.author).delete(tickets[0])
    house.clock.pass_(days=1)
    desk.fault(Fault(**pages(desk), times=None, status=503))
    assert house.sync().troubles
    assert len(list(house.store.snapshots(desk.engagement))) == 3
    desk.service.faults.clear()
    assert [one.key for one in house.sync().departed] == [tickets[0]]


def test_more_losses_than_are_asked_for_at_once_are_settled_in_the_next_cycles(house, desk, monkeypatch):
    monkeypatch.setattr("sync.census.MOST_ASKED", 2)
    tickets = [desk.create(ticked=True) for _ in range(12)]
    house.sync()
    for ticket in tickets[:5]:
        desk.people(desk.author).delete(ticket)
    house.clock.pass_(days=1)
    assert [len(house.sync().departed) for _ in range(4)] == [2, 2, 1, 0]
