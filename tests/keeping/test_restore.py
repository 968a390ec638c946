"""A backup takes the store's place; what stood there is kept, and nothing that was done since is done again."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import timedelta

import pytest

from config.load import load
from state.open import open_store
from sync.cli.wanted import SystemClock
from sync.engagement import MailMode
from sync.lease import tenure
from sync.mailing.post import may_go
from sync.mailing.unsubscribe import Unsubscription
from sync.remembered import Reached
from tests.keeping.apart import HOLDER, beside, killed_after
from tests.keeping.test_backup import rows_of
from tests.keeping.years import notice

PAGE = 4096
CHANGED = {"outbox", "outbox_recipients", "trail", "restored"}  # by what is held, and by saying so


@pytest.fixture
def backup(desk, tmp_path):
    file = tmp_path / "b.db"
    assert desk("state", "backup", file).code == 0
    return file


def keep(desk, *changes):
    with open_store(desk.url) as store:
        for change in changes:
            change(store)


def replaced(desk):
    return sorted(desk.database.parent.glob("stageward.db.before-restore-*"))


def test_the_store_is_as_it_was_at_the_backup(desk, backup):
    before = rows_of(desk.url)
    keep(desk, lambda store: store.begin_run("since", "sync", SystemClock().now()))
    ran = desk("state", "restore", backup)

    assert (ran.code, ran.err) == (0, "")
    after = rows_of(desk.url)
    assert {name for name in before if before[name] != after[name]} <= CHANGED
    assert desk("audit", "verify").code == 0
    assert desk("sync").code == 0


def test_the_replaced_store_is_kept_whole_beside_it(desk, backup):
    keep(desk, lambda store: store.begin_run("since", "sync", SystemClock().now()))
    before = rows_of(desk.url)
    told = desk("state", "restore", backup, "--json").document

    (file,) = replaced(desk)
    assert told["replaced"] == str(file)
    assert rows_of(f"sqlite:///{file}") == before


def test_the_trail_tells_of_it(desk, backup):
    desk("state", "restore", backup)

    with open_store(desk.url) as store:
        (*_, last) = store.trail()
    assert (last.kind, "restored from a backup" in last.facts) == ("setting", True)


@pytest.mark.parametrize("state", ["ready", "held", "gathered"])
def test_a_notice_that_waited_is_held_for_a_person_with_the_reason(desk, tmp_path, state):
    def queue(store):
        store.queue(notice("n1", SystemClock().now()), "apollo", [])
        store.keep_outbox_state("n1", state, SystemClock().now())

    keep(desk, queue)
    desk("state", "backup", tmp_path / "b.db")
    keep(desk, lambda store: store.keep_outbox_state("n1", "sent", SystemClock().now()))
    told = desk("state", "restore", tmp_path / "b.db", "--json").document

    assert "n1" in told["held"]
    with open_store(desk.url) as store:
        entry = store.mail.entry("n1")
        assert store.mail.gathered("apollo") == ()
    assert entry.state == "held"
    assert "may have been sent since" in entry.error


def test_a_delivery_that_was_to_be_tried_again_is_stuck(desk, tmp_path):
    def half_sent(store):
        entry = notice("n1", SystemClock().now())
        store.queue(entry, "apollo", [])
        (delivery,) = store.mail.deliveries("n1")
        store.keep_outbox_state("n1", "sent", SystemClock().now())
        store.mail.keep_deliveries([delivery.taken()], SystemClock().now())
        with store._writing() as db:
            db.execute("update outbox_recipients set state = 'waiting' where notice = 'n1'")

    keep(desk, half_sent)
    desk("state", "backup", tmp_path / "b.db")
    assert desk("state", "restore", tmp_path / "b.db", "--json").document["stuck"] == 1
    with open_store(desk.url) as store:
        assert [one.state.value for one in store.mail.deliveries("n1")] == ["stuck"]
        assert store.mail.due(SystemClock().now() + timedelta(days=9)) == ()


def goes_by_itself(desk):
    """Tell whether a notice that is new would go to a client without a person."""
    installation = load(desk.stage.config).installation
    mail = replace(installation.mail, mode=MailMode.SEND, first_contact=MailMode.SEND)
    (apollo,) = (one for one in installation.engagements if one.name == "apollo")
    with open_store(desk.url) as store:
        return may_go("milestone", apollo, mail, ("kim@apollo-bank.example",), store)


def test_what_the_first_cycle_has_to_tell_clients_waits_for_a_person(desk, backup):
    assert goes_by_itself(desk)
    desk("state", "restore", backup)
    assert not goes_by_itself(desk)

    assert desk("sync").code == 0
    assert goes_by_itself(desk)


def test_also_where_the_plan_of_the_first_cycle_was_refused(desk, backup):
    desk("state", "restore", backup)
    ticket = desk.stage.sandbox.jira.act("ana").create(project="APO", type="Story", summary="One more")
    limited = desk.stage.config.read_text("utf-8")
    desk.stage.config.write_text(f"{limited}limits: {{changes: 1, share: 100%}}\n", "utf-8")
    refused = desk("sync")
    assert (refused.code, ticket in refused.out) == (4, True)
    assert not goes_by_itself(desk)

    desk.stage.config.write_text(limited, "utf-8")
    assert desk("sync").code == 0
    assert goes_by_itself(desk)


def test_who_unsubscribed_since_the_backup_still_gets_nothing(desk, backup):
    wish = Unsubscription("kim@apollo-bank.example", "apollo", "milestones")
    keep(
        desk,
        lambda store: store.mail.unsubscribe(wish, SystemClock().now()),
        lambda store: store.mail.stop("noor@lumen.example", "it came back", SystemClock().now()),
    )
    told = desk("state", "restore", backup, "--json").document

    assert told["carried"] == 2
    with open_store(desk.url) as store:
        assert store.mail.unwanted("apollo", "milestones") == {"kim@apollo-bank.example", "noor@lumen.example"}


def test_marks_of_what_was_told_before_the_backup_stay(desk, tmp_path):
    mark = Reached("1", "Review", "milestone", "n1")
    keep(desk, lambda store: store.queue(notice("n1", SystemClock().now()), "apollo", [mark]))
    desk("state", "backup", tmp_path / "b.db")
    desk("state", "restore", tmp_path / "b.db")

    with open_store(desk.url) as store:
        assert mark in store.reached("apollo")


def test_a_store_that_is_gone_comes_back(desk, backup):
    before = rows_of(desk.url)
    for file in desk.database.parent.glob("stageward.db*"):
        file.unlink()
    told = desk("state", "restore", backup, "--json").document

    assert told["replaced"] is None
    assert rows_of(desk.url)["versions"] == before["versions"]


def test_a_damaged_store_is_replaced_and_kept_for_inspection(desk, backup):
    content = bytearray(desk.database.read_bytes())
    content[100:] = b"\x5a" * (len(content) - 100)
    desk.database.write_bytes(content)
    ran = desk("state", "restore", backup)

    assert ran.code == 0
    assert "cannot be read" in ran.out
    assert [one.read_bytes() for one in replaced(desk)] == [bytes(content)]
    assert desk("audit", "verify").code == 0


# --- refused


def test_while_a_run_is_at_work_nothing_is_restored(desk, backup):
    with open_store(desk.url) as store, tenure(store, SystemClock(), "apollo", "another run"):
        ran = desk("state", "restore", backup)

    assert ran.code == 1
    assert ran.err.startswith("Another run has been at work on apollo")
    assert replaced(desk) == []


def test_while_a_service_rests_between_two_cycles_nothing_is_restored(desk, backup):
    before = rows_of(desk.url)
    with beside(HOLDER, desk.url):
        ran = desk("state", "restore", backup)

    assert ran.code == 1
    assert "another process has it open. Stop the service" in ran.err
    assert replaced(desk) == []
    assert rows_of(desk.url) == before


def test_a_run_that_was_killed_is_in_nobodys_way(desk, backup):
    holding = """
import os
from state.open import open_store
from sync.cli.wanted import SystemClock
from sync.lease import tenure

with open_store(os.environ["STORE"]) as store, tenure(store, SystemClock(), "apollo", "killed"):
    print("up", flush=True)
    input()
"""
    assert killed_after(holding, desk.url, 0)
    assert desk("state", "restore", backup).code == 0


def refused(desk, file):
    before = desk.database.read_bytes()
    ran = desk("state", "restore", file)
    assert ran.code == 1
    assert desk.database.read_bytes() == before
    assert replaced(desk) == []
    return ran.err


def test_a_file_that_is_not_there_is_refused(desk, tmp_path):
    assert "there is no such file" in refused(desk, tmp_path / "none.db")


def test_a_file_of_another_program_is_refused(desk, tmp_path):
    with closing(sqlite3.connect(tmp_path / "songs.db")) as db:
        db.execute("create table songs (title text)")
    assert "it is not a store of Stageward" in refused(desk, tmp_path / "songs.db")


def test_a_text_is_refused(desk, tmp_path):
    (tmp_path / "diary.db").write_text("Dear diary, " * 1000)
    assert "it is not a SQLite database" in refused(desk, tmp_path / "diary.db")


@pytest.mark.parametrize("page", [1, 100, -1])
def test_a_damaged_backup_is_refused_with_what_to_do(desk, backup, page):
    content = bytearray(backup.read_bytes())
    begin = page * PAGE % len(content)
    content[begin : begin + PAGE] = b"\x5a" * PAGE
    backup.write_bytes(content)
    said = refused(desk, backup)

    assert "it is damaged" in said
    assert "Take an older backup" in said or "restore a backup" in said
    assert "Traceback" not in said


def test_a_backup_that_was_cut_is_refused(desk, backup):
    backup.write_bytes(backup.read_bytes()[: backup.stat().st_size // 2])
    assert "it is damaged" in refused(desk, backup)


def test_a_backup_of_a_newer_version_is_refused(desk, backup):
    with closing(sqlite3.connect(backup)) as db:
        db.execute("insert into _sqlite_migrations values (99, 'stageward', '0099 far future', '2031-01-01')")
        db.commit()
    assert "a newer version of Stageward wrote it (0099 far future)" in refused(desk, backup)


def test_the_store_itself_is_no_backup(desk):
    ran = desk("state", "restore", desk.database)
    assert ran.code == 1
    assert "it is the store itself" in ran.err
