"""A ladder on a tracker: one step at a time, each shown, kept and counted, and back down when cured."""

import json
from dataclasses import replace

import pytest

from sync.engagement import Limits, Mode
from sync.render.terminal import Ink
from sync.trying.explained import explain, explanation_lines
from tests.sync.ladder import (
    LADDER,
    REVIEW,
    RULE,
    escalation,
    put_up,
    release_all,
    steps,
)


def test_the_first_step_is_taken_when_the_rule_fails_and_names_who_is_called(house, climbing):
    ticket = climbing.create()
    account = house.sync()
    assert steps(account) == [(None, REVIEW)]
    assert next(action.because for action in account.actions if action.verb == "escalate") == (RULE,)
    said = escalation(climbing, ticket)
    assert said.startswith("Escalation: step 1 of 3, Internal review, with project-manager (@")
    assert "since 2026-03-09. Next: Client warning, not before 2026-03-11" in said


def test_nothing_is_written_while_nothing_changes(house, climbing):
    climbing.create()
    house.sync()
    before = climbing.writes()
    for _ in range(2):
        assert steps(house.sync()) == []
    assert climbing.writes() == before


def test_a_step_whose_needs_do_not_hold_waits_and_says_so(house, climbing):
    ticket = climbing.create()
    house.sync()
    for _ in range(3):
        house.clock.pass_(days=7)
        assert steps(house.sync()) == []
    assert "as soon as this holds: Mitigation is filled in (found: Mitigation is empty)" in escalation(climbing, ticket)
    assert house.store.outbox() == ()


def test_the_label_of_a_step_goes_when_the_ladder_is_left(house, warned):
    desk, ticket = warned
    house.clock.pass_(days=5)
    house.sync()
    release_all(house)
    house.sync()
    assert "gate:escalated" in desk.labels(ticket)
    desk.tick(ticket)
    house.sync()
    assert "gate:escalated" not in desk.labels(ticket)


@pytest.mark.parametrize("mode", [Mode.OFF, Mode.OBSERVE])
def test_modes_that_only_watch_take_no_step(house, climbing, mode):
    house.set(mode=mode)
    climbing.create()
    for account in (house.cycle(), house.cycle()):
        assert [action for one in account.engagements for action in one.actions] == []
    assert house.store.rungs(climbing.engagement) == {}
    assert climbing.writes() == []


def test_a_dry_run_shows_the_step_and_keeps_nothing(house, climbing):
    climbing.create()
    assert steps(house.plan()) == [(None, REVIEW)]
    assert house.store.rungs(climbing.engagement) == {}
    assert climbing.writes() == []


def test_a_step_counts_as_a_change_and_over_a_limit_it_is_not_taken(house, climbing):
    climbing.create()
    house.set(limits=Limits(changes=2))
    account = house.sync()
    assert [excess.limit for excess in account.excesses] == ["changes"]
    assert house.store.rungs(climbing.engagement) == {}
    house.set(limits=Limits(changes=3))
    assert steps(house.sync()) == [(None, REVIEW)]


def test_tickets_from_before_the_bot_was_to_write_are_left_alone(house, climbing):
    climbing.create(days_ago=3)
    house.set(enforce_since=house.clock.now().date())
    assert steps(house.sync()) == []


def test_a_step_survives_a_restart_and_stands_in_the_ledger_with_its_receipt(house, climbing):
    ticket = climbing.create()
    house.sync()
    house.start_again()
    assert steps(house.sync()) == []
    assert house.store.open_intents(climbing.engagement) == ()
    assert house.store.rungs(climbing.engagement)[climbing.id(ticket), LADDER.name].taken == (REVIEW,)


def test_a_ladder_that_is_taken_away_is_forgotten(house, climbing):
    climbing.create()
    house.sync()
    house.set(packs=("work-item", "risk-register"))
    house.sync()
    assert house.store.rungs(climbing.engagement) == {}


def test_people_are_mentioned_in_the_trackers_own_way(house, climbing):
    ticket = climbing.create()
    house.sync()
    body = str(
        house.sandbox.jira.site.issue(ticket).comments[-1].body
        if climbing.source == "acme-jira"
        else house.sandbox.clickup.workspace.task(ticket).comments[-1].runs
    )
    assert ("'type': 'mention'" if climbing.source == "acme-jira" else "'type': 'tag'") in body


def test_an_explanation_says_where_the_ticket_stands_and_changes_nothing(house, climbing):
    ticket = climbing.create()
    house.sync()
    rungs = house.store.rungs(climbing.engagement)
    house.clock.pass_(days=2)
    told = explain(house.world, house.engagements[0], ticket, house.clock.now())
    (ladder,) = json.loads(told.document())["ladders"]
    assert (ladder["step"], ladder["place"], ladder["of"]) == (REVIEW, 1, 3)
    assert ladder["course"] == "waits for its needs"
    assert ladder["says"] in "\n".join(explanation_lines(told, Ink(width=1000), house.clock.now()))
    assert house.store.rungs(climbing.engagement) == rungs


def test_a_step_over_a_limit_goes_through_with_the_printed_digest(house, climbing):
    ticket = climbing.create()
    house.set(limits=Limits(changes=0), home=None)
    digest = house.sync().digest
    assert climbing.writes() == []
    assert steps(house.sync(approve=digest)) == [(None, REVIEW)]
    assert house.store.rungs(climbing.engagement)[climbing.id(ticket), LADDER.name].taken == (REVIEW,)


def test_what_nobody_can_decide_leaves_the_ticket_where_it_stands(house, climbing):
    put_up(house, replace(LADDER, climbs_while=("delivery-notes-are-there", RULE)))
    ticket = climbing.create(status="delivered")
    house.sync()
    key = (climbing.id(ticket), LADDER.name)
    standing = house.store.rungs(climbing.engagement)[key]
    climbing.tick(ticket)
    climbing.rename_field("Delivery notes", "Notes")
    house.reach(climbing.source, climbing.service.url, climbing.service.token)  # fields are read once per run
    climbing.say(ticket, "I am looking for the notes.")
    house.clock.pass_(days=9)
    assert steps(house.sync()) == []
    assert house.store.rungs(climbing.engagement)[key] == standing
