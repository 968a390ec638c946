"""What is particular to a PostgreSQL database: its schema, its faults, and connections that are lost."""

import subprocess
import sys

import psycopg
import pytest
from psycopg import sql

from rules.facts import digest_of
from rules.model import Ticket
from state.examine import examine_store
from state.faults import StoreUnusable
from state.migrations import STEPS
from state.open import open_store
from sync.ports import Unreachable
from sync.remembered import Cursor, Snapshot
from sync.trail import Event, Kind
from tests.postgres.server import LOCKED, PASSWORD_OF_LOCKED
from tests.state.test_sqlite_file import CURSOR, NOON, ROOT


def asked(url, question):
    with psycopg.connect(url) as connection:
        return connection.execute(question).fetchall()


def told(url, statement):
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(statement)


def refusal(url):
    with pytest.raises(StoreUnusable) as raised:
        open_store(url)
    assert raised.value.remedy
    return raised.value.reason


# --- its tables


def test_tables_stand_in_a_schema_of_our_own_and_steps_are_recorded_once(postgres_url):
    with open_store(postgres_url) as store:
        store.keep_cursor("apollo", CURSOR)
    recorded = "select name, applied_at from stageward.stageward_migrations order by id"
    first = asked(postgres_url, recorded)
    with open_store(postgres_url) as store:
        assert store.cursor("apollo") == CURSOR

    assert [name for name, _ in first] == list(STEPS)
    assert asked(postgres_url, recorded) == first
    assert asked(postgres_url, "select tablename from pg_tables where schemaname = 'public'") == []


def test_a_schema_named_in_the_url_takes_the_place_of_ours(postgres_url):
    told(postgres_url, "create schema elsewhere")
    with open_store(f"{postgres_url}?options=-csearch_path%3Delsewhere") as store:
        store.keep_cursor("apollo", CURSOR)
    with open_store(postgres_url) as store:
        assert store.cursor("apollo") is None

    assert asked(postgres_url, "select engagement from elsewhere.cursors") == [("apollo",)]


def test_a_step_that_breaks_leaves_no_trace(postgres_url, monkeypatch):
    def half_done(db):
        db.table("half").create({"id": int}, pk="id")
        raise ValueError("no further")

    monkeypatch.setitem(STEPS, "9999 half done", half_done)
    with pytest.raises(ValueError, match="no further"):
        open_store(postgres_url)

    assert asked(postgres_url, "select 1 from pg_namespace where nspname = 'stageward'") == []


OPENED = "import os; from state.open import open_store; open_store(os.environ['STORE']).close()"


def test_processes_that_start_at_once_make_the_tables_once(postgres_url):
    started = [
        subprocess.Popen([sys.executable, "-c", OPENED], cwd=ROOT, env={"STORE": postgres_url, "PATH": ""})
        for _ in range(4)
    ]
    assert [one.wait(timeout=60) for one in started] == [0] * 4

    count = "select count(*) from stageward.stageward_migrations"
    assert asked(postgres_url, count) == [(len(STEPS),)]


def test_the_trail_cannot_be_emptied_at_a_stroke(postgres_url):
    with open_store(postgres_url) as store:
        store.note([Event(NOON, Kind.RUN, "")])
        for table in ("trail", "trail_anchor"):
            with pytest.raises(psycopg.IntegrityError, match="only appended to"):
                told(postgres_url, f"truncate stageward.{table}")
        with pytest.raises(psycopg.IntegrityError, match="only appended to"):
            told(postgres_url, "delete from stageward.trail")
        assert len(list(store.trail())) == 1


def test_text_is_ordered_by_its_bytes_whatever_the_language_of_the_server(postgres_url):
    ids = ["10", "9", "B", "Z", "a", "ä"]
    with open_store(postgres_url) as store:
        for one in reversed(ids):
            ticket = Ticket("jira", one, "APO-1")
            store.keep_snapshots([Snapshot("apollo", ticket, digest_of(ticket), NOON, NOON)])
        assert [one.ticket.id for one in store.snapshots("apollo")] == ids


def test_a_text_with_a_nul_is_kept_without_it(postgres_url):
    with open_store(postgres_url) as store:
        store.keep_cursor("apollo", Cursor(NOON, "n\0 1", NOON))
        assert store.cursor("apollo").needs == "n\N{REPLACEMENT CHARACTER} 1"


# --- its faults


def test_a_wrong_password_is_told_and_none_is_repeated(postgres_server, postgres_url):
    url = postgres_url.replace("stageward@", f"{LOCKED}:not-the-password@")
    with pytest.raises(StoreUnusable) as raised:
        open_store(url)
    assert raised.value.reason == "the server does not take the user with this password"
    assert "STAGEWARD_STATE_PASSWORD" in raised.value.remedy
    assert "not-the-password" not in repr(raised.value)
    assert refusal(postgres_url.replace("stageward@", f"{LOCKED}@")) == raised.value.reason


def test_a_right_password_lets_in_one_who_may_make_no_tables(postgres_server, postgres_url):
    url = postgres_url.replace("stageward@", f"{LOCKED}:{PASSWORD_OF_LOCKED}@")
    assert refusal(url) == "the user lacks a right there"
    postgres_server.tell(
        sql.SQL("grant create on database {} to {}").format(*map(sql.Identifier, (url.rpartition("/")[2], LOCKED)))
    )
    with open_store(url) as store:
        assert PASSWORD_OF_LOCKED not in store.place


def test_an_unknown_database_and_an_unknown_user_are_told(postgres_server):
    assert refusal(postgres_server.url("nowhere")) == "there is no such database on the server"
    assert refusal(postgres_server.url("postgres", "nobody")) == "the server does not know this user"


def test_a_server_that_does_not_answer_is_unreachable(postgres_server):
    with pytest.raises(Unreachable) as raised:
        open_store("postgresql://stageward@127.0.0.1:1/stageward")
    assert raised.value.service == "state"


@pytest.mark.parametrize("url", ["postgresql://bot:hun/ter2@db.example/x?n o", "postgresql://[bot:hunter2"])
def test_a_url_that_cannot_be_read_is_told_without_its_password(url):
    with pytest.raises(StoreUnusable) as raised:
        open_store(url)
    assert raised.value.reason == "this URL cannot be read"
    assert "ter2" not in repr(raised.value)


def test_a_missing_driver_is_told_with_the_line_that_installs_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "state.postgres.server", None)
    with pytest.raises(StoreUnusable) as raised:
        open_store("postgresql://bot:hunter2@db.example/state")
    assert raised.value.remedy == "Install it beside Stageward: pip install 'stageward[postgres]'."
    assert "hunter2" not in repr(raised.value)


def test_another_programs_tables_are_left_alone(postgres_url):
    told(postgres_url, "create table public.songs (title text)")
    url = f"{postgres_url}?options=-csearch_path%3Dpublic"
    assert refusal(url) == "its tables belong to another program"
    assert asked(postgres_url, "select tablename from pg_tables where schemaname = 'public'") == [("songs",)]


def test_a_newer_database_is_refused(postgres_url):
    open_store(postgres_url).close()
    told(
        postgres_url,
        "insert into stageward.stageward_migrations values (999, 'stageward', '0999 far future', '2031-01-01')",
    )
    assert refusal(postgres_url) == "a newer version of Stageward wrote it (0999 far future)"


def test_an_old_server_is_refused(postgres_url, monkeypatch):
    monkeypatch.setattr("state.postgres.server.OLDEST", 99)
    assert "which is too old" in refusal(postgres_url)


def test_tables_that_are_gone_are_told(postgres_url):
    open_store(postgres_url).close()
    told(postgres_url, "alter table stageward.cursors rename to elsewhere")
    with open_store(postgres_url) as store, pytest.raises(StoreUnusable) as raised:
        store.cursor("apollo")
    assert raised.value.reason == "its tables are missing"


def test_cut_facts_are_told_as_damage(postgres_url):
    ticket = Ticket("jira", "1", "APO-1", title="Plan")
    with open_store(postgres_url) as store:
        store.keep_snapshots([Snapshot("apollo", ticket, digest_of(ticket), NOON, NOON)])
        told(postgres_url, "update stageward.versions set facts = left(facts, 5)")
        with pytest.raises(StoreUnusable) as raised:
            list(store.snapshots("apollo"))
    assert raised.value.reason == "it is damaged"


def test_an_error_of_our_own_sql_stays_what_it_is(postgres_url):
    with open_store(postgres_url) as store:
        store.begin_run("run-1", "sync", NOON)
        with pytest.raises(psycopg.IntegrityError):
            store.begin_run("run-1", "sync", NOON)
        store.end_run("run-1", NOON, "{}")


# --- others on the same database


def cut_off(server, url):
    server.tell(
        sql.SQL("select pg_terminate_backend(pid) from pg_stat_activity where datname = {}").format(
            sql.Literal(url.rpartition("/")[2])
        )
    )


def test_a_connection_lost_between_two_uses_is_made_again(postgres_server, postgres_url):
    with open_store(postgres_url) as store:
        store.keep_cursor("apollo", CURSOR)
        cut_off(postgres_server, postgres_url)
        assert store.cursor("apollo") == CURSOR


def test_a_connection_lost_within_a_transaction_keeps_nothing_of_it(postgres_server, postgres_url):
    with open_store(postgres_url) as store:

        def written():
            with store._writing() as db:
                db.execute("insert into listening (engagement, since) values ('apollo', 'now')")
                cut_off(postgres_server, postgres_url)
                db.execute("select 1")

        with pytest.raises(Unreachable) as raised:
            written()
        assert raised.value.service == "state"
        assert store.listened("apollo").since is None
        store.keep_cursor("apollo", CURSOR)


def test_another_writer_that_does_not_let_go_is_told_as_unreachable(postgres_url, monkeypatch):
    monkeypatch.setattr("state.postgres.server.BUSY_TIMEOUT", 0.05)
    with open_store(postgres_url) as holder, open_store(postgres_url) as other:
        with holder._writing():
            with pytest.raises(Unreachable, match="another process is writing"):
                other.keep_cursor("apollo", CURSOR)
            assert other.cursor("apollo") is None
        other.keep_cursor("apollo", CURSOR)
        assert holder.cursor("apollo") == CURSOR


def test_one_who_asks_sees_one_moment_and_may_not_write(postgres_url):
    with open_store(postgres_url) as store, open_store(postgres_url) as other:
        with store._reading() as db:
            assert db.execute("select count(*) from cursors").fetchone() == (0,)
            other.keep_cursor("apollo", CURSOR)
            assert db.execute("select count(*) from cursors").fetchone() == (0,)
        with pytest.raises(StoreUnusable, match="it may only be read"), store._reading() as db:
            db.execute("delete from cursors")
        assert store.cursor("apollo") == CURSOR


def test_doctor_learns_of_the_server_what_it_is_how_large_and_how_far(postgres_url):
    facts = examine_store(postgres_url)
    assert facts.place == postgres_url
    assert facts.version == list(STEPS)[-1]
    assert facts.free is None
    assert int(facts.server.version.split(".")[0]) >= 14
    assert facts.server.size > 0
    assert facts.server.latency > 0
