"""A plan is what a sync would do, and nothing more."""

import pytest

from connectors.sandbox.story import ACTS, plant
from sync.actions import ActionState
from sync.engagement import Limits


@pytest.fixture
def busy(house):
    """Both trackers after a first sync, a released ticket and a milestone ahead."""
    plant(house.sandbox)
    house.cycle()
    for act in ACTS:
        act.play(house.sandbox)
    return house


def remembered(house):
    """Everything the store holds but kept plans and runs."""
    names = [one.name for one in house.engagements]
    return [
        (
            house.store.cursor(name),
            list(house.store.snapshots(name)),
            house.store.verdicts(name),
            house.store.footprints(name),
            house.store.open_intents(name),
            house.store.reached(name),
            house.store.outbox(name),
        )
        for name in names
    ]


def told(account):
    return [[action.identity for action in one.actions] for one in account.engagements]


def test_a_plan_writes_to_no_tracker(busy):
    before = busy.jira_desk.writes(), busy.clickup_desk.writes()
    assert busy.cycle(writes=False).digest
    assert (busy.jira_desk.writes(), busy.clickup_desk.writes()) == before


def test_a_plan_leaves_what_is_remembered_as_it_was(busy):
    before = remembered(busy)
    busy.cycle(writes=False)
    assert remembered(busy) == before


def test_a_plan_before_the_first_sync_leaves_the_store_empty(house):
    plant(house.sandbox)
    assert house.cycle(writes=False).digest
    assert remembered(house) == [(None, [], {}, {}, (), frozenset(), ())] * 2


def test_the_sync_after_a_plan_does_exactly_what_was_planned(busy):
    planned = busy.cycle(writes=False)
    done = busy.cycle()
    assert told(done) == told(planned)
    assert done.digest == planned.digest
    assert {action.state for one in done.engagements for action in one.actions} == {ActionState.APPLIED}


def test_two_plans_in_a_row_are_the_same(busy):
    assert busy.cycle(writes=False).digest == busy.cycle(writes=False).digest


def test_a_plan_is_kept_under_its_digest_and_under_that_of_each_engagement(busy):
    account = busy.cycle(writes=False)
    kept = busy.store.kept_plan(account.digest)
    assert [action.identity for action in kept.actions] == [identity for part in told(account) for identity in part]
    for one in account.engagements:
        assert busy.store.kept_plan(one.digest).actions == one.actions


def test_a_plan_with_nothing_in_it_is_not_kept(busy):
    busy.cycle()
    account = busy.cycle(writes=False)
    assert account.digest == ""
    assert busy.store.kept_plan("") is None


def test_a_plan_of_a_cycle_exits_with_0_even_beyond_its_limits(busy):
    busy.set(limits=Limits(changes=0))
    account = busy.cycle(writes=False)
    assert account.engagements[0].excesses
    assert account.exit_code == 0
