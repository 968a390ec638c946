"""`state prune` shows what goes, removes it in small steps beside others, and refuses to touch a broken trail."""

import sqlite3
from contextlib import closing
from datetime import timedelta

import pytest

from state.open import open_store
from sync.cli.wanted import SystemClock
from sync.service.keeper import Part, Retention
from sync.service.retention import prune
from sync.trail import Event, Kind
from tests.keeping.apart import WRITER, beside, killed_after
from tests.keeping.test_backup import rows_of
from tests.keeping.years import DAY, LONG_AGO, NOW, keep_versions, trail_is_whole


@pytest.fixture
def long_lived(desk):
    """A desk in whose store also stands what happened long ago."""
    with open_store(desk.url) as store:
        keep_versions(store, "Plan", "Plan B", "Done")
        for day in range(40):
            store.begin_run(f"run {day}", "sync", LONG_AGO + day * DAY)
    return desk


OLD = 1000


def parts(ran):
    return {one["part"]: one for one in ran.document["parts"]}


def test_it_shows_what_would_go_and_keeps_it(long_lived):
    before = rows_of(long_lived.url)
    shown = parts(long_lived("state", "prune", "--json"))

    assert shown["runs"]["rows"] == 40
    assert shown["runs"]["oldest"] == LONG_AGO.isoformat()
    assert shown["versions"] == {**shown["versions"], "rows": 1, "removed": 0}
    assert rows_of(long_lived.url) == before


def test_it_says_so_to_people_too(long_lived):
    ran = long_lived("state", "prune")

    assert ran.code == 0
    assert ["runs", "40", "2015-03-09"] in [[line.split()[0], *line.split()[-2:]] for line in ran.out.splitlines()]
    assert "Nothing was removed. state prune --apply removes" in ran.out


def test_applied_it_goes_and_there_is_nothing_left_to_go(long_lived):
    applied = parts(long_lived("state", "prune", "--apply", "--json"))
    again = parts(long_lived("state", "prune", "--json"))

    assert applied["runs"]["removed"] == 40
    assert sum(one["rows"] for one in again.values()) == 0
    assert long_lived("audit", "verify").code == 0
    assert long_lived("sync").code == 0


def test_the_configuration_says_how_long(long_lived):
    long_lived.configure("retention: {runs: forever, versions: forever}")
    shown = parts(long_lived("state", "prune", "--json"))

    assert (shown["runs"]["before"], shown["runs"]["rows"]) == (None, 0)
    assert "for ever" in long_lived("state", "prune").out


@pytest.fixture
def begun_long_ago(desk):
    """A desk whose store began long ago and has many rows of a trail since, the newest of today."""
    desk.database.unlink()
    at = SystemClock().now() - timedelta(days=4000)
    with open_store(desk.url) as store:
        store.note([Event(at, Kind.OVERRIDE, "apollo", facts={"number": number}) for number in range(OLD)])
        for number in range(3):
            store.begin_run(f"old {number}", "sync", at)
        store.begin_run("young", "sync", SystemClock().now())
    return desk


def test_a_trail_that_is_not_whole_is_left_alone_and_everything_else_goes(begun_long_ago):
    desk = begun_long_ago
    with closing(sqlite3.connect(desk.database)) as db:
        db.execute("drop trigger trail_is_not_changed")
        db.execute("update trail set who = 'somebody else' where number = 2")
        db.commit()
    shown, ran = desk("state", "prune"), desk("state", "prune", "--apply")

    assert (shown.code, ran.code) == (1, 1)
    assert "Nothing of the trail goes, for it is not whole. Row 2 was changed" in " ".join(ran.out.split())
    with open_store(desk.url) as store:
        assert len(list(store.trail())) == OLD + 4
    with closing(sqlite3.connect(desk.database)) as db:
        assert db.execute("select count(*) from runs").fetchone() == (1,)


@pytest.mark.lasting
def test_space_is_given_back_to_the_disk(desk):
    with open_store(desk.url) as store:
        for day in range(200):
            store.begin_run(f"run {day}", "sync", LONG_AGO + day * DAY)
            store.end_run(f"run {day}", LONG_AGO + day * DAY, "x" * 20_000)
    with closing(sqlite3.connect(desk.database)) as db:
        db.execute("pragma wal_checkpoint(truncate)")
    before = desk.database.stat().st_size
    told = desk("state", "prune", "--apply", "--json").document
    with closing(sqlite3.connect(desk.database)) as db:
        db.execute("pragma wal_checkpoint(truncate)")

    assert told["given_back"] > 3_000_000
    assert before - desk.database.stat().st_size == told["given_back"]


def test_beside_a_writer_both_go_on(begun_long_ago):
    with beside(WRITER, begun_long_ago.url):
        assert begun_long_ago("state", "prune", "--apply").code == 0

    with open_store(begun_long_ago.url) as store:
        assert trail_is_whole(store)
        assert store.trail_anchor().number == OLD + 3


def test_two_at_once_do_no_harm(long_lived):
    with open_store(long_lived.url) as one, open_store(long_lived.url) as other:
        pauses = iter([True])

        def between():
            if next(pauses, False):
                prune(other, Retention(), NOW, applies=True)

        prune(one, Retention(), NOW, applies=True, pause=between)
        assert trail_is_whole(one)


def test_who_ends_it_between_two_steps_leaves_a_whole_store(long_lived):
    class Stopped(Exception):
        pass

    def stop():
        raise Stopped

    with open_store(long_lived.url) as store:
        with pytest.raises(Stopped):
            prune(store, Retention(), NOW, applies=True, pause=stop)
        assert trail_is_whole(store)


PRUNING = """
import os
from state.open import open_store
from sync.cli.wanted import SystemClock
from sync.service import retention
from sync.service.keeper import Retention

retention.ROWS = 3  # so that it takes long
with open_store(os.environ["STORE"]) as store:
    print("up", flush=True)
    retention.prune(store, Retention(), SystemClock().now(), applies=True)
"""


@pytest.mark.parametrize("seconds", [0.1, 0.3])
def test_wherever_it_is_killed_the_next_one_goes_on(begun_long_ago, seconds):
    assert killed_after(PRUNING, begun_long_ago.url, seconds)

    with open_store(begun_long_ago.url) as store:
        assert trail_is_whole(store)
    left = parts(begun_long_ago("state", "prune", "--json"))
    assert left["trail"]["rows"] > 0
    assert begun_long_ago("state", "prune", "--apply").code == 0
    assert parts(begun_long_ago("state", "prune", "--json"))["trail"]["rows"] == 0


def test_every_part_of_the_configuration_is_one_that_is_pruned():
    from config.retention import RetentionSection

    assert {Part(name) for name in RetentionSection.model_fields} == set(Part) - {Part.PLANS}
