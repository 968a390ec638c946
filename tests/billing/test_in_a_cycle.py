"""A record for the bill, from the client's acceptance to somebody else's billing system."""

import json

import pytest

from sync.neighbours.billing import BillState
from sync.trail import Kind
from tests.billing.receiver import is_genuine


def states_told(billed):
    return [json.loads(row.facts)["state"] for row in billed.house.store.trail() if row.kind == Kind.BILLING]


def test_nothing_is_made_before_the_client_accepts(billed):
    billed.bill_at("Delivered")
    billed.cycle()
    assert billed.bill is None


def test_it_is_made_once_with_scope_effort_and_dates(billed):
    billed.bill_at("Delivered")
    billed.cycle()
    billed.accept()
    billed.cycle()
    record = json.loads(billed.bill.document)
    assert record["accepted"] == {"stage": "Delivered", "day": "2026-03-09"}
    assert [(one["ticket"], one["estimate_hours"], one["done"]) for one in record["scope"]] == [
        (billed.ticket, 8, None)
    ]
    assert (record["agreed"], record["effort"]["estimate_hours"]) == ("2026-04-08", 8)
    assert record["variations"] == []
    first = billed.bill
    billed.desk.create("A later one")
    billed.cycle(days=1)
    assert billed.bill == first
    assert (first.state, states_told(billed)) == (BillState.KEPT, ["kept"])


def test_it_is_sent_signed_at_the_end_of_the_cycle(billed, receiver):
    billed.bill_at("Delivered", receiver.url)
    billed.accept()
    billed.cycle()
    (received,) = receiver.received
    assert is_genuine(received, billed.house.clock.now().timestamp())
    assert not is_genuine(received, billed.house.clock.now().timestamp(), "another secret")
    assert receiver.records == {billed.bill.id: json.loads(billed.bill.document)}
    assert (billed.bill.state, states_told(billed)) == (BillState.SENT, ["ready", "sent"])
    billed.cycle(days=1)
    assert len(receiver.received) == 1


def test_a_receiver_that_is_down_is_tried_again_later_each_time_later(billed, receiver):
    receiver.answers = [503, 503, 200]
    billed.bill_at("Delivered", receiver.url)
    billed.accept()
    billed.cycle()
    assert (billed.bill.state, billed.bill.tries) == (BillState.READY, 1)
    assert "503" in billed.bill.answer
    billed.cycle(seconds=30)
    assert len(receiver.received) == 1
    billed.cycle(minutes=1)
    billed.cycle(minutes=2)
    assert len(receiver.received) == 2
    billed.cycle(minutes=4)
    assert billed.bill.state is BillState.SENT
    assert len(receiver.records) == 1


def test_one_that_stays_down_is_left_to_a_person(billed, receiver):
    receiver.answers = [500]
    billed.bill_at("Delivered", receiver.url)
    billed.accept()
    for _ in range(8):
        billed.cycle(hours=5)
    assert (billed.bill.state, len(receiver.received)) == (BillState.STUCK, 6)
    billed.house.store.bills.settle(billed.bill.again(), billed.house.clock.now(), "ana")
    receiver.answers = [201]
    billed.cycle()
    assert (billed.bill.state, len(receiver.records)) == (BillState.SENT, 1)


@pytest.mark.parametrize("status", [302, 400, 404, 410])
def test_a_receiver_that_says_no_is_not_asked_again(billed, receiver, status):
    receiver.answers = [status]
    billed.bill_at("Delivered", receiver.url)
    billed.accept()
    billed.cycle()
    billed.cycle(hours=5)
    assert (billed.bill.state, len(receiver.received)) == (BillState.FAILED, 1)


def test_without_a_secret_it_waits_and_says_so(billed, receiver):
    billed.key = None
    billed.bill_at("Delivered", receiver.url)
    billed.accept()
    billed.cycle()
    billed.cycle()
    assert "STAGEWARD_BILLING_SECRET" in billed.bill.answer
    assert (billed.bill.state, states_told(billed), receiver.received) == (BillState.READY, ["ready", "ready"], [])


def test_what_another_process_has_in_hand_is_not_sent_by_this_one(billed, receiver):
    billed.bill_at("Delivered", receiver.url)
    billed.key = None
    billed.accept()
    billed.cycle()
    now = billed.house.clock.now()
    bills = billed.house.store.bills
    assert bills.claim(billed.bill, now, now.replace(year=2027))
    assert not bills.claim(billed.bill, now, now.replace(year=2027))
    assert bills.due(now) == ()


def test_a_dry_run_makes_none(billed):
    billed.bill_at("Delivered")
    billed.accept()
    billed.house.plan()
    assert billed.bill is None
