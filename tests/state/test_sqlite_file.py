"""What is particular to a file: its tables, its faults, other processes and sudden ends."""

import os
import signal
import sqlite3
import stat
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from rules.facts import digest_of
from rules.model import Ticket
from state.faults import REASONS, StoreUnusable, told_as_ours
from state.migrations import MIGRATIONS, STEPS
from state.open import open_store
from state.sqlite import SqliteRows
from sync.ports import Unreachable
from sync.remembered import Cursor, Snapshot

ROOT = Path(__file__).resolve().parents[2]
NOON = datetime(2026, 3, 9, 12, tzinfo=UTC)
TICKET = Ticket("jira", "1", "APO-1", title="Plan")
CURSOR = Cursor(NOON, "n1", NOON)


def seen(number):
    ticket = replace(TICKET, id=str(number), description="x" * 2000)
    return Snapshot("apollo", ticket, digest_of(ticket), NOON, NOON)


def rows(database, sql):
    connection = sqlite3.connect(database)
    try:
        return connection.execute(sql).fetchall()
    finally:
        connection.close()


def change(database, *statements):
    connection = sqlite3.connect(database)
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()


def refusal(database):
    with pytest.raises(StoreUnusable) as raised:
        open_store(f"sqlite:///{database}")
    assert raised.value.path == str(database)
    assert raised.value.remedy
    return raised.value.reason


# --- opening


def test_migrations_run_once_and_are_recorded(database):
    recorded = "select name, applied_at from _sqlite_migrations order by id"
    with open_store(f"sqlite:///{database}") as store:
        store.keep_cursor("apollo", CURSOR)
    first = rows(database, recorded)
    with open_store(f"sqlite:///{database}") as store:
        assert store.cursor("apollo") == CURSOR

    assert rows(database, recorded) == first
    assert [name for name, _ in first] == list(STEPS)


def test_a_migration_that_breaks_leaves_no_trace(database, monkeypatch):
    def half_done(db):
        db.table("half").create({"id": int})
        raise ValueError("no further")

    monkeypatch.setattr(MIGRATIONS, "_migrations", list(MIGRATIONS._migrations))
    MIGRATIONS(name="9999 half done")(half_done)
    with pytest.raises(ValueError, match="no further"):
        open_store(f"sqlite:///{database}")

    assert rows(database, "select name from sqlite_master") == []


def test_the_file_is_for_its_owner_only(database):
    with open_store(f"sqlite:///{database}") as store:
        store.keep_cursor("apollo", CURSOR)
        modes = {stat.S_IMODE(path.stat().st_mode) for path in database.parent.iterdir()}

    assert modes == {0o600}


def test_it_writes_ahead_flushes_every_commit_and_checks_its_references(database):
    with open_store(f"sqlite:///{database}") as store:
        settings = [
            store._kept._db.execute(f"pragma {name}").fetchone()[0]
            for name in ("journal_mode", "synchronous", "foreign_keys")
        ]

    assert settings == ["wal", 2, 1]


def test_a_relative_path_counts_from_the_working_directory(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    open_store("sqlite:///here.db").close()

    assert (tmp_path / "here.db").is_file()


@pytest.mark.parametrize(
    "url",
    ["", "stageward.db", "sqlite://", "sqlite:///", "sqlite:///:memory:", "mysql://bot:hunter2@db.example/x"],
)
def test_a_url_that_names_no_store_is_refused_without_telling_its_password(url):
    with pytest.raises(StoreUnusable) as raised:
        open_store(url)
    assert raised.value.reason == "this URL names no state store"
    assert "hunter2" not in repr(raised.value)


# --- faults of the file


def test_a_newer_database_is_refused_and_left_alone(database):
    open_store(f"sqlite:///{database}").close()
    change(database, "insert into _sqlite_migrations values (99, 'stageward', '0099 far future', '2031-01-01')")
    before = database.read_bytes()

    assert refusal(database) == "a newer version of Stageward wrote it (0099 far future)"
    assert database.read_bytes() == before


def test_another_programs_database_is_refused_and_left_alone(database):
    change(database, "create table songs (title text)")

    assert refusal(database) == "it belongs to another program"
    assert rows(database, "select name from sqlite_master") == [("songs",)]


def test_a_file_another_process_is_just_making_is_not_taken_for_another_programs(database, monkeypatch):
    looks, execute = [], SqliteRows.execute

    def with_another_at_work(db, sql, *parameters):
        if "application_id" in sql or "sqlite_master" in sql:
            looks.append(sql)
            if len(looks) == 2:  # between the first look at the file and the second one
                with monkeypatch.context() as alone:
                    alone.setattr(SqliteRows, "execute", execute)
                    open_store(f"sqlite:///{database}").close()
        return execute(db, sql, *parameters)

    monkeypatch.setattr(SqliteRows, "execute", with_another_at_work)
    with open_store(f"sqlite:///{database}") as store:
        store.keep_cursor("apollo", CURSOR)
    assert len(looks) > 2


def test_a_file_that_is_no_database_is_refused(database):
    database.write_bytes(b"Dear diary, " * 1000)

    assert refusal(database) == "it is not a SQLite database"


def test_a_missing_folder_is_told(tmp_path):
    assert refusal(tmp_path / "nowhere" / "stageward.db") == "No such file or directory"


def test_a_folder_in_place_of_the_file_is_told(tmp_path):
    assert refusal(tmp_path) == "it cannot be opened"


def test_a_damaged_page_is_told_when_it_is_met(database):
    with open_store(f"sqlite:///{database}") as store:
        store.keep_snapshots([seen(number) for number in range(50)])
    content = bytearray(database.read_bytes())
    content[8192:] = b"\x5a" * (len(content) - 8192)
    database.write_bytes(content)

    with pytest.raises(StoreUnusable) as raised, open_store(f"sqlite:///{database}") as store:
        list(store.snapshots("apollo"))
    assert raised.value.reason == "it is damaged"


def test_cut_facts_are_told_as_damage(database):
    with open_store(f"sqlite:///{database}") as store:
        store.keep_snapshots([seen(1)])
    change(database, "update versions set facts = substr(facts, 1, 20)")

    with pytest.raises(StoreUnusable) as raised, open_store(f"sqlite:///{database}") as store:
        list(store.snapshots("apollo"))
    assert raised.value.reason == "it is damaged"


def test_a_full_disk_keeps_nothing_of_what_was_being_kept(database):
    with open_store(f"sqlite:///{database}") as store:
        store.keep_snapshots([seen(0)])
        store._kept._db.execute("pragma max_page_count = 400")
        with pytest.raises(StoreUnusable) as raised:
            store.keep_snapshots([seen(number) for number in range(2000)])

        assert raised.value.reason == "the disk is full"
        assert [snapshot.ticket.id for snapshot in store.snapshots("apollo")] == ["0"]
        store.keep_cursor("apollo", CURSOR)


@pytest.mark.parametrize(
    ("code", "told"),
    [
        (sqlite3.SQLITE_IOERR_WRITE, StoreUnusable("x.db", *REASONS[sqlite3.SQLITE_IOERR])),
        (sqlite3.SQLITE_READONLY_DIRECTORY, StoreUnusable("x.db", *REASONS[sqlite3.SQLITE_READONLY])),
        (sqlite3.SQLITE_BUSY_SNAPSHOT, Unreachable("state", "x.db: another process is writing (why)")),
    ],
)
def test_the_finer_codes_of_sqlite_are_told_like_their_kind(code, told):
    error = sqlite3.OperationalError("why")
    error.sqlite_errorcode = code

    with pytest.raises(type(told)) as raised, told_as_ours("x.db"):
        raise error
    assert raised.value == told


def test_an_error_of_our_own_sql_stays_what_it_is(database):
    with open_store(f"sqlite:///{database}") as store:
        store.begin_run("run-1", "sync", NOON)
        with pytest.raises(sqlite3.IntegrityError):
            store.begin_run("run-1", "sync", NOON)


# --- other processes


def test_another_writer_that_does_not_let_go_is_told_as_unreachable(database, monkeypatch):
    monkeypatch.setattr("state.sqlite.BUSY_TIMEOUT", 0.01)
    with open_store(f"sqlite:///{database}") as holder, open_store(f"sqlite:///{database}") as other:
        holder._kept._db.execute("begin immediate")
        with pytest.raises(Unreachable) as raised:
            other.keep_cursor("apollo", CURSOR)
        assert raised.value.service == "state"
        assert other.cursor("apollo") is None

        holder._kept._db.execute("rollback")
        other.keep_cursor("apollo", CURSOR)
        assert holder.cursor("apollo") == CURSOR


BEGUN = """
import os, signal
from datetime import UTC, datetime
from state.open import open_store
from sync.actions import Action, ActionState, Verb

store = open_store(os.environ["STORE"])
now = datetime(2026, 3, 9, tzinfo=UTC)
done, begun = store.intend("run-1", [Action("apollo", "APO-1", "1", Verb.HOLD, after=to) for to in ("a", "b")], now)
store.settle(done, ActionState.APPLIED, now)
os.kill(os.getpid(), signal.SIGKILL)
"""
HALF_KEPT = """
import os, signal
from datetime import UTC, datetime
from rules.model import Ticket
from state.open import open_store
from sync.remembered import Snapshot

class Killed(list):
    def __iter__(self):
        now = datetime(2026, 3, 9, tzinfo=UTC)
        for number in range(700):
            yield Snapshot("apollo", Ticket("jira", str(number), f"APO-{number}"), "d", now, now)
        os.kill(os.getpid(), signal.SIGKILL)

open_store(os.environ["STORE"]).keep_snapshots(Killed())
"""


def killed(script, url):
    child = subprocess.run([sys.executable, "-c", script], cwd=ROOT, env={**os.environ, "STORE": url}, check=False)
    assert child.returncode == -signal.SIGKILL


def test_an_intent_is_open_after_the_process_was_killed_before_its_receipt(database):
    url = f"sqlite:///{database}"
    killed(BEGUN, url)

    with open_store(url) as store:
        assert [(intent.id, intent.action.after) for intent in store.open_intents("apollo")] == [(2, "b")]


def test_nothing_of_a_batch_is_kept_when_the_process_was_killed_within(database):
    url = f"sqlite:///{database}"
    killed(HALF_KEPT, url)

    with open_store(url) as store:
        assert list(store.snapshots("apollo")) == []
        store.keep_snapshots([seen(1)])
