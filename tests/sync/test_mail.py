"""News for clients: each told once, waiting for a person where it must, never sent twice."""

from dataclasses import replace
from email import message_from_bytes, policy

import pytest

from sync.engagement import MailMode
from sync.remembered import Reached


@pytest.fixture
def sending(house):
    """Mails go without a person, also the first to a contact."""
    house.mail = replace(house.mail, mode=MailMode.SEND, first_contact=MailMode.SEND)
    return house


@pytest.fixture
def begun(house, desk):
    """An engagement that was looked at once: from now on there is news."""
    house.sync()
    return desk


def finish(desk, name="Login screens"):
    """A piece of work that is complete, reviewed and visible to the client."""
    ticket = desk.create(status="complete", ticked=True, **{"Client name for it": name})
    desk.review(ticket)
    return ticket


def states(house):
    return [entry.state for entry in house.store.outbox()]


def text_of(received):
    message = message_from_bytes(received.data, policy=policy.default)
    return message.get_body(("plain",)).get_content()


def test_what_was_true_before_the_first_cycle_is_no_news(house, desk):
    ticket = finish(desk)
    for _ in range(2):
        house.sync()
    assert house.store.outbox() == ()
    assert Reached(desk.id(ticket), "work-item/Complete", "milestone") in house.store.reached(desk.engagement)


def test_a_milestone_reached_later_is_told_once(sending, begun):
    finish(begun)
    for _ in range(3):
        sending.sync()
    (mail,) = sending.mails
    assert mail.recipients == (begun.client,)
    assert "Login screens" in text_of(mail)
    assert states(sending) == ["sent"]


def test_several_milestones_of_a_cycle_go_in_one_mail_that_names_each(sending, begun):
    for name in ("Login screens", "Statement download"):
        finish(begun, name)
    account = sending.sync()
    (mail,) = sending.mails
    said = text_of(mail)
    assert "Login screens" in said
    assert "Statement download" in said
    assert [action.because for action in account.actions] == [("Complete",)]


def test_each_stage_of_a_ticket_is_news_of_its_own(sending, begun):
    ticket = finish(begun)
    sending.sync()
    begun.fill(ticket, "Delivery notes", "https://files.acme.example/notes")
    begun.label(ticket, "client-approved")
    begun.move(ticket, "delivered")
    sending.sync()
    assert ["Delivered" in text_of(mail).split("Next")[0] for mail in sending.mails][-1]
    assert len(sending.mails) == 2


def test_a_ticket_that_goes_back_and_forth_is_told_once(sending, begun):
    ticket = finish(begun)
    sending.sync()
    begun.move(ticket, "review")
    begun.tick(ticket)
    sending.sync()
    begun.move(ticket, "complete")
    sending.sync()
    assert len(sending.mails) == 1


def test_each_engagement_writes_to_its_own_client(sending):
    sending.cycle()
    for desk in (sending.jira_desk, sending.clickup_desk):
        finish(desk)
    sending.cycle()
    assert {mail.recipients for mail in sending.mails} == {
        ("kim@apollo-bank.example",),
        ("noor@lumen.example",),
    }


def test_in_mode_hold_a_mail_waits_for_a_person(house, begun):
    finish(begun)
    for _ in range(2):
        house.sync()
    assert states(house) == ["held"]
    assert house.mails == ()


def test_a_person_releases_a_waiting_mail_and_the_very_bytes_go(house, begun):
    finish(begun)
    house.sync()
    (waiting,) = house.store.outbox()
    assert house.release(waiting.id).state == "sent"
    assert [mail.data for mail in house.mails] == [waiting.message]
    house.sync()
    assert len(house.mails) == 1


def test_the_first_mail_ever_to_a_contact_waits_and_the_next_one_goes(house, begun):
    house.mail = replace(house.mail, mode=MailMode.SEND, first_contact=MailMode.HOLD)
    finish(begun, "Login screens")
    house.sync()
    (waiting,) = house.store.outbox()
    assert waiting.state == "held"
    house.release(waiting.id)
    finish(begun, "Statement download")
    house.sync()
    assert states(house) == ["sent", "sent"]


def test_a_connection_that_drops_after_the_message_leaves_it_stuck_and_never_sent_again(sending, begun):
    sending.sandbox.mailbox.drop_after_data = True
    finish(begun)
    sending.sync()
    sending.sandbox.mailbox.drop_after_data = False
    for _ in range(2):
        sending.sync()
    assert states(sending) == ["stuck"]
    assert len(sending.mails) == 1


def test_a_run_that_ended_while_sending_leaves_the_mail_stuck(house, begun):
    finish(begun)
    house.sync()
    (waiting,) = house.store.outbox()
    house.store.keep_outbox_state(waiting.id, "sending", house.clock.now())
    house.start_again()
    house.sync()
    (stuck,) = house.store.outbox()
    assert stuck.state == "stuck"
    assert "ask the recipient" in stuck.error
    assert house.mails == ()


def test_a_stuck_mail_goes_when_a_person_says_so(sending, begun):
    sending.sandbox.mailbox.drop_after_data = True
    finish(begun)
    sending.sync()
    sending.sandbox.mailbox.drop_after_data = False
    (stuck,) = sending.store.outbox()
    assert sending.release(stuck.id).state == "sent"


def test_a_server_that_says_not_now_gets_the_mail_in_the_next_cycle(sending, begun):
    sending.sandbox.mailbox.fail_once("451 4.3.0 Please try again later")
    finish(begun)
    sending.sync()
    (waiting,) = sending.store.outbox()
    assert waiting.state == "ready"
    assert "451" in waiting.error
    sending.sync()
    assert states(sending) == ["sent"]
    assert len(sending.mails) == 1


def test_a_mailbox_that_does_not_exist_fails_with_the_servers_words(sending, begun):
    sending.sandbox.mailbox.refuse(begun.client)
    finish(begun)
    for _ in range(2):
        sending.sync()
    (failed,) = sending.store.outbox()
    assert failed.state == "failed"
    assert "550 5.1.1 No such mailbox here" in failed.error
    assert sending.mails == ()


def test_one_failed_mail_does_not_keep_the_others_back(sending):
    sending.cycle()
    sending.sandbox.mailbox.refuse(sending.jira_desk.client)
    finish(sending.jira_desk)
    finish(sending.clickup_desk)
    sending.cycle()
    assert sorted(states(sending)) == ["failed", "sent"]


def test_a_mail_server_that_is_down_leaves_all_ready(sending, begun):
    sending.sandbox.mailbox.fail_once("421 4.3.2 Going down")
    finish(begun)
    assert sending.cycle().engagements[0].notices[0].state == "ready"
    sending.sync()
    assert states(sending) == ["sent"]


def test_a_mail_that_was_queued_before_mail_was_turned_off_waits(house, begun):
    finish(begun)
    house.sync()
    (waiting,) = house.store.outbox()
    house.store.keep_outbox_state(waiting.id, "ready", house.clock.now())
    house.mail = replace(house.mail, mode=MailMode.OFF)
    house.sync()
    assert states(house) == ["ready"]
    assert house.mails == ()
