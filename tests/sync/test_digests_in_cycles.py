"""Cycles of an engagement whose client gets a daily digest: news waits for it, and ladders wait for what was sent."""

from dataclasses import replace

import pytest

from sync.engagement import MailHours, MailMode
from tests.sync.ladder import PLAN, REVIEW, WARNING, escalation, notices, steps


@pytest.fixture
def daily(house, climbing):
    """Mail goes by itself, and to clients once a day; a ladder is about to warn one."""
    house.mail = replace(house.mail, mode=MailMode.SEND, first_contact=MailMode.SEND)
    house.engagements = tuple(
        replace(one, client=replace(one.client, mail=MailHours(digest="daily"))) for one in house.engagements
    )
    ticket = climbing.create()
    climbing.fill(ticket, "Mitigation", PLAN)
    house.sync()
    house.clock.pass_(days=2)
    return ticket


def test_a_warning_waits_for_the_digest_and_the_step_for_the_warning(house, climbing, daily):
    planned = house.plan()
    assert [action.reaches_client for action in planned.actions if action.verb == "send_notice"] == [True]
    house.sync()
    assert (notices(house), house.mails) == ([("client-warning", "early warning", "gathered")], ())
    assert steps(house.sync()) == []
    assert "it goes with the client's next digest" in escalation(climbing, daily)
    house.clock.pass_(days=1)
    account = house.sync()
    assert [(entry.kind, entry.state) for entry in account.notices] == [("client-warning", "sent")]
    assert len(house.mails) == 1
    assert steps(house.sync()) == [(REVIEW, WARNING)]


def test_a_warning_that_is_over_before_the_digest_never_goes(house, climbing, daily):
    house.sync()
    climbing.tick(daily)
    house.sync()
    house.clock.pass_(days=1)
    house.sync()
    assert notices(house) == [("client-warning", "early warning", "withdrawn")]
    assert house.mails == ()


def test_after_the_digest_a_cycle_changes_nothing(house, daily):
    house.sync()
    house.clock.pass_(days=1)
    house.sync()
    house.sync()
    before = [entry.state for entry in house.store.outbox()]
    house.clock.pass_(days=1)
    assert house.sync().actions == ()
    assert [entry.state for entry in house.store.outbox()] == before == ["sent"]


def test_where_nobody_can_be_reached_the_step_waits_and_says_so(house, climbing, daily):
    for contact in next(one for one in house.engagements if one.name == climbing.engagement).client.contacts:
        house.store.mail.stop(contact.email, "no such mailbox", house.clock.now())
    account = house.sync()
    assert house.store.outbox() == ()
    assert steps(account) == []
    assert "nobody at the client receives escalation any more" in escalation(climbing, daily)
    assert any("mail came back, or they unsubscribed" in refusal.reason for refusal in account.refusals)
