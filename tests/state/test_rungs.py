"""Where tickets stand on ladders, as every store keeps it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from rules.ladder import Rung
from sync.actions import Action, Verb
from sync.remembered import KeptRung, OutboxEntry, Reached

NOON = datetime(2026, 3, 9, 12, 0, 0, 123456, tzinfo=UTC)
REVIEWED = Rung(NOON, ("Internal review",), ("n1", "n2"), warned=True)
KEPT = KeptRung("1", "delivery-risk", REVIEWED)
STEP = Action("apollo", "APO-1", "1", Verb.ESCALATE, after="Internal review", ladder="delivery-risk")
NOTICE = OutboxEntry("n1", "k1", "apollo", "client-warning", ("kim@client.example",), "S", b"", "held", NOON)


def test_a_rung_comes_back_whole_and_each_engagement_has_its_own(store, open_again):
    store.keep_rungs("apollo", [KEPT, KeptRung("2", "delivery-risk", Rung(NOON))])
    store.keep_rungs("zeus", [replace(KEPT, ladder="other")])

    assert open_again().rungs("apollo") == {("1", "delivery-risk"): REVIEWED, ("2", "delivery-risk"): Rung(NOON)}
    assert store.rungs("zeus") == {("1", "other"): REVIEWED}
    assert store.rungs("nobody") == {}


def test_a_rung_is_replaced_and_a_ticket_at_the_foot_is_forgotten(store):
    store.keep_rungs("apollo", [KEPT])
    later = replace(REVIEWED, since=NOON + timedelta(days=1), asked=())
    store.keep_rungs("apollo", [replace(KEPT, rung=later)])
    assert store.rungs("apollo") == {("1", "delivery-risk"): later}

    store.keep_rungs("apollo", [replace(KEPT, rung=None)])
    store.keep_rungs("apollo", [])
    assert store.rungs("apollo") == {}


def test_a_step_is_kept_together_with_its_receipt(store, open_again):
    store.take_step("run-1", STEP, KEPT, NOON)

    again = open_again()
    assert again.rungs("apollo") == {("1", "delivery-risk"): REVIEWED}
    assert again.open_intents("apollo") == ()


def test_a_step_that_cannot_be_noted_is_not_kept(store):
    with pytest.raises(AttributeError):
        store.take_step("run-1", STEP, replace(KEPT, rung=object()), NOON)
    assert store.open_intents("apollo") == ()
    assert store.rungs("apollo") == {}


def test_a_notice_and_the_rungs_that_wait_for_it_are_kept_together(store):
    mark = Reached("1", "delivery-risk/Client warning", "client-warning")
    assert store.queue(NOTICE, "apollo", [mark], [KEPT])
    assert store.rungs("apollo") == {("1", "delivery-risk"): REVIEWED}

    other = replace(KEPT, rung=Rung(NOON))
    assert not store.queue(replace(NOTICE, id="n2"), "apollo", [mark], [other])
    assert store.rungs("apollo") == {("1", "delivery-risk"): REVIEWED}


def test_an_action_keeps_the_ladder_it_belongs_to(store):
    store.keep_plan("ab12", "apollo", [STEP], NOON)
    assert store.kept_plan("ab12").actions == (STEP,)
