"""What the store's own methods append to the trail, and that nothing of it can be changed."""

import sqlite3
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import psycopg
import pytest

from rules.facts import unpacked
from state import trail
from sync.actions import Action, ActionState, Verb
from sync.ports import Missing
from sync.remembered import OutboxEntry
from sync.trail import NO_ANCHOR, Event, Kind, verified

REFUSED = (sqlite3.IntegrityError, psycopg.IntegrityError)
NOON = datetime(2026, 3, 9, 12, tzinfo=UTC)
LATER = NOON + timedelta(hours=1)
HOLD = Action("apollo", "APO-1", "1", Verb.HOLD, before="Review", after="Blocked", because=("has-owner",))
NOTICE = OutboxEntry("n1", "k1", "apollo", "milestone", ("kim@client.example",), "Ready", b"bytes", "held", NOON)


def told(store, *kinds):
    """Return the rows of some kinds, or all, as their facts."""
    return [unpacked(row.facts) for row in store.trail() if not kinds or row.kind in kinds]


def rows(store, kind):
    return [row for row in store.trail() if row.kind == kind]


# --- appended to, never changed


def test_what_is_noted_comes_back_in_its_order_and_sealed(store, open_again):
    store.note([Event(NOON, Kind.OVERRIDE, "apollo", "kim-1", "1", "APO-1", {"did": "moved it"})])
    store.note([Event(LATER, Kind.WAIVER, "apollo", facts={"rule": "has-owner"})])

    again = open_again()
    assert [(row.number, row.kind, row.who, row.ticket) for row in again.trail()] == [
        (1, "override", "kim-1", "APO-1"),
        (2, "waiver", "stageward", ""),
    ]
    assert verified(again.trail(), again.trail_anchor(), again.trail_head()).last.number == 2


def test_an_empty_trail_has_no_head(store):
    assert (list(store.trail()), store.trail_anchor(), store.trail_head()) == ([], NO_ANCHOR, "")


def test_two_stores_on_one_file_go_on_with_one_chain(store, open_again):
    other = open_again()
    for turn in range(5):
        (store, other)[turn % 2].note([Event(NOON, Kind.RUN, "", facts={"turn": turn})])

    assert told(store) == [{"turn": turn} for turn in range(5)]
    assert verified(store.trail()).flaw is None


def test_a_long_trail_is_read_in_pages_to_its_end(store):
    store.note([Event(NOON, Kind.RUN, "", facts={"run": number}) for number in range(2_500)])

    assert [row.number for row in store.trail()] == list(range(1, 2_501))


@pytest.mark.parametrize(
    "statement",
    [
        "update trail set who = 'nobody' where number = 2",
        "delete from trail where number = 2",
        "delete from trail",
        "insert into trail select * from trail where number = 2 on conflict (number) do update set who = 'nobody'",
        "insert into trail select 9, at, kind, engagement, who, ticket_id, ticket, facts, previous, seal from trail",
        "update trail_anchor set number = 99",
        "update trail_anchor set number = 2, seal = 'another'",
        "delete from trail_anchor",
        "insert into trail_anchor values (99, '')",
    ],
)
def test_the_database_refuses_to_change_or_lose_a_row(store, statement):
    store.note([Event(NOON, Kind.RUN, "", facts={"run": number}) for number in range(3)])

    with pytest.raises(REFUSED, match="only appended to"), store._writing() as db:
        db.execute(statement)
    assert len(list(store.trail())) == 3


def test_rows_behind_which_an_anchor_stands_may_be_thrown_away(store):
    store.note([Event(NOON, Kind.RUN, "", facts={"run": number}) for number in range(5)])
    with store._writing() as db:
        db.execute("update trail_anchor set (number, seal) = (select number, seal from trail where number = 3)")
        db.execute("delete from trail where number <= 3")

    store.note([Event(LATER, Kind.RUN, "", facts={"run": 5})])
    assert [row.number for row in store.trail()] == [4, 5, 6]
    assert verified(store.trail(), store.trail_anchor(), store.trail_head()).flaw is None


def test_the_trail_goes_on_where_everything_before_the_anchor_is_gone(store):
    store.note([Event(NOON, Kind.RUN, "", facts={"run": 0})])
    head = store.trail_head()
    with store._writing() as db:
        db.execute("update trail_anchor set (number, seal) = (select number, seal from trail)")
        db.execute("delete from trail")

    assert store.trail_head() == head
    store.note([Event(LATER, Kind.RUN, "", facts={"run": 1})])
    assert verified(store.trail(), store.trail_anchor(), head).last.number == 2


# --- together with the thing itself


def test_a_receipt_and_its_row_are_kept_together_or_not_at_all(store):
    (intent,) = store.intend("run-1", [HOLD], NOON)
    store.settle(intent, ActionState.FAILED, LATER, "409 conflict")
    with pytest.raises(Missing):
        store.settle(intent, ActionState.APPLIED, LATER)

    (row,) = rows(store, "write")
    assert (row.at, row.engagement, row.ticket, row.who) == (LATER.isoformat(), "apollo", "APO-1", "stageward")
    assert unpacked(row.facts) == {
        "run": "run-1",
        "intent": intent.id,
        "verb": "hold",
        "before": "Review",
        "after": "Blocked",
        "because": ["has-owner"],
        "state": "failed",
        "error": "409 conflict",
    }


def test_a_refusal_is_told_once_for_as_long_as_it_stands(store):
    refusal = Event(NOON, Kind.REFUSAL, "apollo", ticket="APO-1", facts={"verb": "hold", "reason": "no way there"})
    other = replace(refusal, facts={"verb": "hold", "reason": "a field is required"})
    for _ in range(3):
        store.note([refusal, other])
    assert told(store, "refusal") == [refusal.facts, other.facts]

    (intent,) = store.intend("run-1", [HOLD], NOON)
    store.settle(intent, ActionState.APPLIED, NOON)
    store.note([refusal])
    assert told(store, "refusal") == [refusal.facts, other.facts, refusal.facts]


def test_a_setting_is_told_when_it_changed_and_when_it_changes_back(store):
    one, other = (Event(NOON, Kind.SETTING, "apollo", facts={"mode": mode}) for mode in ("observe", "enforce"))
    for event in (one, one, other, other, one):
        store.note([event, replace(one, engagement="lumen")])

    assert told(store, "setting") == [{"mode": mode} for mode in ("observe", "observe", "enforce", "observe")]


def test_runs_are_told_with_their_begin_and_their_end(store):
    store.begin_run("run-1", "sync", NOON)
    store.end_run("run-1", LATER, "{}")

    assert told(store) == [
        {"run": "run-1", "state": "began", "mode": "sync"},
        {"run": "run-1", "state": "ended"},
    ]


@pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("question", "values"),
    [
        (trail.SETTING_SAID, ["apollo", ""]),
        (trail.REFUSALS_SAID, ["apollo", "", 0]),
        (trail.WRITES, ["apollo", ""]),
    ],
)
def test_what_is_not_told_twice_is_looked_up_without_reading_the_trail(store, question, values):
    with store._reading() as db:
        ways = [way for *_, way in db.execute(f"explain query plan {question}", values)]
    assert [way for way in ways if "trail_said" not in way] == []


def test_what_was_told_a_moment_ago_is_not_told_again_either(store):
    refusal = Event(NOON, Kind.REFUSAL, "apollo", ticket="APO-1", facts={"verb": "hold", "reason": "no way there"})
    setting = Event(NOON, Kind.SETTING, "apollo", facts={"mode": "observe"})
    store.note([refusal, setting, refusal, setting])

    assert told(store) == [refusal.facts, setting.facts]


def test_a_name_no_database_takes_is_told_as_far_as_one_does(store):
    store.note([Event(NOON, Kind.OVERRIDE, "apollo", "ki\0m \ud83d", "1", "APO-1")])

    assert [row.who for row in store.trail()] == ["ki?m ?"]
    assert verified(store.trail()).flaw is None


# --- mail


def test_a_mail_is_told_from_the_outbox_to_its_end_with_who_released_it(store):
    store.queue(NOTICE, "apollo", [])
    assert not store.queue(replace(NOTICE, id="n2"), "apollo", [])
    store.keep_outbox_state("n1", "ready", NOON, who="dana")
    store.keep_outbox_state("n1", "sending", NOON)
    store.keep_outbox_state("n1", "sent", LATER)

    queued, released, sent = rows(store, "mail")
    assert unpacked(queued.facts) == {
        "notice": "n1",
        "state": "held",
        "kind": "milestone",
        "to": ["kim@client.example"],
        "subject": "Ready",
        "message": "277089d91c0bdf4f2e6862ba7e4a07605119431f5d13f726dd352b06f1b206a9",
    }
    assert (released.who, unpacked(released.facts)) == ("dana", {"notice": "n1", "was": "held", "state": "ready"})
    assert (sent.who, unpacked(sent.facts)) == ("stageward", {"notice": "n1", "was": "sending", "state": "sent"})


def test_a_mail_that_does_not_move_on_leaves_no_row(store):
    store.queue(NOTICE, "apollo", [])
    assert not store.keep_outbox_state("n1", "sent", LATER, only_from="ready")

    assert len(rows(store, "mail")) == 1
