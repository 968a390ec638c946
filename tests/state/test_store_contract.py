"""What every store does, whatever it is built on."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from rules.facts import digest_of
from rules.model import Finding, Outcome, Severity, Standing, Ticket, Verdict
from sync.actions import Action, ActionState, Verb
from sync.comment import Headline, Run, StickyComment
from sync.ports import Missing
from sync.remembered import Cursor, Footprint, Judged, KeptPlan, OutboxEntry, Reached, Snapshot

NOON = datetime(2026, 3, 9, 12, 0, 0, 123456, tzinfo=UTC)
LATER = NOON + timedelta(hours=1)
TICKET = Ticket("jira", "1", "APO-1", title="Plan", status="Review", updated=NOON, due=date(2026, 4, 1))
LABEL = Action("apollo", "APO-1", "1", Verb.ADD_LABEL, after="gate:blocked", because=("has-owner",))
NOTICE = OutboxEntry(
    id="n1",
    key="apollo/milestone/1/Complete",
    engagement="apollo",
    kind="milestone",
    to=("Kim@client.example", "lee@client.example"),
    subject="Apollo: ready",
    message=b"Subject: Apollo\r\n\r\n\x00\xff",
    state="held",
    created=NOON,
)
COMPLETE = Reached("1", "Complete", "milestone")


def seen(ticket, at=NOON, first_seen=None, engagement="apollo"):
    return Snapshot(engagement, ticket, digest_of(ticket), at, first_seen or at)


# --- cursor


def test_an_engagement_never_read_has_no_cursor(store):
    assert store.cursor("apollo") is None


def test_the_cursor_is_the_last_one_kept_and_each_engagement_has_its_own(store, open_again):
    store.keep_cursor("apollo", Cursor(NOON, "n1", NOON))
    store.keep_cursor("apollo", Cursor(LATER, "n2", NOON))
    store.keep_cursor("zeus", Cursor(NOON, "n1", NOON))

    assert open_again().cursor("apollo") == Cursor(LATER, "n2", NOON)
    assert store.cursor("zeus") == Cursor(NOON, "n1", NOON)


# --- snapshots


def test_a_kept_snapshot_comes_back_whole(store, open_again):
    store.keep_snapshots([seen(TICKET)])

    assert list(open_again().snapshots("apollo")) == [seen(TICKET)]


def test_another_content_is_another_version_and_the_first_sight_stays(store):
    moved = replace(TICKET, status="Complete", updated=LATER)
    store.keep_snapshots([seen(TICKET)])
    store.keep_snapshots([seen(moved, LATER)])

    newest = seen(moved, LATER, first_seen=NOON)
    assert store.versions("apollo", "1") == [seen(TICKET), newest]
    assert list(store.snapshots("apollo")) == [newest]


def test_the_same_content_is_no_version_but_its_key_and_change_time_are_kept(store):
    store.keep_snapshots([seen(TICKET)])
    renamed = replace(TICKET, key="ZEU-9", updated=LATER)
    store.keep_snapshots([replace(seen(renamed, LATER), digest=digest_of(TICKET))])

    assert store.versions("apollo", "1") == [replace(seen(TICKET), ticket=renamed)]


def test_a_ticket_that_lost_its_change_time_says_so(store):
    store.keep_snapshots([seen(TICKET)])
    store.keep_snapshots([seen(replace(TICKET, updated=None))])

    assert [snapshot.ticket.updated for snapshot in store.snapshots("apollo")] == [None]


def test_a_ticket_twice_in_one_call_gives_its_versions_in_order(store):
    titles = ["Plan", "Plan", "Plan B", "Plan"]
    store.keep_snapshots([seen(replace(TICKET, title=title)) for title in titles])

    assert [version.ticket.title for version in store.versions("apollo", "1")] == ["Plan", "Plan B", "Plan"]


def test_snapshots_come_in_order_of_ticket_id_over_many_pages(store):
    ids = [str(number) for number in range(1203)]
    store.keep_snapshots([seen(replace(TICKET, id=number)) for number in ids])

    assert [snapshot.ticket.id for snapshot in store.snapshots("apollo")] == sorted(ids)


def test_snapshots_can_be_kept_while_others_are_being_read(store):
    store.keep_snapshots([seen(replace(TICKET, id=str(number))) for number in range(3)])
    for snapshot in store.snapshots("apollo"):
        store.keep_snapshots([seen(replace(snapshot.ticket, title="Read"), LATER)])

    assert [len(store.versions("apollo", str(number))) for number in range(3)] == [2, 2, 2]


def test_engagements_do_not_see_each_others_tickets(store):
    store.keep_snapshots([seen(TICKET), seen(replace(TICKET, title="Zeus"), engagement="zeus")])

    assert [snapshot.ticket.title for snapshot in store.snapshots("apollo")] == ["Plan"]
    assert [snapshot.ticket.title for snapshot in store.versions("zeus", "1")] == ["Zeus"]
    assert store.versions("nobody", "1") == []


def test_nothing_to_keep_is_fine(store):
    store.keep_snapshots([])
    store.keep_verdicts("apollo", [])
    assert not store.intend("run-1", [], NOON)
    assert store.queue(None, "apollo", [])


# --- verdicts


def judged(outcome, inputs="i1"):
    finding = Finding("has-owner", outcome, Severity.WARN, found="empty", wanted="filled in")
    verdict = Verdict("1", Standing.ATTENTION, (finding,), {"work-item": "Review"}, LATER)
    return Judged(verdict, inputs, NOON)


def test_a_verdict_stands_until_the_next_one(store, open_again):
    store.keep_verdicts("apollo", [judged(Outcome.FAIL)])
    store.keep_verdicts("apollo", [judged(Outcome.PASS, "i2")])

    assert open_again().verdicts("apollo") == {"1": judged(Outcome.PASS, "i2")}
    assert store.verdicts("zeus") == {}


# --- footprints


def test_a_footprint_is_replaced_as_a_whole(store, open_again):
    held = Footprint("1", "77", "c0ffee", "Review", "Blocked", ("has-owner", "has-due"))
    store.keep_footprint("apollo", held)
    store.keep_footprint("apollo", Footprint("2"))
    assert open_again().footprints("apollo") == {"1": held, "2": Footprint("2")}

    store.keep_footprint("apollo", Footprint("1", "77", "c0ffee"))
    assert store.footprints("apollo")["1"] == Footprint("1", "77", "c0ffee")
    assert store.footprints("zeus") == {}


# --- ledger


def test_an_intent_is_open_until_its_receipt(store, open_again):
    comment = StickyComment((Headline("error", (Run("Blocked", "strong"),)),))
    written = replace(LABEL, verb=Verb.PUT_COMMENT, comment=comment)
    first, second = store.intend("run-1", [LABEL, written], NOON)
    assert open_again().open_intents("apollo") == (first, second)
    assert (first.action, second.action, first.at) == (LABEL, written, NOON)

    store.settle(first, ActionState.APPLIED, LATER)
    store.settle(second, ActionState.FAILED, LATER, "409 conflict")
    assert store.open_intents("apollo") == ()


def test_a_write_whose_answer_was_lost_stays_open_and_says_why(store):
    (intent,) = store.intend("run-1", [LABEL], NOON)
    store.settle(intent, ActionState.UNKNOWN, LATER, "connection reset")

    (still_open,) = store.open_intents("apollo")
    assert still_open.id == intent.id
    assert still_open.action == LABEL.ended(ActionState.UNKNOWN, "connection reset")

    store.settle(still_open, ActionState.ALREADY, LATER)
    assert store.open_intents("apollo") == ()


def test_a_receipt_is_written_once(store):
    (intent,) = store.intend("run-1", [LABEL], NOON)
    store.settle(intent, ActionState.APPLIED, LATER)

    with pytest.raises(Missing) as raised:
        store.settle(intent, ActionState.FAILED, LATER)
    assert raised.value == Missing("state", f"open intent {intent.id}")


def test_open_intents_are_told_per_engagement_the_oldest_first(store):
    zeus = replace(LABEL, engagement="zeus")
    first = store.intend("run-1", [LABEL, zeus], NOON)
    second = store.intend("run-2", [LABEL], LATER)

    assert store.open_intents("apollo") == (first[0], second[0])
    assert [intent.run for intent in store.open_intents("zeus")] == ["run-1"]


# --- plans


def test_a_kept_plan_comes_back_in_its_order(store, open_again):
    actions = (LABEL, replace(LABEL, ticket_id="2", reaches_client=True, notice_id="n1"))
    store.keep_plan("ab12", "apollo", actions, NOON)
    store.keep_plan("ab12", "apollo", actions, LATER)

    assert open_again().kept_plan("ab12") == KeptPlan("apollo", actions, LATER)
    assert store.kept_plan("ffff") is None


# --- outbox


def test_a_queued_notice_comes_back_byte_for_byte(store, open_again):
    assert store.queue(NOTICE, "apollo", [COMPLETE])

    assert open_again().outbox() == (NOTICE,)
    assert store.reached("apollo") == {COMPLETE}


def test_the_same_news_is_queued_once_and_the_second_try_leaves_nothing(store):
    store.queue(NOTICE, "apollo", [COMPLETE])

    assert not store.queue(replace(NOTICE, id="n2"), "apollo", [Reached("2", "Complete", "milestone")])
    assert store.outbox() == (NOTICE,)
    assert store.reached("apollo") == {COMPLETE}


def test_what_is_no_news_is_remembered_without_a_notice_and_twice_is_once(store):
    assert store.queue(None, "apollo", [COMPLETE, COMPLETE])
    assert store.queue(None, "apollo", [COMPLETE])

    assert store.reached("apollo") == {COMPLETE}
    assert store.reached("zeus") == frozenset()
    assert store.outbox() == ()


def test_the_outbox_can_be_read_per_engagement_the_oldest_first(store):
    newer = replace(NOTICE, id="a", key="k2", created=LATER)
    zeus = replace(NOTICE, id="z", key="k3", engagement="zeus")
    for notice in (newer, NOTICE, zeus):
        store.queue(notice, notice.engagement, [])

    assert store.outbox("apollo") == (NOTICE, newer)
    assert store.outbox() == (NOTICE, zeus, newer)


def test_a_notice_moves_on_and_is_sent_at_a_moment(store):
    store.queue(NOTICE, "apollo", [])
    store.keep_outbox_state("n1", "stuck", NOON, "451 try later")
    assert store.outbox() == (replace(NOTICE, state="stuck", error="451 try later"),)

    store.keep_outbox_state("n1", "sent", LATER)
    assert store.outbox() == (replace(NOTICE, state="sent", sent=LATER),)


def test_a_notice_nobody_queued_cannot_move_on(store):
    with pytest.raises(Missing) as raised:
        store.keep_outbox_state("n9", "sent", NOON)
    assert raised.value == Missing("state", "notice n9")


@pytest.mark.parametrize("state", ["held", "ready", "sending", "stuck", "failed"])
def test_nobody_is_met_before_mail_was_sent(store, state):
    store.queue(NOTICE, "apollo", [])
    store.keep_outbox_state("n1", state, LATER)

    assert not store.met("kim@client.example")


def test_everybody_mail_was_sent_to_is_met_however_the_address_is_written(store, open_again):
    store.queue(NOTICE, "apollo", [])
    store.keep_outbox_state("n1", "sent", LATER)

    again = open_again()
    assert again.met("kim@CLIENT.example")
    assert again.met("lee@client.example")
    assert not again.met("max@client.example")


# --- runs


def test_a_run_ends_only_where_it_began(store):
    store.begin_run("run-1", "sync", NOON)
    store.end_run("run-1", LATER, '{"schema":1}')

    with pytest.raises(Missing) as raised:
        store.end_run("run-2", LATER, "{}")
    assert raised.value == Missing("state", "run run-2")
