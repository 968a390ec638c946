"""A restore that is killed leaves a whole store; a server is restored from the same file."""

import pytest

from state.open import open_store
from sync.cli.wanted import SystemClock
from sync.lease import tenure
from tests.keeping.apart import killed_after
from tests.keeping.test_backup import rows_of
from tests.keeping.test_restore import CHANGED
from tests.keeping.years import trail_is_whole


@pytest.fixture
def backup(desk, tmp_path):
    file = tmp_path / "b.db"
    assert desk("state", "backup", file).code == 0
    return file


# --- killed


RESTORING = """
import os, sys
from pathlib import Path
from state.keeping.restore import restore
from sync.cli.wanted import SystemClock

print("up", flush=True)
while True:
    restore(os.environ["STORE"], Path(sys.argv[1]), SystemClock(), "ana", lambda _said: None)
"""


@pytest.mark.parametrize("seconds", [0.05, 0.11, 0.2, 0.37])
def test_wherever_a_restore_is_killed_a_whole_store_stands_there(desk, backup, seconds):
    versions = rows_of(desk.url)["versions"]
    assert killed_after(RESTORING, desk.url, seconds, backup)

    with open_store(desk.url) as store:
        assert trail_is_whole(store)
    assert rows_of(desk.url)["versions"] == versions
    assert desk("state", "restore", backup).code == 0
    assert list(desk.database.parent.glob(".stageward.db.unfinished-*")) == []


# --- a server


def test_a_server_comes_back_too_and_what_stood_there_is_kept(desk, postgres_url, tmp_path):
    assert desk("state", "move", "--to", postgres_url).code == 0
    environment = {"STAGEWARD_STATE_URL": postgres_url}
    desk("state", "backup", tmp_path / "b.db", **environment)
    before = rows_of(postgres_url)
    with open_store(postgres_url) as store:
        store.begin_run("since", "sync", SystemClock().now())
    told = desk("state", "restore", tmp_path / "b.db", "--json", **environment).document

    after = rows_of(postgres_url)
    assert after["runs"] != before["runs"]  # a row of PostgreSQL tells its own number, too
    assert {name: len(rows) for name, rows in after.items() if name not in CHANGED} == {
        name: len(rows) for name, rows in before.items() if name not in CHANGED
    }
    assert "since" in str(rows_of(f"sqlite:///{told['replaced']}")["runs"])
    with open_store(postgres_url) as store:
        assert trail_is_whole(store)
        store.begin_run("next", "sync", SystemClock().now())


def test_a_server_on_which_a_run_is_at_work_stays_as_it_is(desk, postgres_url, tmp_path):
    desk("state", "backup", tmp_path / "b.db")
    with open_store(postgres_url) as store, tenure(store, SystemClock(), "apollo", "another run"):
        ran = desk("state", "restore", tmp_path / "b.db", STAGEWARD_STATE_URL=postgres_url)

    assert ran.code == 1
    assert ran.err.startswith("Another run has been at work on apollo")
