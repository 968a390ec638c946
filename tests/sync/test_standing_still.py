"""A cycle in which nothing happened is spared a look, and comes to what a look would come to."""

from dataclasses import replace

import pytest
from hypothesis import settings

from sync.cycle import run_cycle
from sync.engagement import Limits
from sync.mailing.unsubscribe import Unsubscription
from sync.remembered import Cursor
from tests.sync.twins import Twins


def stands_still(house):
    return house.store.standstills.kept(house.engagements[0].name) is not None


def settle(house):
    """Run cycles until a whole look has nothing to do."""
    for _ in range(5):
        house.sync()
        if stands_still(house):
            return
    raise AssertionError("five cycles were not enough")


def test_a_cycle_in_which_nothing_happened_tells_what_the_last_look_told(house, desk):
    desk.create(status="review", ticked=False)
    settle(house)
    house.store.standstills.keep(house.engagements[0].name, None)
    looked, spared = house.sync(), house.sync()
    assert (looked.still, spared.still) == (None, looked.tally())
    assert replace(spared, subjects=looked.subjects, still=None) == replace(looked, whole=None)


def test_a_cycle_in_which_nothing_happened_reads_no_ticket_from_the_store(house, desk, monkeypatch):
    desk.create()
    settle(house)
    asked = []
    monkeypatch.setattr(type(house.store), "snapshots", lambda *_: asked.append(1) or iter(()))
    assert (house.sync().seen, asked) == (1, [])


def test_pages_say_that_all_was_looked_at(house, desk):
    desk.create()
    settle(house)
    house.clock.pass_(hours=1)
    house.sync()
    assert house.store.board.facts(desk.engagement).summary.at == house.clock.at


def test_the_cursor_goes_on(house, desk):
    desk.create()
    settle(house)
    house.clock.pass_(hours=1)
    house.sync()
    cursor = house.store.cursor(desk.engagement)
    assert isinstance(cursor, Cursor)
    assert cursor.read_at == house.clock.at


@pytest.mark.parametrize(
    "change",
    [
        lambda house, desk, ticket: desk.fill(ticket, "Mitigation", "Two people join."),
        lambda house, desk, ticket: house.set(limits=Limits(changes=1)),
        lambda house, desk, ticket: house.clock.pass_(days=1),
        lambda house, desk, ticket: house.clock.pass_(hours=-2),
        lambda house, desk, ticket: house.store.mail.stop("ana@client.example", "hard bounce", house.clock.at),
        lambda house, desk, ticket: house.store.mail.unsubscribe(
            Unsubscription("ana@client.example", desk.engagement, "delays"), house.clock.at
        ),
        lambda house, desk, ticket: house.store.keep_snapshots(
            [replace(one, digest="other") for one in house.store.snapshots(desk.engagement)]
        ),
        lambda house, desk, ticket: setattr(house, "team", {**house.team, "reviewer": "rae@studio.example"}),
    ],
    ids=[
        "a ticket",
        "the configuration",
        "the day",
        "the clock, to an hour before",
        "a contact that gets no mail",
        "a contact that wants none",
        "a version kept by a run that broke off",
        "the team",
    ],
)
def test_a_look_is_taken_again_after_a_change_of(house, desk, change):
    ticket = desk.create()
    settle(house)
    change(house, desk, ticket)
    assert house.sync().still is None


def test_what_another_version_of_the_program_judged_is_judged_anew_once(house, desk):
    desk.create(status="review", ticked=False)
    settle(house)
    another = replace(house.world, program="another version")
    judged = []
    for _ in range(2):
        house.clock.pass_(minutes=1)
        [account] = run_cycle(another, house.engagements[:1], writes=True).engagements
        judged.append(account.judged)
    assert judged == [1, 0]


def test_a_run_that_broke_off_after_it_kept_what_it_read_is_made_good(house, desk):
    ticket = desk.create(status="review", ticked=True)
    settle(house)
    desk.tick(ticket, done=False)
    house.clock.pass_(minutes=1)
    tracker = house.trackers[house.engagements[0].source]
    before = next(iter(house.store.snapshots(desk.engagement)))
    # What a long catch-up keeps before it ends: the new version, and nothing judged yet.
    newer = replace(before, digest="newer", seen_at=house.clock.at, looked_at=house.clock.at)
    house.store.keep_snapshots([newer])
    assert tracker is not None
    assert house.sync().judged == 1


Twins.TestCase.settings = settings(max_examples=15, stateful_step_count=18, deadline=None)
TestALookThatIsSparedWouldHaveFoundTheSame = Twins.TestCase
