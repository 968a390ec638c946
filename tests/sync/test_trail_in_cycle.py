"""What real cycles over the trackers leave in the trail, and that it is whole after each."""

from dataclasses import replace

import pytest

from rules.facts import unpacked
from sync import happened
from sync.engagement import Limits
from sync.trail import verified
from tests.sync.desks import EVERY

TRACKERS = EVERY


def told(house, *kinds):
    """Return the rows of some kinds as kind, who and facts."""
    return [(row.kind, row.who, unpacked(row.facts)) for row in house.store.trail() if row.kind in kinds]


def facts(house, kind):
    return [what for _, _, what in told(house, kind)]


def proof(house, head=None):
    return verified(house.store.trail(), house.store.trail_anchor(), head)


@pytest.fixture
def held(house, desk):
    """A ticket held out of Review."""
    ticket = desk.create()
    house.sync()
    assert desk.status(ticket) == "blocked"
    return ticket


def test_a_hold_and_a_release_are_told_with_their_reason_and_their_end(house, desk, held):
    desk.tick(held)
    house.sync()

    hold, release = [one for one in facts(house, "write") if one["verb"] in {"hold", "release"}]
    assert ("review" in hold["before"].casefold(), hold["state"]) == (True, "applied")
    assert hold["because"] == ["self-assessment-is-complete"]
    assert (release["before"], release["after"], release["state"]) == (hold["after"], hold["before"], "applied")


def test_every_write_of_a_run_is_told_under_its_run(house, desk, held):
    account = house.cycle()
    desk.tick(held)
    account = house.cycle()

    written = [one for one in facts(house, "write") if one["run"] == account.run]
    actions = [action for one in account.engagements for action in one.actions]
    assert [one["verb"] for one in written] == [action.verb.value for action in actions]


def test_what_changed_in_a_judgement_is_told_with_found_and_wanted(house, desk, held):
    desk.tick(held)
    house.sync()

    first, second = facts(house, "judgement")
    (failing,) = [one for one in first["rules"] if one["rule"] == "self-assessment-is-complete"]
    assert (failing["after"], failing["wanted"]) == ("fail", "checklist Self-assessment is complete")
    assert "open" in failing["found"]
    (mended,) = [one for one in second["rules"] if one["rule"] == "self-assessment-is-complete"]
    assert (mended["before"], mended["after"]) == ("fail", "pass")


def test_a_persons_move_is_told_with_their_name_only_where_the_tracker_tells_it(house, desk):
    ticket = desk.create(status="in progress")
    house.sync()
    desk.move(ticket, "assigned")
    house.sync()

    _, who, move = told(house, "move")[-1]
    assert (move["from"].casefold(), move["to"].casefold()) == ("in progress", "assigned")
    if desk is house.clickup_desk:
        assert who == happened.NOBODY_KNOWS
        assert "last_look" in move
    else:
        assert who != happened.NOBODY_KNOWS
        assert "last_look" not in move


def test_the_bots_own_move_is_no_move_of_somebody_unknown(house, desk, held):
    house.sync()

    assert [move for _, who, move in told(house, "move") if who == happened.NOBODY_KNOWS and "to" in move] == []


def test_a_quiet_cycle_tells_nothing_but_that_it_was(house, desk, held):
    house.sync()
    before = len(list(house.store.trail()))
    house.sync()

    assert [row.kind for row in house.store.trail()][before:] == ["run", "run"]


def test_a_plan_appends_nothing(house, desk, held):
    head = house.store.trail_head()

    assert house.cycle(writes=False).trail_head == head == house.store.trail_head()


def test_a_plan_beyond_its_limits_is_told_once_with_its_digest(house, desk):
    desk.create()
    house.set(limits=Limits(changes=0))
    account = house.sync()
    house.sync()

    (refusal,) = [one for one in facts(house, "refusal") if "plan" in one]
    assert refusal == {"plan": account.digest, "limit": "changes", "counted": len(account.actions), "allowed": 0}


def test_the_configuration_and_packs_of_an_engagement_are_told_when_they_change(house, desk):
    house.sync()
    house.sync()
    pack = house.packs["work-item"]
    house.packs = {**house.packs, "work-item": replace(pack, digest="another")}
    house.sync()

    before, after = facts(house, "setting")
    assert {"pack": "work-item", "digest": pack.digest} in before["packs"]
    assert {"pack": "work-item", "digest": "another"} in after["packs"]
    assert (len(pack.digest), before["mode"]) == (64, "enforce")


def test_the_trail_is_whole_after_every_cycle_and_goes_on_from_the_head_it_told(house, desk, held):
    heads = [house.cycle().trail_head]
    desk.tick(held)
    heads.append(house.cycle().trail_head)
    house.start_again()
    heads.append(house.cycle().trail_head)

    assert len(set(heads)) == 3
    assert proof(house).last.seal == heads[-1]
    assert [proof(house, head).flaw for head in heads] == [None, None, None]
