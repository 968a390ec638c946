"""Alive and ready: when the service says so, and when it does not."""

import json
from datetime import timedelta

import pytest

from state.open import open_store
from sync.service.agenda_store import Turn
from sync.service.health import alive, ready
from sync.service.pulse import SILENCE
from tests.watch.accounts import DOWN, account_of
from tests.watch.conftest import FIVE_MINUTES, MORNING


@pytest.fixture
def expecting(service):
    service.watch.expects({"apollo": FIVE_MINUTES, "lumen": timedelta(minutes=30)})
    return service


def asked(service):
    answer = ready(service.pulse, service.store)
    return answer.is_well, [one["engagement"] for one in answer.document["late"]]


def completed(service, name):
    service.watch.began(name, "r1")
    service.watch.ended(name, account_of(), 1.0)


def test_a_loop_that_moves_is_alive(service):
    service.watch.beat()
    service.time.passes(seconds=SILENCE)
    assert alive(service.pulse).status == 200


def test_a_loop_that_stands_still_is_not(service):
    service.watch.beat()
    service.time.passes(seconds=SILENCE + 1)
    answer = alive(service.pulse)
    assert answer.status == 503
    assert json.loads(answer.body)["status"] == "the loop has not moved for 31 seconds"


def test_a_loop_that_never_came_to_life_is_not_alive_for_ever(service):
    assert alive(service.pulse).is_well
    service.time.passes(seconds=SILENCE + 1)
    assert not alive(service.pulse).is_well


def test_a_service_that_begins_is_ready_for_three_intervals(expecting):
    expecting.time.passes(minutes=15)
    assert asked(expecting) == (True, [])
    expecting.time.passes(seconds=1)
    assert asked(expecting) == (False, ["apollo"])


def test_a_first_cycle_may_take_its_time(expecting):
    expecting.watch.began("apollo", "r1")
    expecting.time.passes(hours=1)
    assert asked(expecting) == (True, [])


def test_an_engagement_that_comes_through_keeps_it_ready(expecting):
    for _ in range(10):
        expecting.time.passes(minutes=10)
        completed(expecting, "apollo")
        completed(expecting, "lumen")
    assert asked(expecting) == (True, [])


def test_one_that_does_not_is_named_with_when_it_last_did(expecting):
    completed(expecting, "apollo")
    expecting.time.passes(minutes=16)
    expecting.watch.began("apollo", "r2")
    expecting.watch.ended("apollo", account_of(DOWN), 1.0)
    answer = ready(expecting.pulse, expecting.store)
    assert answer.status == 503
    assert json.loads(answer.body) == {
        "status": "1 of 2 engagements did not come through lately",
        "store": "ok",
        "late": [{"engagement": "apollo", "last_completed": MORNING.isoformat(), "every_seconds": 300.0}],
    }


def test_each_engagement_is_held_to_its_own_interval(expecting):
    completed(expecting, "apollo")
    completed(expecting, "lumen")
    expecting.time.passes(minutes=89)
    assert asked(expecting) == (False, ["apollo"])


def test_a_restart_after_a_long_pause_is_given_its_time(expecting):
    with open_store(expecting.url) as store:
        store.agenda.keep_turn(Turn("apollo", due=MORNING, completed=MORNING - timedelta(days=3)))
    assert asked(expecting) == (True, [])


def test_what_another_process_completed_counts(expecting):
    expecting.time.passes(minutes=20)
    with open_store(expecting.url) as store:
        store.agenda.keep_turn(Turn("apollo", due=MORNING, completed=expecting.time.now()))
    assert asked(expecting) == (True, [])


def test_one_that_joins_by_a_reload_is_given_its_time_and_the_others_keep_theirs(expecting):
    completed(expecting, "apollo")
    expecting.time.passes(minutes=14)
    expecting.watch.expects({"apollo": FIVE_MINUTES, "hera": FIVE_MINUTES})
    expecting.time.passes(minutes=2)
    assert asked(expecting) == (False, ["apollo"])


def test_a_store_that_does_not_answer_makes_it_not_ready_and_says_why(expecting, tmp_path):
    (tmp_path / "stageward.db").write_bytes(b"this is no database, though it is long enough to be read as one" * 9)
    answer = ready(expecting.pulse, expecting.store)
    assert answer.status == 503
    assert "stageward.db" in answer.document["store"]
