"""Where few tickets changed, a look is at those that may come to something else, and at no others."""

import pytest

from tests.sync.desks import VISIBLE_NAME


@pytest.fixture
def read(house, monkeypatch):
    """The ids of the tickets that were read from the store one by one, or "all"."""
    asked = []
    newest, snapshots = type(house.store.tickets).newest, type(house.store).snapshots

    def noted(store, engagement, ticket_ids):
        asked.extend(ticket_ids)
        return newest(store, engagement, ticket_ids)

    def noted_all(store, engagement):
        asked.append("all")
        return snapshots(store, engagement)

    monkeypatch.setattr(type(house.store.tickets), "newest", noted)
    monkeypatch.setattr(type(house.store), "snapshots", noted_all)
    return asked


@pytest.fixture
def jira(house):
    house.only(house.jira_desk)
    return house.jira_desk


def settle(house):
    for _ in range(4):
        account = house.sync()
    assert account.still is not None


def test_a_ticket_that_changed_is_read_and_no_other(house, jira, read):
    others, ticket = [jira.create(kind="Story") for _ in range(3)], jira.create(kind="Story")
    settle(house)
    house.clock.pass_(hours=2)
    jira.tick(ticket, done=True)
    settle(house)  # from here on the tracker tells of none of the others again
    read.clear()
    jira.tick(ticket, done=False)
    account = house.sync()
    assert (account.judged, account.seen, set(read)) == (1, len(others) + 1, {jira.id(ticket)})


def test_a_plan_reads_what_the_cycle_after_it_reads_and_lets_it_rest_as_well(house, jira, read):
    tickets = [jira.create(kind="Story") for _ in range(4)]
    settle(house)
    house.clock.pass_(hours=2)
    jira.tick(tickets[0], done=True)
    settle(house)
    jira.tick(tickets[0], done=False)
    read.clear()
    planned = house.plan()
    assert (planned.judged, planned.seen, set(read)) == (1, 4, {jira.id(tickets[0])})
    read.clear()
    done = house.sync()
    assert (done.judged, set(read)) == (1, {jira.id(tickets[0])})
    assert done.digest == planned.digest


def test_what_all_come_to_is_told_after_a_look_at_few(house, jira):
    first, second = jira.create(kind="Story"), jira.create(kind="Story")
    settle(house)
    before = house.sync().tally()
    jira.tick(first, done=True)
    jira.tick(second, done=True)
    assert sum(house.sync().tally().outcomes.values()) == sum(before.outcomes.values())


def test_the_board_keeps_the_lines_of_tickets_nobody_looked_at(house, jira):
    quiet, ticket = jira.create(kind="Story"), jira.create(kind="Story")
    settle(house)
    jira.tick(ticket, done=True)
    house.sync()
    assert [one.key for one in house.store.board.facts(jira.engagement).detail.tickets] == [quiet, ticket]


def test_the_board_keeps_dates_and_risks_where_only_other_tickets_changed(house, jira):
    jira.create(**{VISIBLE_NAME: "Piece"})
    jira.create_risk()
    ticket = jira.create(kind="Story")
    settle(house)
    before = house.store.board.facts(jira.engagement).detail
    jira.tick(ticket, done=True)
    house.sync()
    after = house.store.board.facts(jira.engagement).detail
    assert (before.milestones, before.risks) == (after.milestones, after.risks)
    assert before.milestones
    assert before.risks


def test_a_ticket_on_which_something_was_done_is_looked_at_in_the_next_cycle(house, jira):
    jira.create(kind="Story")
    settle(house)
    ticket = jira.create(status="review", kind="Story")
    account = house.sync()
    assert any(action.ticket == ticket for action in account.actions)
    assert jira.id(ticket) in house.store.rests.kept(jira.engagement).restless
    house.sync()
    assert house.store.rests.kept(jira.engagement).restless == ()


def test_a_ticket_that_is_gone_counts_no_more(house, jira):
    ticket, other = jira.create(kind="Story"), jira.create(kind="Story")
    settle(house)
    jira.delete(other)
    house.clock.pass_(days=1)
    for _ in range(2):
        account = house.sync()
    assert account.seen == 1
    assert [one.key for one in house.store.board.facts(jira.engagement).detail.tickets] == [ticket]
