"""Budgets in a store: changed by one at a time, by the store's own clock, whoever else is at work in it."""

import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import UTC, datetime

import psycopg
import pytest

from state.budgets import open_budgets
from state.open import open_store
from sync.ports import Unreachable


@pytest.fixture
def opened(shared_url):
    """Open the budgets once more, as another process would."""
    with ExitStack() as closing:
        yield lambda: closing.enter_context(open_budgets(shared_url))


@pytest.fixture
def budgets(opened):
    return opened()


def count_up(document, _now):
    return None, str(int(document or 0) + 1)


def test_what_one_keeps_another_finds(opened):
    assert opened().exchange("mine", lambda document, _now: (f"found “{document}”", "kept")) == "found “”"
    assert opened().look("mine")[0] == "kept"
    assert opened().look("other")[0] == ""


def test_no_change_is_lost_however_many_make_them_at_once(opened):
    def work(budgets):
        for _ in range(25):
            budgets.exchange("mine", count_up)

    with ThreadPoolExecutor(6) as threads:
        list(threads.map(work, [opened() for _ in range(4)] + [opened()] * 2))
    assert opened().look("mine")[0] == "150"


def test_moments_are_of_now_and_in_the_order_of_changes(opened):
    moments = [one.exchange("mine", lambda _document, now: (now, "x")) for one in (opened(), opened(), opened())]
    assert moments == sorted(moments)
    assert abs(moments[0] - datetime.now(UTC).timestamp()) < 60
    assert opened().look("mine")[1] >= moments[-1]


def test_a_change_that_breaks_off_changes_nothing_and_keeps_nobody_out(opened):
    def fails(_document, _now):
        raise RuntimeError("no turn")

    first, second = opened(), opened()
    first.exchange("mine", count_up)
    for name in ("mine", "new"):
        with pytest.raises(RuntimeError, match="no turn"):
            first.exchange(name, fails)
    second.exchange("mine", count_up)
    assert first.look("mine")[0] == "2"
    assert first.look("new")[0] == ""


def test_a_document_that_stays_as_it_is_is_not_written(opened):
    writer, idle = opened(), opened()
    writer.exchange("mine", count_up)
    assert idle.exchange("mine", lambda document, _now: (document, document)) == "1"
    assert writer.look("mine")[0] == "1"


def test_a_token_nobody_used_for_days_is_forgotten(opened, shared_url):
    opened().exchange("old", count_up)
    with open_store(shared_url) as store, store._writing() as db:
        db.execute("update budgets set at = '2020-01-01T00:00:00+00:00' where name = 'old'")
    opened().exchange("new", count_up)
    assert [opened().look(name)[0] for name in ("old", "new")] == ["", "1"]


def test_what_was_closed_opens_itself_again(budgets):
    budgets.exchange("mine", count_up)
    budgets.close()
    assert budgets.look("mine")[0] == "1"


def test_budgets_do_not_wait_for_a_long_write_of_the_store(postgres_url):
    with open_store(postgres_url) as store, open_budgets(postgres_url) as budgets, store._writing():
        budgets.exchange("mine", count_up)
        assert budgets.look("mine")[0] == "1"


def test_a_connection_that_was_cut_is_made_again(postgres_url):
    open_store(postgres_url).close()
    with open_budgets(postgres_url) as budgets, psycopg.connect(postgres_url, autocommit=True) as other:
        budgets.exchange("mine", count_up)
        for ask in (lambda: budgets.exchange("mine", count_up), lambda: budgets.look("mine")):
            other.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() and datname = current_database()"
            )
            ask()
        assert budgets.look("mine")[0] == "2"


def test_a_server_that_is_gone_is_told_without_the_password():
    budgets = open_budgets("postgresql://bot:hush-hush@127.0.0.1:1/stageward")
    begun = time.monotonic()
    with pytest.raises(Unreachable) as raised:
        budgets.look("mine")
    assert "127.0.0.1:1" in raised.value.reason
    assert "hush-hush" not in repr(raised.value)
    assert time.monotonic() - begun < 60
