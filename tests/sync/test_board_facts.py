"""What cycles leave for the board: since when things are so, what blocks, what is promised."""

from datetime import timedelta

import pytest

TRACKERS = ("jira", "clickup")


def found(house, desk):
    return house.store.board.facts(desk.engagement)


def line(house, desk, ticket):
    name = {desk.id(ticket), ticket}
    return next(one for one in found(house, desk).detail.tickets if one.id in name or one.key in name)


@pytest.fixture
def blocked(house, desk):
    """A ticket that a check of its gate blocks."""
    ticket = desk.create(status="review", ticked=False)
    house.sync()
    return ticket


def test_every_cycle_leaves_what_it_found(house, desk):
    desk.create()
    house.sync()
    facts = found(house, desk)
    assert facts.summary.at == house.clock.now()
    assert facts.summary.client == next(one.client.name for one in house.engagements)
    assert facts.summary.open == len([one for one in facts.detail.tickets if not one.done])
    assert facts.summary.open == sum(facts.summary.standings.values())


def test_a_dry_run_leaves_nothing(house, desk):
    house.plan()
    assert found(house, desk) is None


def test_it_tells_what_blocks_a_ticket_and_where(house, desk, blocked):
    one = line(house, desk, blocked)
    assert one.standing == "blocked"
    assert [failing.gate for failing in one.failing if failing.severity == "block"] == ["entry of Review"]
    assert one.held


def test_since_when_is_carried_on_while_it_stays_so(house, desk, blocked):
    first = line(house, desk, blocked)
    house.clock.pass_(hours=3)
    house.sync()
    later = line(house, desk, blocked)
    assert (later.since, later.failing[0].since) == (first.since, first.failing[0].since)
    assert found(house, desk).summary.at - later.since > timedelta(hours=3)


def test_it_begins_anew_once_it_changed(house, desk, blocked):
    first = line(house, desk, blocked).since
    desk.tick(blocked)
    house.clock.pass_(hours=3)
    house.sync()
    assert line(house, desk, blocked).standing != "blocked"
    assert line(house, desk, blocked).since > first


def test_the_day_of_the_health_word_stays_while_the_word_does(house, desk):
    house.sync()
    first = found(house, desk).summary.health
    house.clock.pass_(days=2)
    house.sync()
    assert found(house, desk).summary.health == first


def test_rules_are_counted_by_outcome_over_all_tickets(house, desk, blocked):
    facts = found(house, desk)
    assert all(sum(rule.outcomes.values()) == len(house.store.verdicts(desk.engagement)) for rule in facts.rules)
    failing = {failing.rule for one in facts.detail.tickets for failing in one.failing if failing.outcome == "fail"}
    assert {rule.name for rule in facts.rules if rule.outcomes.get("fail")} == failing


def test_a_date_that_moves_is_shown_against_what_was_agreed(house):
    desk = house.jira_desk
    house.only(desk)
    ticket = desk.create(status="in progress")
    house.sync()
    agreed = house.clock.now().date() + timedelta(days=30)
    house.clock.pass_(hours=1)
    desk.fill(ticket, "Due date", agreed + timedelta(days=7))
    house.sync()
    [milestone] = [one for one in found(house, desk).detail.milestones if one.key == line(house, desk, ticket).key]
    assert (milestone.agreed, milestone.due, milestone.slip) == (agreed, agreed + timedelta(days=7), 5)
    assert [(move.before, move.after) for move in milestone.moves] == [(agreed, milestone.due)]
    assert milestone.forecast is None, "too few like it are done"
