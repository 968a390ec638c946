"""How far rules go: a new one is only observed where that is wanted, and single ones go less far than the engagement."""

from dataclasses import replace

import pytest

from sync.actions import Verb
from sync.engagement import Mode
from sync.render.plan import run_lines
from sync.render.terminal import Ink
from sync.trying.explained import explain_in
from tests.sync.desks import EVERY

TRACKERS = EVERY
RULE = "self-assessment-is-complete"


def verbs(account):
    return [action.verb for action in account.actions]


def without(house, rule):
    """Let packs have one rule less."""
    house.packs = {name: pack_without(pack, rule) for name, pack in house.packs.items()}


def pack_without(pack, rule):
    left = tuple(one for one in pack.rules if one.name != rule)
    stages = tuple(replace(stage, entry=tuple(one for one in stage.entry if one.name != rule)) for stage in pack.stages)
    return replace(pack, rules=left, stages=stages)


def set_rule(house, mode, rule=RULE):
    house.set(rules={rule: mode})


def test_a_rule_in_observe_is_judged_and_shown_and_nothing_is_written(house, desk):
    set_rule(house, Mode.OBSERVE)
    ticket = desk.create()
    account = house.cycle()
    engagement = account.engagements[0]
    assert (engagement.actions, desk.writes()) == ((), [])
    assert engagement.observed() == {RULE: (ticket,)}
    assert f"  observed only: {RULE} would fail on {ticket}" in run_lines(account, Ink(width=1000))


def test_a_rule_in_advise_warns_and_never_holds(house, desk):
    set_rule(house, Mode.ADVISE)
    ticket = desk.create()
    house.sync()
    assert (desk.status(ticket), desk.labels(ticket)) == ("review", ["gate:attention"])
    assert "WARNS" in desk.ours(ticket)[0].text


def test_a_ticket_held_for_a_rule_that_is_only_observed_from_now_on_is_released(house, desk):
    ticket = desk.create()
    house.sync()
    set_rule(house, Mode.OBSERVE)
    assert Verb.RELEASE in verbs(house.sync())
    assert (desk.status(ticket), desk.labels(ticket)) == ("review", [])


def test_no_rule_goes_further_than_the_engagement(house, desk):
    house.set(mode=Mode.ADVISE, rules={RULE: Mode.ENFORCE})
    ticket = desk.create()
    house.sync()
    assert (desk.status(ticket), desk.labels(ticket)) == ("review", ["gate:blocked"])


def test_a_rule_that_comes_after_rollout_was_switched_on_is_observed_until_it_is_named(house, desk):
    packs = house.packs
    without(house, RULE)
    ticket = desk.create()
    house.sync()
    house.set(observes_new=True)
    house.sync()
    house.packs = packs
    for _ in range(2):
        account = house.sync()
        assert (account.actions, account.observed()) == ((), {RULE: (ticket,)})
    set_rule(house, Mode.ENFORCE)
    house.sync()
    assert desk.status(ticket) == "blocked"


def test_rules_that_were_there_when_rollout_was_switched_on_stay_as_they_are(house, desk):
    ticket = desk.create()
    house.sync()
    house.set(observes_new=True)
    desk.tick(ticket)
    house.sync()
    desk.tick(ticket, done=False)
    house.sync()
    assert desk.status(ticket) == "blocked"


def test_a_new_engagement_with_rollout_begins_with_all_rules_observed(house, desk):
    house.set(observes_new=True)
    desk.create()
    for _ in range(2):
        assert house.sync().actions == ()
    assert desk.writes() == []


def test_a_dry_run_remembers_no_rule(house, desk):
    desk.create()
    house.plan()
    assert house.store.rules_seen(desk.engagement) == {}


def test_rules_a_store_from_before_does_not_know_are_not_new(house, desk, monkeypatch):
    """A store that an older version has written to knows tickets and no rules."""
    ticket = desk.create(ticked=True)
    monkeypatch.setattr(type(house.store), "keep_rules_seen", lambda *_: None)
    house.sync()
    monkeypatch.undo()
    house.set(observes_new=True)
    desk.tick(ticket, done=False)
    house.sync()
    assert desk.status(ticket) == "blocked"


def test_without_rollout_nothing_is_on_trial_any_more(house, desk):
    house.set(observes_new=True)
    ticket = desk.create()
    house.sync()
    house.set(observes_new=False)
    house.sync()
    house.set(observes_new=True)
    house.sync()
    assert desk.status(ticket) == "blocked"


def test_explain_tells_that_a_rule_is_only_observed(house, desk):
    set_rule(house, Mode.OBSERVE)
    ticket = desk.create()
    house.sync()
    told = explain_in(house.world, house.engagements, ticket, house.clock.now())
    assert told.verdict.standing == "clear"
    assert f'"rule": "{RULE}"' in told.document()
    assert '"mode": "observe"' in told.document()


@pytest.mark.parametrize("mode", [Mode.OBSERVE, Mode.ADVISE])
def test_the_second_plan_is_empty(house, desk, mode):
    set_rule(house, mode)
    desk.create()
    house.sync()
    assert house.plan().actions == ()
