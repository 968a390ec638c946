"""Several processes on one PostgreSQL database: one writes at a time, and nothing is half or double."""

import os
import signal
import subprocess
import sys

from state.open import open_store
from sync.trail import verified
from tests.state.test_sqlite_file import BEGUN, HALF_KEPT, NOON, ROOT, killed

NOTING = """
import os
from datetime import UTC, datetime
from state.open import open_store
from sync.trail import Event, Kind

now = datetime(2026, 3, 9, tzinfo=UTC)
with open_store(os.environ["STORE"]) as store:
    for turn in range(40):
        store.note([Event(now, Kind.RUN, "", facts={"who": os.environ["WHO"], "turn": turn})])
"""
INTENDING = """
import os
from datetime import UTC, datetime
from state.open import open_store
from sync.actions import Action, Verb

now = datetime(2026, 3, 9, tzinfo=UTC)
with open_store(os.environ["STORE"]) as store:
    for turn in range(20):
        actions = [Action("apollo", "APO-1", "1", Verb.HOLD, after=str(one)) for one in range(3)]
        print(*[intent.id for intent in store.intend(os.environ["WHO"], actions, now)], flush=True)
"""
TAKING = """
import os, sys
from datetime import UTC, datetime, timedelta
from state.open import open_store
from sync.remembered import Lease

now = datetime(2026, 3, 9, tzinfo=UTC)
with open_store(os.environ["STORE"]) as store:
    print("ready", flush=True)
    sys.stdin.readline()
    print(store.take_lease(Lease("apollo", os.environ["WHO"], now, now + timedelta(minutes=5)), now) is None, flush=True)
    sys.stdin.readline()
"""
HOLDING = """
import os, signal
from state.open import open_store

store = open_store(os.environ["STORE"])
with store._writing() as db:
    db.execute("insert into listening (engagement, since) values ('apollo', 'now')")
    os.kill(os.getpid(), signal.SIGKILL)
"""


def started(script, url, who):
    return subprocess.Popen(
        [sys.executable, "-c", script],
        cwd=ROOT,
        env={**os.environ, "STORE": url, "WHO": who},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def told_by(*processes):
    """Wait for processes to end well, and return what each said."""
    said = [one.communicate(timeout=90)[0] for one in processes]
    assert [one.returncode for one in processes] == [0] * len(processes)
    return said


def test_writers_at_once_append_to_one_chain(postgres_url):
    open_store(postgres_url).close()
    told_by(*(started(NOTING, postgres_url, who) for who in "abc"))

    with open_store(postgres_url) as store:
        proof = verified(store.trail(), store.trail_anchor(), store.trail_head())
    assert (proof.flaw, proof.last.number) == (None, 120)


def test_intents_of_writers_at_once_have_numbers_of_their_own(postgres_url):
    open_store(postgres_url).close()
    said = told_by(*(started(INTENDING, postgres_url, who) for who in "ab"))

    numbers = [int(number) for lines in said for number in lines.split()]
    assert sorted(numbers) == list(range(1, 121))


def test_of_two_who_take_a_lease_at_once_one_gets_it(postgres_url):
    open_store(postgres_url).close()
    two = [started(TAKING, postgres_url, who) for who in "ab"]
    assert [one.stdout.readline() for one in two] == ["ready\n", "ready\n"]
    for one in two:
        one.stdin.write("go\n")
        one.stdin.flush()
    answers = sorted(one.stdout.readline() for one in two)
    told_by(*two)

    assert answers == ["False\n", "True\n"]


def test_a_writer_that_was_killed_leaves_nothing_half_and_the_right_to_write_free(postgres_url):
    open_store(postgres_url).close()
    child = started(HOLDING, postgres_url, "a")
    child.communicate(timeout=60)
    assert child.returncode == -signal.SIGKILL

    with open_store(postgres_url) as store:
        assert store.listened("apollo").since is None
        store.begin_run("run-1", "sync", NOON)


def test_an_intent_is_open_after_the_process_was_killed_before_its_receipt(postgres_url):
    killed(BEGUN, postgres_url)
    with open_store(postgres_url) as store:
        assert [(intent.id, intent.action.after) for intent in store.open_intents("apollo")] == [(2, "b")]


def test_nothing_of_a_batch_is_kept_when_the_process_was_killed_within(postgres_url):
    killed(HALF_KEPT, postgres_url)
    with open_store(postgres_url) as store:
        assert list(store.snapshots("apollo")) == []
