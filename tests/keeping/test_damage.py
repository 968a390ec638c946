"""A damaged store is told, with what to do; doctor sees it, and writes nothing to it. So is one that may not be
written."""

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing

import pytest

from state.open import open_store
from tests.keeping.test_backup import rows_of
from tests.keeping.years import NOW as NOON
from tests.keeping.years import trail_is_whole

PAGE = 4096


def settled(database):
    """Let the store be one file."""
    with closing(sqlite3.connect(database)) as db:
        db.execute("pragma wal_checkpoint(truncate)")
    return bytearray(database.read_bytes())


def root_of(database, name):
    with closing(sqlite3.connect(database)) as db:
        ((page,),) = db.execute("select rootpage from sqlite_master where name = ?", [name]).fetchall()
    return (page - 1) * PAGE


def overwritten(database, begin, length=PAGE):
    content = settled(database)
    content[begin : begin + length] = b"\x5a" * length
    database.write_bytes(content)
    return bytes(content)


def test_doctor_sees_pages_that_make_no_sense_and_writes_nothing(desk):
    content = overwritten(desk.database, root_of(desk.database, "versions"))
    ran = desk("doctor")

    assert ran.code == 1
    said = " ".join(ran.out.split())
    assert "it is damaged" in said
    assert "restore a backup with `state restore`" in said
    assert desk.database.read_bytes() == content


def test_a_cycle_that_meets_a_damaged_page_ends_with_what_to_do(desk):
    overwritten(desk.database, root_of(desk.database, "versions"))
    ran = desk("sync")

    told = " ".join((ran.out + ran.err).split())
    assert ran.code == 1
    assert "it is damaged" in told
    assert "state restore" in told


def test_a_file_that_was_cut_is_not_opened_and_not_written(desk):
    content = bytes(settled(desk.database))[: 20 * PAGE]
    desk.database.write_bytes(content)
    ran = desk("sync")

    assert ran.code == 1
    assert f"The state store {desk.database} cannot be used: it is damaged. " in ran.err
    assert desk.database.read_bytes() == content


def test_a_damaged_index_is_seen_by_doctor(desk):
    overwritten(desk.database, root_of(desk.database, "trail_of_ticket"))
    ran = desk("doctor")

    assert ran.code == 1
    assert "it is damaged" in " ".join(ran.out.split())


def test_a_damaged_store_is_not_backed_up_over_a_good_backup(desk, tmp_path):
    assert desk("state", "backup", tmp_path / "b.db").code == 0
    good = (tmp_path / "b.db").read_bytes()
    overwritten(desk.database, root_of(desk.database, "versions"))
    ran = desk("state", "backup", tmp_path / "b.db", "--force")

    assert ran.code == 1
    assert "it is damaged" in ran.err
    assert (tmp_path / "b.db").read_bytes() == good


def test_it_comes_back_from_a_backup(desk, tmp_path):
    assert desk("state", "backup", tmp_path / "b.db").code == 0
    versions = rows_of(desk.url)["versions"]
    overwritten(desk.database, root_of(desk.database, "versions"))

    assert desk("state", "restore", tmp_path / "b.db").code == 0
    assert rows_of(desk.url)["versions"] == versions
    assert desk("doctor", "--engagement", "apollo").code in {0, 1}
    assert desk("audit", "verify").code == 0


def test_without_its_side_files_everything_that_was_settled_is_there(desk):
    settled(desk.database)
    trail = rows_of(desk.url)["trail"]
    for side in ("-wal", "-shm"):
        desk.database.with_name(desk.database.name + side).unlink(missing_ok=True)

    assert rows_of(desk.url)["trail"] == trail
    assert desk("audit", "verify").code == 0


def test_a_side_file_that_is_gone_takes_nothing_but_the_newest_commits(desk, tmp_path):
    copy = tmp_path / "copy.db"
    with open_store(desk.url) as store:
        settled(desk.database)
        store.begin_run("newest", "sync", NOON)
        shutil.copy(desk.database, copy)  # without its side files, as a careless copy has it

    with open_store(f"sqlite:///{copy}") as store:
        assert trail_is_whole(store)
        assert "newest" not in str(list(store.trail()))


AS_ANYBODY = ("setpriv", "--bounding-set=-dac_override") if os.geteuid() == 0 else ()  # root may write everywhere


def test_a_file_that_may_only_be_read_is_told(desk):
    desk.database.chmod(0o400)
    ran = desk.apart("sync", by=AS_ANYBODY)

    assert ran.code == 1
    assert "it may not be written. Give the bot's user the right" in ran.err


def test_a_folder_on_a_disk_that_may_only_be_read_is_told(desk, read_only_disk):
    kept = read_only_disk(desk)
    ran = kept("sync")

    assert ran.code == 1
    assert str(kept.database) in ran.err
    assert "Traceback" not in ran.err


@pytest.fixture
def read_only_disk(tmp_path):
    """Put a desk on a disk of its own that may only be read, which takes the right to mount."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "tmpfs", str(disk)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("needs the right to mount a disk")

    def put(desk):
        kept = desk.copied(disk / "desk")
        subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
        return kept

    yield put
    subprocess.run(["umount", str(disk)], check=True)
