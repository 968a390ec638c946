"""What concerns all engagements is done once in a round; and the admin hears of engagements nothing comes through in."""

from dataclasses import replace
from datetime import timedelta

import pytest

from sync.cycle import run_cycle
from sync.pages.request import RELEASE_NOTICE, Wish
from sync.service.agenda_store import Turn
from sync.service.alarm import alarms, keep_alarms
from sync.service.house import keep_house
from sync.service.roster import Roster
from sync.service.turns import in_brief
from tests.sync.houses import House
from tests.sync.team_mail import ADMIN, TEAM, about

EVERY = timedelta(minutes=5)
SILENT, AGAIN = "cycles are not completed", "cycles are completed again"


@pytest.fixture
def house(tmp_path, files_read_once):
    with House(tmp_path) as running:
        running.team = TEAM
        yield running


def part(house, engagement):
    """Cycle one engagement as a part of the service's round."""
    house.clock.pass_(minutes=1)
    return run_cycle(house.world, [engagement], writes=True, part=f"{engagement.name} {house.clock.at:%d %H:%M}")


def test_a_part_leaves_to_the_house_what_concerns_all(house):
    house.digest = dict.fromkeys(TEAM, "daily")
    for desk in (house.jira_desk, house.clickup_desk):
        desk.create()
    accounts = [part(house, one) for one in house.engagements]
    assert [account.run.split()[0] for account in accounts] == [one.name for one in house.engagements]
    assert [account.notices for account in accounts] == [(), ()]
    lately = [in_brief(one) for account in accounts for one in account.engagements]
    kept = keep_house(house.world, house.engagements, lately, "house")
    digests = [one for one in kept.notices if one.kind == "team-digest"]
    assert sorted(one.to for one in digests) == sorted({(address,) for address in TEAM.values()})
    assert [one.engagement for one in digests] == [""] * 3, "each is one mail on both engagements"
    assert keep_house(house.world, house.engagements, (), "house").notices == ()


def test_one_mail_tells_of_all_engagements_of_a_tracker_that_is_down(house):
    for one in house.engagements:
        part(house, one)
    house.trackers = dict.fromkeys(house.trackers, house.trackers["acme-jira"])
    house.sandbox.jira.site.tokens.clear()
    for _ in range(3):
        accounts = [part(house, one) for one in house.engagements]
        lately = [in_brief(one) for account in accounts for one in account.engagements]
        keep_house(house.world, house.engagements, lately, "house")
    ((to, subject, _),) = about(house, SILENT)
    assert to == ADMIN
    assert all(one.name in subject for one in house.engagements)


def test_what_is_asked_for_on_a_page_is_done_once_by_the_house(house):
    house.store.requests.ask(Wish(RELEASE_NOTICE, "", "no-such-notice", "Ana", {}), house.clock.now())
    part(house, house.engagements[0])
    assert len(house.store.requests.waiting()) == 1
    keep_house(house.world, house.engagements, (), "house")
    assert house.store.requests.waiting() == ()


def look(house, turns, since):
    roster = Roster(house.engagements, EVERY, {one.name: EVERY for one in house.engagements})
    found = alarms(turns, roster, since, house.clock.now())
    keep_alarms(house.world, found, {}, since)
    keep_house(house.world, house.engagements, (), "house")
    return [len(found.begun), len(found.over)]


def test_engagements_without_a_completed_cycle_are_told_once_and_once_when_it_is_over(house):
    since = house.clock.now()
    for one in house.engagements:
        house.store.agenda.keep_turn(Turn(one.name, since, began=since))
    house.clock.pass_(minutes=29)
    assert look(house, house.store.agenda.turns(), since) == [0, 0]
    house.clock.pass_(minutes=1)
    assert look(house, house.store.agenda.turns(), since) == [2, 0]
    house.clock.pass_(hours=3)
    assert look(house, house.store.agenda.turns(), since) == [0, 0]
    ((to, subject, said),) = about(house, SILENT)
    assert (to, house.engagements[0].name in subject) == (ADMIN, True)
    assert "No cycle came to its end." in said
    for turn in house.store.agenda.turns().values():
        house.store.agenda.keep_turn(replace(turn, completed=house.clock.now()))
    assert look(house, house.store.agenda.turns(), since) == [0, 2]
    assert look(house, house.store.agenda.turns(), since) == [0, 0]
    assert [to for to, *_ in about(house, AGAIN)] == [ADMIN]


def test_where_failing_cycles_were_told_already_no_second_mail_says_so(house):
    since, (one, _) = house.clock.now(), house.engagements
    house.engagements = (one,)
    house.store.agenda.keep_turn(Turn(one.name, since))
    house.sandbox.jira.site.tokens.clear()
    for _ in range(3):
        account = part(house, one)
        keep_house(house.world, house.engagements, [in_brief(account.engagements[0])], "house")
    assert len(about(house, SILENT)) == 1
    house.clock.pass_(hours=1)
    assert look(house, house.store.agenda.turns(), since) == [1, 0]
    house.store.agenda.keep_turn(replace(house.store.agenda.turns()[one.name], completed=house.clock.now()))
    house.clock.pass_(minutes=1)
    house.store.agenda.keep_turn(replace(house.store.agenda.turns()[one.name], completed=house.clock.now()))
    look(house, house.store.agenda.turns(), since)
    assert len(about(house, SILENT)) == 1
    assert about(house, AGAIN) == []
