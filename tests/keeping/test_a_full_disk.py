"""The disk is full: it is said with the place and what to do, what was committed stays, and the next run goes on.

A limit on the size of files plays the full disk: it is the system that refuses to write on, not us. Where the bot's own
user may mount, a small disk is really filled.
"""

import os
import subprocess
import sys
from errno import ENOSPC

import pytest

from state.open import open_store
from tests.cli.typed import ROOT, Ran
from tests.keeping.dumped import DATABASES, fill
from tests.keeping.test_backup import rows_of
from tests.keeping.years import trail_is_whole

LIMITED = """
import resource, sys
most = int(sys.argv.pop(1))
resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
sys.argv[0] = "stageward"
import run
run.main()
"""
FULL = ("the disk could not be read or written. Check the disk", "the disk is full. Free some space", "File too large")


def limited(desk, most, *words):
    """Run a command of which no file may grow beyond so many bytes."""
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, str(most), *map(str, words)],
        cwd=ROOT,
        env={**os.environ, **desk.environment},
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    return Ran(done.returncode, done.stdout, done.stderr)


def is_told(ran, place):
    assert ran.code == 1
    assert str(place) in ran.err
    assert any(said in ran.err for said in FULL) or "disk" in ran.err
    assert "Traceback" not in ran.err


@pytest.mark.parametrize("most", [4_000, 20_000, 60_000])
def test_during_a_cycle_what_was_committed_stays_and_the_next_run_goes_on(desk, most):
    before = rows_of(desk.url)
    is_told(limited(desk, most, "sync"), desk.database)

    with open_store(desk.url) as store:
        assert trail_is_whole(store)
    after = rows_of(desk.url)
    assert {name for name in before if not set(before[name]) <= set(after[name])} <= {"cursors", "runs", "tickets"}
    assert desk("sync").code == 0


@pytest.mark.parametrize("most", [40_000, 100_000])
def test_during_a_backup_there_is_none_and_the_store_is_untouched(desk, tmp_path, most):
    before, folder = rows_of(desk.url), tmp_path / "backups"
    folder.mkdir()
    is_told(limited(desk, most, "state", "backup", folder / "b.db"), folder)

    assert list(folder.iterdir()) == []
    assert rows_of(desk.url) == before
    assert desk("state", "backup", folder / "b.db").code == 0


def test_during_a_restore_the_store_stays_as_it_was(desk, tmp_path):
    assert desk("state", "backup", tmp_path / "b.db").code == 0
    before = rows_of(desk.url)
    is_told(limited(desk, 100_000, "state", "restore", tmp_path / "b.db"), desk.database.parent)

    assert rows_of(desk.url) == before
    assert desk("state", "restore", tmp_path / "b.db").code == 0


def test_during_a_move_the_target_can_be_filled_anew(desk, tmp_path):
    to = f"sqlite:///{tmp_path / 'new.db'}"
    open_store(to).close()
    is_told(limited(desk, 100_000, "state", "move", "--to", to), tmp_path)

    assert desk("state", "move", "--to", to).code == 0
    assert rows_of(to)["trail"] == rows_of(desk.url)["trail"]


def test_during_a_migration_nothing_of_it_stays(desk):
    desk.database.unlink()
    fill(desk.database, (DATABASES / "0017.sql").read_text("utf-8"))
    before = desk.database.read_bytes()
    is_told(limited(desk, 8_000, "mail", "list"), desk.database)

    assert desk.database.read_bytes()[100:] == before[100:]
    assert desk("mail", "list").code == 0


@pytest.fixture
def small_disk(tmp_path):
    """A disk of 2 MiB of its own, which takes the right to mount."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(disk)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("needs the right to mount a small disk; the tests with a limit on files hold without")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


def fill_up(file):
    """Write until the disk takes no more."""
    with file.open("wb", buffering=0) as opened:
        while True:
            try:
                opened.write(b"\0" * 4096)
            except OSError as error:
                assert error.errno == ENOSPC  # noqa: PT017 - it is what ends this
                return


def test_a_disk_that_is_really_full(desk, small_disk):
    kept = desk.copied(small_disk / "desk")
    filler = small_disk / "filler"
    fill_up(filler)
    is_told(kept("sync"), kept.database)
    ran = kept("state", "backup", small_disk / "b.db")
    assert ran.code == 1

    filler.unlink()
    assert kept("audit", "verify").code == 0
    assert kept("sync").code == 0
