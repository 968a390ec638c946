"""A store of every earlier version comes to the present tables with all it holds, and the next cycle goes on with it."""

import sqlite3
from contextlib import closing

import pytest

from state.migrations import STEPS
from state.open import open_store
from tests.keeping.dumped import DATABASES, LONGEST, dump, fill
from tests.keeping.years import trail_is_whole

EARLIER = sorted(DATABASES.glob("*.sql"))
SCHEMA = "select type, name, tbl_name from sqlite_master where name not like 'sqlite_%' order by type, name"
GROWS = frozenset({"_sqlite_migrations"})


@pytest.fixture(params=EARLIER, ids=lambda file: file.stem)
def earlier(request, desk):
    """A desk whose store is of an earlier version."""
    desk.database.unlink()
    fill(desk.database, request.param.read_text("utf-8"))
    return desk


def asked(database, sql):
    with closing(sqlite3.connect(database)) as db:
        return db.execute(sql).fetchall()


def shape(database):
    """Return every table with its columns in any order, every index and every guard."""
    tables = [name for kind, name, _ in asked(database, SCHEMA) if kind == "table"]
    columns = {
        name: sorted(row[1:] for row in asked(database, f"select * from pragma_table_info('{name}')"))
        for name in tables
    }
    strict = sorted(asked(database, "select name, strict from pragma_table_list where schema = 'main'"))
    return asked(database, SCHEMA), columns, strict


def rows(database):
    tables = [name for kind, name, _ in asked(database, SCHEMA) if kind == "table" and name not in GROWS]
    return {name: asked(database, f'select count(*) from "{name}"')[0][0] for name in tables}


def test_the_version_before_the_present_tables_is_among_them():
    assert {file.stem for file in EARLIER} <= {name[:4] for name in STEPS}
    assert all(len(file.read_text("utf-8")) < LONGEST for file in EARLIER)
    assert "0017" in {file.stem for file in EARLIER}


def test_its_tables_become_those_of_a_new_store(earlier, tmp_path):
    before = rows(earlier.database)
    open_store(earlier.url).close()
    open_store(f"sqlite:///{tmp_path / 'new.db'}").close()

    assert shape(earlier.database) == shape(tmp_path / "new.db")
    assert {name: count for name, count in rows(earlier.database).items() if name in before} == before


def test_its_trail_is_whole_and_the_next_cycle_goes_on_with_it(earlier):
    with open_store(earlier.url) as store:
        (*_, last) = store.trail()
        assert trail_is_whole(store)
        assert len(list(store.snapshots("apollo"))) > 5
    ran = earlier("plan", "--engagement", "apollo")
    assert (ran.code, ran.err) == (0, "")
    assert earlier("audit", "verify", "--head", last.seal).code == 0
    assert earlier("state", "prune", "--apply").code == 0


def test_a_dump_becomes_the_very_same_database(earlier, tmp_path):
    fill(tmp_path / "again.db", dump(earlier.database))
    assert dump(tmp_path / "again.db") == dump(earlier.database)
