"""What a store remembers of mail, and what an older store already knew."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlite_utils import Database

from rules.facts import packed
from state import migrations, outbox
from state.sqlite import SqliteRows
from sync.mailing.deliveries import Delivery, DeliveryState
from sync.mailing.store import Bounce, Thread
from sync.mailing.unsubscribe import Unsubscription
from sync.ports import Missing
from sync.remembered import OutboxEntry

NOON = datetime(2026, 3, 9, 12, 0, 0, 123456, tzinfo=UTC)
LATER = NOON + timedelta(minutes=1)
KIM, LEE = "kim@client.example", "lee@client.example"
NOTICE = OutboxEntry(
    "n1",
    "k1",
    "apollo",
    "milestone",
    (KIM, LEE),
    "Apollo",
    b"Subject: Apollo\r\n\r\n",
    "ready",
    NOON,
    receives="milestones",
    thread="status",
    message_id="<k1@acme.example>",
)


@pytest.fixture
def mail(store):
    store.queue(NOTICE, "apollo", ())
    return store.mail


def test_a_queued_notice_has_a_delivery_for_each_recipient_in_their_order(mail):
    assert mail.deliveries("n1") == (Delivery("n1", KIM), Delivery("n1", LEE))
    assert mail.entry("n1") == NOTICE
    assert mail.entry("n2") is None


def test_a_delivery_comes_back_as_it_was_kept(mail, open_again):
    put_off = Delivery("n1", KIM).put_off("451 later", NOON)
    mail.keep_deliveries([put_off, Delivery("n1", LEE).taken()], NOON)
    again = open_again()
    assert again.mail.deliveries("n1") == (put_off, Delivery("n1", LEE, DeliveryState.SENT))
    assert (again.mail.entry("n1").state, again.mail.entry("n1").sent) == ("sent", NOON)
    assert again.met(LEE)
    assert not again.met(KIM)


def test_due_is_what_waits_and_may_be_tried_the_least_tried_first(mail, store):
    store.queue(replace(NOTICE, id="n2", key="k2", to=(LEE,)), "apollo", ())
    store.queue(replace(NOTICE, id="n3", key="k3", state="held"), "apollo", ())
    mail.keep_deliveries([Delivery("n1", KIM).put_off("451 later", NOON)], NOON)
    assert [(one.notice, one.address) for one in mail.due(LATER - timedelta(seconds=1))] == [("n1", LEE), ("n2", LEE)]
    assert [(one.notice, one.address) for one in mail.due(LATER)] == [("n1", LEE), ("n2", LEE), ("n1", KIM)]


@pytest.mark.parametrize("state", ["held", "withdrawn"])
def test_what_is_kept_back_meanwhile_cannot_be_taken_in_hand(mail, store, state):
    (first, _) = mail.due(NOON)
    store.keep_outbox_state("n1", state, NOON)
    assert not mail.claim(first, NOON)


def test_how_one_ended_is_kept_where_the_next_is_taken_in_hand(mail, open_again):
    first, second = mail.due(NOON)
    assert mail.claim(first, NOON)
    assert mail.claim(second, LATER, [first.taken()])
    again = open_again()
    assert [one.state for one in again.mail.deliveries("n1")] == ["sent", "sending"]
    assert (again.mail.entry("n1").state, again.mail.entry("n1").sent) == ("sending", LATER)
    assert again.met(KIM)


def test_how_one_ended_is_kept_where_the_next_cannot_be_taken_in_hand(mail, open_again):
    first, second = mail.due(NOON)
    assert mail.claim(first, NOON)
    assert mail.claim(second, NOON)
    assert not mail.claim(second, LATER, [first.lost("no answer")])
    assert [one.state for one in open_again().mail.deliveries("n1")] == ["stuck", "sending"]


def test_what_another_process_has_in_hand_is_not_set_aside(mail):
    (first, second) = mail.due(NOON)
    assert mail.claim(first, NOON)
    mail.set_aside([first.kept_until(LATER, "later"), second.kept_until(LATER, "later")], NOON)
    assert [one.state for one in mail.deliveries("n1")] == ["sending", "waiting"]
    assert mail.due(NOON) == ()


def test_the_moment_it_was_sent_is_that_of_the_first_recipient(mail):
    mail.keep_deliveries([Delivery("n1", KIM).taken()], NOON)
    mail.keep_deliveries([Delivery("n1", LEE).taken()], LATER)
    assert mail.entry("n1").sent == NOON


def test_releasing_what_nobody_queued_releases_nothing(mail, store):
    store.keep_outbox_state("n1", "held", NOON)
    with pytest.raises(Missing):
        mail.release(["n1", "n9"], NOON)
    assert mail.entry("n1").state == "held"
    mail.release(["n1"], LATER)
    assert (mail.entry("n1").state, mail.entry("n1").released) == ("ready", LATER)


def test_a_thread_is_its_first_and_its_latest_mail(mail, store):
    second = replace(NOTICE, id="n2", key="k2", message_id="<k2@acme.example>")
    store.queue(second, "apollo", ())
    assert mail.thread("apollo", "status") == Thread("<k1@acme.example>", "<k2@acme.example>")
    assert not store.queue(replace(second, message_id="<other@acme.example>"), "apollo", ())
    assert mail.thread("apollo", "status").last == "<k2@acme.example>"
    assert mail.thread("apollo", "dates") is None
    assert mail.thread("zeus", "status") is None


def test_who_wants_no_mail_is_known_however_the_address_is_written(mail):
    assert mail.stop(KIM.upper(), "gone", NOON)
    assert not mail.stop(KIM, "gone again", LATER)
    assert mail.unsubscribe(Unsubscription(LEE, "apollo", "weekly"), NOON)
    assert not mail.unsubscribe(Unsubscription(LEE.upper(), "apollo", "weekly"), NOON)
    assert mail.stopped(KIM) == "gone"
    assert mail.unwanted("apollo", "weekly") == {KIM, LEE}
    assert mail.unwanted("zeus", "weekly") == mail.unwanted("apollo", "delays") == {KIM}
    assert mail.resume(KIM)
    assert not mail.resume(KIM)
    assert mail.stopped(KIM) is None


def test_a_mail_that_came_back_is_known_by_its_id(mail):
    ref = Delivery("n1", KIM).ref
    bounce = Bounce("7.1", ref, KIM, is_hard=True, said="550 gone", at=NOON)
    assert mail.keep_bounce(bounce)
    assert not mail.keep_bounce(replace(bounce, said="again"))
    assert mail.bounces_of(KIM) == (bounce,)
    assert mail.delivery_of(ref) == Delivery("n1", KIM)
    assert mail.delivery_of("f" * 16) is None


@pytest.mark.parametrize(
    ("before", "after"), [("held", "waiting"), ("ready", "waiting"), ("sent", "sent"), ("sending", "sending")]
)
def test_notices_of_an_older_store_have_deliveries_as_they_stood(database, before, after):
    with Database(database) as db:
        for step in ("0001 first tables", "0002 rungs", "0003 polling"):
            migrations.STEPS[step](db)
        row = {"id": "n1", "key": "k1", "engagement": "apollo", "kind": "milestone", "subject": "Apollo"}
        moments = {"created": NOON.isoformat(), "changed": NOON.isoformat()}
        to = packed([KIM, LEE]).decode()
        db.table("outbox").insert({**row, **moments, "to_facts": to, "state": before, "message": b"Subject: A\r\n\r\n"})
        migrations.STEPS["0010 deliveries"](db)
        kept = db.execute("select address, state, ref from outbox_recipients order by rowid").fetchall()
    assert kept == [(address, after, Delivery("n1", address).ref) for address in (KIM, LEE)]


def test_messages_of_an_older_store_are_what_they_were(database):
    with SqliteRows(database) as db:
        earlier = dict(migrations.STEPS)
        newest = earlier.pop("0023 messages")
        for step in earlier.values():
            step(db)
        row = {
            "id": "n1",
            "key": "k1",
            "engagement": "apollo",
            "kind": "milestone",
            "subject": "Apollo",
            "state": "sent",
        }
        more = {"created": NOON.isoformat(), "changed": NOON.isoformat(), "to_facts": "[]", "message": b"Subject: \xff"}
        db.table("outbox").insert({**row, **more})
        newest(db)
        assert outbox.entry(db, "n1").message == b"Subject: \xff"
        assert "message" not in db.table("outbox").columns_dict
