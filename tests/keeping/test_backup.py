"""A backup is the whole store of one moment in one private file, made while others write."""

import sqlite3
import stat
from contextlib import closing

import pytest

from state.keeping.copying import counts, tables
from state.open import open_rows, open_store
from tests.keeping.apart import WRITER, beside
from tests.keeping.years import trail_is_whole


def rows_of(url):
    kept = open_rows(url)
    with kept.reading() as db:
        found = {name: sorted(map(repr, db.execute(f'select * from "{name}"').fetchall())) for name in tables()}
    kept.close()
    return found


def test_a_backup_holds_every_row(desk, tmp_path):
    ran = desk("state", "backup", tmp_path / "b.db")

    assert (ran.code, ran.err) == (0, "")
    assert rows_of(f"sqlite:///{tmp_path / 'b.db'}") == rows_of(desk.url)


def test_what_it_prints_is_what_audit_verify_asks_for(desk, tmp_path):
    told = desk("state", "backup", tmp_path / "b.db", "--json").document

    assert told["schema"] == 1
    assert told["file"] == str(tmp_path / "b.db")
    assert told["bytes"] == (tmp_path / "b.db").stat().st_size
    assert desk("audit", "verify", "--head", told["trail_head"]).code == 0


def test_it_is_one_file_for_its_owner_only(desk, tmp_path):
    folder = tmp_path / "backups"
    folder.mkdir()
    desk("state", "backup", folder / "b.db")

    assert [(one.name, stat.S_IMODE(one.stat().st_mode)) for one in folder.iterdir()] == [("b.db", 0o600)]


def test_a_backup_that_is_there_stays_unless_somebody_says_so(desk, tmp_path):
    file = tmp_path / "b.db"
    file.write_text("precious")
    ran = desk("state", "backup", file)

    assert ran.code == 1
    assert ran.err == f"{file} is there already: a backup never overwrites. Name another file, or add --force.\n"
    assert file.read_text() == "precious"
    assert desk("state", "backup", file, "--force").code == 0
    assert rows_of(f"sqlite:///{file}") == rows_of(desk.url)


def test_a_backup_beside_a_writer_is_of_one_moment(desk, tmp_path):
    with beside(WRITER, desk.url):
        assert [desk("state", "backup", tmp_path / f"{number}.db").code for number in range(5)] == [0] * 5

    for number in range(5):
        with open_store(f"sqlite:///{tmp_path / f'{number}.db'}") as store:
            assert trail_is_whole(store)
            begun = {row.facts for row in store.trail() if row.kind == "run"}
        with closing(sqlite3.connect(tmp_path / f"{number}.db")) as db:
            runs = {one for (one,) in db.execute("select run from runs")}
        assert all(any(run in facts for facts in begun) for run in runs)


def test_a_store_of_an_earlier_version_is_backed_up_as_it_is(desk, tmp_path):
    with closing(sqlite3.connect(desk.database)) as db:
        db.execute("drop table former_notices")
        db.execute("drop table restored")
        db.execute("delete from _sqlite_migrations where name = '0020 keeping'")
        db.commit()
    assert desk("state", "backup", tmp_path / "b.db").code == 0

    with closing(sqlite3.connect(desk.database)) as db:
        assert db.execute("select name from sqlite_master where name = 'restored'").fetchall() == []


def test_without_a_store_there_is_nothing_to_back_up(desk, tmp_path):
    desk.database.unlink()
    ran = desk("state", "backup", tmp_path / "b.db")

    assert ran.code == 1
    assert ran.err.startswith(f"There is no store {desk.database} yet: ")
    assert not desk.database.exists()


def test_another_programs_file_is_not_backed_up(desk, tmp_path):
    desk.database.unlink()
    with closing(sqlite3.connect(desk.database)) as db:
        db.execute("create table songs (title text)")
    ran = desk("state", "backup", tmp_path / "b.db")

    assert ran.code == 1
    assert "it is not a store of Stageward" in ran.err
    assert list(tmp_path.glob("*b.db*")) == []


@pytest.mark.parametrize("where", ["missing/b.db", "."])
def test_a_place_that_takes_no_file_is_told(desk, tmp_path, where):
    ran = desk("state", "backup", tmp_path / where)

    assert ran.code in {1, 2}
    assert str(tmp_path) in ran.err


def test_a_server_is_backed_up_to_the_same_file(desk, postgres_url, tmp_path):
    assert desk("state", "move", "--to", postgres_url).code == 0
    ran = desk("state", "backup", tmp_path / "b.db", STAGEWARD_STATE_URL=postgres_url)

    assert (ran.code, ran.err) == (0, "")
    kept, copy = open_rows(desk.url), open_rows(f"sqlite:///{tmp_path / 'b.db'}")
    with kept.reading() as before, copy.reading() as after:
        assert counts(before) == counts(after)
    kept.close()
    copy.close()
