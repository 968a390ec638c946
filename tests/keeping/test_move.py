"""A store moves to an empty place of either kind, whole or not at all."""

from uuid import uuid4

import pytest

from state.keeping.copying import counts
from state.keeping.moving import move
from state.open import open_rows, open_store
from sync.cli.wanted import SystemClock
from sync.lease import tenure
from sync.remembered import OUTBOX
from sync.service.keeper import Part
from sync.service.vault import NotDone
from tests.keeping.apart import killed_after
from tests.keeping.years import only, pruned, trail_is_whole


def counted(url):
    kept = open_rows(url)
    try:
        with kept.reading() as db:
            return counts(db)
    finally:
        kept.close()


def told(url, asked):
    """Return what a store tells of all it keeps, in the order in which it is told."""
    with open_store(url) as store:
        return [
            list(store.trail()),
            store.trail_anchor(),
            [(name, list(store.snapshots(name)), store.verdicts(name), store.reached(name)) for name in asked],
            [store.outbox(name) for name in asked],
            [store.listened(name) for name in asked],
            [
                store.heard_of(name, [comment.id for seen in store.snapshots(name) for comment in seen.ticket.comments])
                for name in asked
            ],
            [store.footprints(name) for name in asked],
        ]


ENGAGEMENTS = ("apollo", "lumen")


def test_it_moves_there_and_back_and_nothing_is_lost(desk, place, tmp_path):
    before = told(desk.url, ENGAGEMENTS)
    there = desk("state", "move", "--to", place, "--json").document
    assert told(place, ENGAGEMENTS) == before

    back = f"sqlite:///{tmp_path / 'back.db'}"
    assert desk("state", "move", "--to", back, STAGEWARD_STATE_URL=place).code == 0
    assert told(back, ENGAGEMENTS) == before
    assert counted(back) == counted(desk.url) == there["rows"]
    assert there["trail_head"] == before[0][-1].seal


def test_what_it_says_to_write_makes_the_next_cycle_go_on_there(desk, place):
    ran = desk("state", "move", "--to", place)
    assert f'state: {{url: "{place}"}}' in ran.out

    written = desk.stage.config.read_text("utf-8").splitlines()
    lines = [f'state: {{url: "{place}"}}' if line.startswith("state:") else line for line in written]
    desk.stage.config.write_text("\n".join(lines), "utf-8")
    runs = counted(place)["runs"]
    assert desk("sync").code == 0
    assert counted(place)["runs"] == runs + 1


def test_a_pruned_trail_keeps_its_anchor_and_its_guards(desk, place):
    with open_store(desk.url) as store:
        pruned(store, only(Part.TRAIL), SystemClock().now().replace(year=2040))
        anchor = store.trail_anchor()
    assert desk("state", "move", "--to", place).code == 0

    with open_store(place) as store:
        assert store.trail_anchor() == anchor
        assert trail_is_whole(store)
        store.begin_run("next", "sync", SystemClock().now())
        with pytest.raises(Exception, match="the trail is only appended to"), store._writing() as db:
            db.execute("delete from trail")


def test_a_place_that_holds_something_is_refused(desk, place):
    assert desk("state", "move", "--to", place).code == 0
    before = told(place, ENGAGEMENTS)
    ran = desk("state", "move", "--to", place)

    assert ran.code == 1
    assert "is not empty: it has rows in tickets" in ran.err
    assert told(place, ENGAGEMENTS) == before


def test_a_store_does_not_move_to_itself(desk):
    ran = desk("state", "move", "--to", desk.url)
    assert ran.code == 1
    assert "is the store itself" in ran.err


def test_a_url_that_names_no_store_is_refused(desk):
    ran = desk("state", "move", "--to", "mysql://db.example/x")
    assert ran.code == 1
    assert "this URL names no state store" in ran.err


@pytest.mark.parametrize("name", ["apollo", OUTBOX])
def test_while_a_run_is_at_work_nothing_moves(desk, place, name):
    with open_store(desk.url) as store, tenure(store, SystemClock(), name, "another run"):
        ran = desk("state", "move", "--to", place)

    assert ran.code == 1
    assert ran.err.startswith(f"Another run has been at work on {name}")
    assert set(counted(place).values()) == {0}


def test_a_run_finds_its_engagement_taken_while_it_moves_and_free_after_it(desk, place):
    desk("state", "move", "--to", place)
    with open_store(desk.url) as store, tenure(store, SystemClock(), "apollo", "next"):
        pass


def test_somebody_who_writes_meanwhile_is_noticed_and_the_target_stays_empty(desk, place):
    def write(_said):
        with open_store(desk.url) as store:
            store.begin_run(uuid4().hex, "sync", SystemClock().now())

    with pytest.raises(NotDone, match="somebody wrote to it meanwhile"):
        move(desk.url, place, SystemClock(), write, place)
    assert set(counted(place).values()) == {0}
    assert desk("state", "move", "--to", place).code == 0


MOVING = """
import os, sys
from state.keeping import moving
from sync.cli.wanted import SystemClock

print("up", flush=True)
moving.move(os.environ["STORE"], sys.argv[1], SystemClock(), lambda _said: None, sys.argv[1])
import time
time.sleep(60)
"""


@pytest.mark.parametrize("seconds", [0.02, 0.1, 0.2])
def test_wherever_a_move_is_killed_the_target_is_empty_or_whole(desk, place, seconds):
    open_store(place).close()
    before = told(desk.url, ENGAGEMENTS)
    assert killed_after(MOVING, desk.url, seconds, place)

    if set(counted(place).values()) == {0}:
        assert desk("state", "move", "--to", place).code == 0
    assert told(place, ENGAGEMENTS) == before
