"""Who is at work, which plans were used up, what was refused, what people were told."""

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest

from state import processes
from sync.actions import Action, Verb
from sync.limits import Excess
from sync.remembered import KeptRefusal, Lease, OutboxEntry, ToldExcesses

NOON = datetime(2026, 3, 9, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
LABEL = Action("apollo", "APO-1", "1", Verb.ADD_LABEL, after="gate:blocked")
TOLD = ToldExcesses(NOON, (Excess("changes", 60, 50), Excess("share", 0.5, 0.3)))
MAIL = OutboxEntry("m1", "m1", "apollo", "plan-refused", ("admin@acme.example",), "A plan waits", b"", "ready", NOON)


def lease(holder, at=NOON, name="apollo"):
    return Lease(name, holder, at, at + 10 * MINUTE)


# --- leases


def test_only_one_has_a_lease_and_the_other_learns_of_it(store, open_again):
    assert store.take_lease(lease("first"), NOON) is None
    assert open_again().take_lease(lease("second", NOON + MINUTE), NOON + MINUTE) == lease("first")


def test_each_name_has_a_lease_of_its_own(store):
    store.take_lease(lease("first"), NOON)
    assert store.take_lease(lease("second", name="zeus"), NOON) is None


def test_a_lease_that_was_given_back_is_free(store):
    store.take_lease(lease("first"), NOON)
    store.give_back_lease("apollo", "first")
    assert store.take_lease(lease("second"), NOON) is None


def test_nobody_gives_back_the_lease_of_another(store):
    store.take_lease(lease("first"), NOON)
    store.give_back_lease("apollo", "second")
    assert store.take_lease(lease("second"), NOON) == lease("first")


@pytest.mark.parametrize(("minutes", "is_free"), [(9, False), (10, True), (11, True)])
def test_a_lease_is_free_when_its_time_is_over(store, minutes, is_free):
    store.take_lease(lease("first"), NOON)
    later = NOON + minutes * MINUTE
    assert (store.take_lease(lease("second", later), later) is None) is is_free


def test_a_lease_that_is_renewed_lasts_longer(store):
    store.take_lease(lease("first"), NOON)
    assert store.renew_lease("apollo", "first", NOON + 20 * MINUTE)
    later = NOON + 15 * MINUTE
    assert store.take_lease(lease("second", later), later).holder == "first"


def test_who_lost_a_lease_learns_of_it_and_does_not_get_it_back(store):
    store.take_lease(lease("first"), NOON)
    later = NOON + 11 * MINUTE
    store.take_lease(lease("second", later), later)
    assert not store.has_lease("apollo", "first")
    assert store.has_lease("apollo", "second")
    assert not store.renew_lease("apollo", "first", later + 10 * MINUTE)
    assert store.renew_lease("apollo", "second", later + 10 * MINUTE)


def test_the_lease_of_a_process_that_ended_is_free_at_once(store, database):
    code = (
        "import sys; from state.open import open_store; from sync.remembered import Lease; "
        "from datetime import datetime, timedelta; at = datetime.fromisoformat(sys.argv[2]); "
        "open_store(sys.argv[1]).take_lease(Lease('apollo', 'gone', at, at + timedelta(minutes=10)), at)"
    )
    command = [sys.executable, "-W", "ignore", "-c", code, f"sqlite:///{database}", NOON.isoformat()]
    subprocess.run(command, check=True, env={"PYTHONPATH": os.pathsep.join(sys.path)}, timeout=60)
    assert store.take_lease(lease("second"), NOON) is None


def test_a_process_of_another_machine_is_never_taken_for_gone():
    _, _, number = processes.this().rpartition(" ")
    assert not processes.is_gone(f"another machine {number}")
    assert not processes.is_gone("another machine 999999999")
    assert not processes.is_gone("nonsense")


def test_this_process_and_those_of_other_users_are_there():
    place = processes.this().rpartition(" ")[0]
    assert not processes.is_gone(processes.this())
    assert not processes.is_gone(f"{place} 1")


# --- plans


def test_a_plan_that_was_applied_is_used_up_for_that_engagement(store, open_again):
    store.keep_plan("ab12", "", [LABEL], NOON)
    store.use_plan("ab12", "apollo", NOON)
    store.use_plan("ab12", "apollo", NOON)
    assert open_again().kept_plan("ab12").used == {"apollo"}


def test_a_plan_that_is_printed_anew_is_not_used_up(store):
    store.keep_plan("ab12", "apollo", [LABEL], NOON)
    store.use_plan("ab12", "apollo", NOON)
    store.keep_plan("ab12", "apollo", [LABEL], NOON + MINUTE)
    assert (store.kept_plan("ab12").used, store.kept_plan("ab12").at) == (frozenset(), NOON + MINUTE)


def test_plans_of_long_ago_are_dropped(store):
    store.keep_plan("ab12", "apollo", [LABEL], NOON)
    store.keep_plan("cd34", "apollo", [LABEL], NOON + timedelta(days=31))
    assert store.kept_plan("ab12") is None
    assert store.kept_plan("cd34") is not None


# --- refusals


def test_a_refusal_is_kept_per_ticket_and_action_the_newest_one(store, open_again):
    old, new = (KeptRefusal("1", "ff", "aa", NOON + number * MINUTE, f"no {number}") for number in (0, 1))
    other = KeptRefusal("2", "ff", "aa", NOON, "no")
    store.keep_refused("apollo", [old, other])
    store.keep_refused("apollo", [new])
    assert sorted(open_again().refused("apollo"), key=lambda one: one.ticket_id) == [new, other]
    assert store.refused("zeus") == ()


# --- what people were told


def test_what_people_were_told_comes_back_and_can_be_forgotten(store, open_again):
    store.keep_told("apollo", TOLD)
    assert open_again().told_excesses("apollo") == TOLD
    store.keep_told("apollo", None)
    assert store.told_excesses("apollo") is None


def test_it_is_kept_together_with_the_mail_that_tells_it(store):
    store.keep_told("apollo", TOLD, MAIL)
    assert store.outbox() == (MAIL,)


# --- notices


def test_a_notice_is_moved_on_only_from_where_it_was_seen(store):
    store.queue(MAIL, "apollo", ())
    assert store.keep_outbox_state("m1", "sending", NOON, only_from="ready")
    assert not store.keep_outbox_state("m1", "sending", NOON, only_from="ready")
    assert store.outbox()[0].state == "sending"
