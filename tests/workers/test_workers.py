"""Workers that share one queue: nothing is lost or done twice, though one of them dies with a cycle in hand."""

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from importlib import resources

import psycopg
import pytest

from state import processes
from state.job_tables import bring_up_to_date, steps
from state.job_workers import SCHEMA, STALE
from state.jobs import app_at
from state.open import open_store
from sync.remembered import Lease
from tests.workers.many import ROOT, Report, Workers, demonstrate
from tests.workers.town import running_town

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
ELSEWHERE = "another-boot pid:[1] 77"


@pytest.mark.lasting
def test_a_killed_workers_engagement_is_taken_over_and_nothing_is_done_twice(tmp_path, postgres_url):
    report = Report()
    with (
        running_town(tmp_path, postgres_url, engagements=4, every=3, tickets=1) as town,
        Workers(town, 2, tmp_path, hurried=True) as workers,
    ):
        demonstrate(town, workers, report, within=50)
    assert report.wrong == []


def test_a_store_in_a_file_has_no_workers_and_says_what_to_do(tmp_path):
    with running_town(tmp_path, f"sqlite:///{tmp_path}/stageward.db", engagements=1) as town:
        done = subprocess.run(
            [sys.executable, str(ROOT / "run.py"), "serve", "--workers", "2"],
            env=town.settings,
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 2
    assert "Workers share their turns in PostgreSQL" in done.stderr
    assert "Serve without --workers" in done.stderr


class TestLeases:
    """Whether a lease of another machine is taken over before it runs out."""

    @pytest.fixture
    def store(self, postgres_url):
        bring_up_to_date(postgres_url)
        with open_store(postgres_url) as store:
            assert store.take_lease(Lease("apollo", "theirs", NOON, NOON + timedelta(minutes=10)), NOON) is None
            yield store

    @pytest.fixture
    def db(self, postgres_url):
        with psycopg.connect(postgres_url, autocommit=True) as db:
            yield db

    def in_the_way(self, store):
        now = NOON + timedelta(minutes=1)
        return store.take_lease(Lease("apollo", "ours", now, now + timedelta(minutes=10)), now)

    def is_held_by(self, db, process):
        db.execute("update leases set process = %s", [process])

    def worker(self, db, silent_for):
        return db.execute(
            f"insert into {SCHEMA}.procrastinate_workers (last_heartbeat) values (now() - make_interval(secs => %s)) returning id",
            [silent_for],
        ).fetchone()[0]

    def test_that_of_a_worker_with_a_heartbeat_is_not(self, store, db):
        self.is_held_by(db, f"{ELSEWHERE} worker {self.worker(db, STALE / 2)}")
        assert self.in_the_way(store).holder == "theirs"

    def test_that_of_a_silent_worker_is(self, store, db):
        self.is_held_by(db, f"{ELSEWHERE} worker {self.worker(db, 2 * STALE)}")
        assert self.in_the_way(store) is None

    def test_that_of_a_worker_nobody_knows_any_more_is(self, store, db):
        self.is_held_by(db, f"{ELSEWHERE} worker 4711")
        assert self.in_the_way(store) is None

    def test_that_of_a_process_that_is_no_worker_is_not(self, store, db):
        self.is_held_by(db, ELSEWHERE)
        assert self.in_the_way(store).holder == "theirs"

    def test_that_of_a_worker_here_is_as_soon_as_it_is_gone(self, store, db):
        with subprocess.Popen([sys.executable, "-c", ""]) as gone:
            pass
        here = processes.this().rpartition(" ")[0]
        self.is_held_by(db, f"{here} {gone.pid} worker {self.worker(db, 0)}")
        assert self.in_the_way(store) is None


def test_a_process_that_became_a_worker_is_known_as_both(monkeypatch):
    monkeypatch.setattr(processes, "_worker", None)
    alone = processes.this()
    processes.be_worker(17)
    assert processes.worker_of(processes.this()) == 17
    assert processes.worker_of(alone) is None
    assert processes.is_gone(processes.this()) is processes.is_gone(alone) is False


def test_the_queue_of_an_older_version_is_brought_up_to_date(postgres_url):
    later = [name for name in steps() if name >= "03.04"]
    assert later
    with psycopg.connect(postgres_url, autocommit=True) as db:
        db.execute(f"create schema {SCHEMA}")
        db.execute(f"set search_path to {SCHEMA}")
        db.execute("create table steps (name text primary key)")
        for name, sql in steps().items():
            if name not in later:
                db.execute(sql)
                db.execute("insert into steps values (%s)", [name])
    bring_up_to_date(postgres_url)
    with psycopg.connect(postgres_url, autocommit=True) as db:
        found = {name for (name,) in db.execute(f"select name from {SCHEMA}.steps")}
        (there,) = db.execute(f"select to_regproc('{SCHEMA}.procrastinate_retry_job_v2') is not null").fetchone()
    assert found == set(steps())
    assert there


def test_the_queue_is_made_once_and_stands_beside_our_tables(postgres_url):
    for _ in range(2):
        bring_up_to_date(postgres_url)
    with app_at(postgres_url).open() as app:
        assert app.check_connection()
    with psycopg.connect(postgres_url) as db:
        beside = db.execute("select table_name from information_schema.tables where table_schema = 'public'").fetchall()
    assert beside == []
    assert resources.files("procrastinate").joinpath("sql/schema.sql").is_file()
