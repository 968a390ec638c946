"""More tickets than are held at once are looked at part by part; a look that breaks off is made good by the next one."""

from dataclasses import replace

import pytest
from hypothesis import settings

from sync import polling, sifting
from sync.cycle import run_cycle
from sync.known_tickets import KnownTickets
from sync.ports import Stopped
from tests.sync.team_mail import TEAM, about, with_takes
from tests.sync.twins import PartByPart

MANY = 7
PART = 2


@pytest.fixture
def jira(house, monkeypatch):
    """A project of more tickets than three parts."""
    monkeypatch.setattr(sifting, "PART", PART)
    monkeypatch.setattr(polling, "SLICE", PART)
    house.only(house.jira_desk)
    return house.jira_desk


@pytest.fixture
def tickets(jira):
    """Only the first of them is to be held."""
    return [jira.create(status="review", kind="Story", ticked=number > 0) for number in range(MANY)]


def look_at_all_again(house, jira):
    house.store.rests.forget(jira.engagement)
    house.store.standstills.keep(jira.engagement, None)
    return house.sync()


@pytest.fixture
def held(monkeypatch):
    """The most tickets that were held in memory."""
    most = [0]
    fetch = KnownTickets.fetch

    def noted(known, ticket_ids):
        fetch(known, ticket_ids)
        most[0] = max(most[0], len(known._read))

    monkeypatch.setattr(KnownTickets, "fetch", noted)
    return most


def stop_at(house, which):
    """Let the service end at the so-many-th place where it may."""
    asked = iter(range(1, 1_000))

    def goes_on():
        if next(asked) == which:
            raise Stopped

    world = replace(house.world, goes_on=goes_on)
    return run_cycle(world, house.engagements, writes=True).engagements[0]


def lines(house, jira):
    return {(one.key, one.standing) for one in house.store.board.facts(jira.engagement).detail.tickets}


@pytest.mark.usefixtures("tickets")
def test_what_all_of_them_come_to_is_told(house, jira):
    account = house.sync()
    assert (account.seen, account.judged, len(lines(house, jira))) == (MANY, MANY, MANY)
    assert sum(account.tally().standings.values()) == MANY


@pytest.mark.usefixtures("tickets")
def test_no_more_are_held_than_one_part_where_nothing_is_to_be_done(house, jira, held):
    for _ in range(3):
        house.sync()
        house.clock.pass_(hours=2)  # from then on the tracker tells of none of them again
    held[0] = 0
    assert look_at_all_again(house, jira).seen == MANY
    assert held[0] == PART


@pytest.mark.usefixtures("tickets")
def test_looked_at_again_part_by_part_none_is_judged_again(house, jira):
    for _ in range(3):
        house.sync()
    account = look_at_all_again(house, jira)
    assert (account.seen, account.judged, account.actions) == (MANY, 0, ())


@pytest.mark.parametrize("which", range(1, 6))
def test_a_look_that_is_broken_off_is_made_good_by_the_next_one(house, jira, tickets, which):
    broken_off = stop_at(house, which)
    assert [one.kind for one in broken_off.troubles] == ["stopped"]
    after = [house.sync() for _ in range(3)][-1]
    assert (after.seen, sum(after.tally().standings.values()), len(lines(house, jira))) == (MANY, MANY, MANY)
    assert [jira.status(one) for one in tickets] == ["blocked", *["review"] * (MANY - 1)]
    assert all(len(jira.ours(one)) <= 1 for one in tickets)


@pytest.mark.usefixtures("tickets")
def test_a_ticket_that_nobody_is_told_of_is_over_its_time(house):
    house.team = TEAM
    house.packs = with_takes(house.packs, "Review", "1-2 working days")
    house.sync()
    house.clock.pass_(days=4)
    house.sync()
    ((_, _, said),) = about(house, "a stage takes longer than planned")
    assert said.count("Stage: Review") == MANY  # time on hold counts for the stage, too


def test_somebody_who_asks_to_be_looked_at_again_is_heard_among_many(house, jira, tickets):
    for _ in range(3):
        house.sync()
    jira.say(tickets[1], "gate: recheck", jira.manager)
    house.store.rests.forget(jira.engagement)
    account = house.sync()
    assert account.judged >= 1
    assert tickets[1] in {action.ticket for action in account.actions}


PartByPart.TestCase.settings = settings(max_examples=15, stateful_step_count=18, deadline=None)
TestALookInPartsComesToWhatALookAtAllDoes = PartByPart.TestCase
