"""A notice that did not reach a contact, or may not have, is told to the project manager, once."""

from dataclasses import replace

import pytest

from sync.engagement import MailMode
from tests.sync.desks import VISIBLE_NAME
from tests.sync.team_mail import OFFICE, TEAM, about

MISSED = "mail did not reach a contact"


@pytest.fixture
def begun(house, desk):
    """A house that sends by itself and has a team; its first cycle is over."""
    house.mail = replace(house.mail, mode=MailMode.SEND, first_contact=MailMode.SEND, team=TEAM)
    house.team = TEAM
    house.sync()
    return desk


def news(house, desk):
    """Let a milestone be reached and told."""
    ticket = desk.create(status="complete", ticked=True, **{VISIBLE_NAME: "Login screens"})
    desk.review(ticket)
    house.cycle()


def test_a_contact_the_server_refuses_is_told_once_with_its_words_and_the_next_step(house, begun):
    house.sandbox.mailbox.refuse(begun.client)
    news(house, begun)
    house.cycle()
    ((to, subject, said),) = about(house, MISSED)
    (entry,) = [one for one in house.store.outbox() if one.kind == "milestone"]
    assert (to, subject) == (OFFICE, f"{begun.engagement}: {MISSED}")
    assert f"{begun.client}: 550 5.1.1 No such mailbox here" in said
    assert "Correct what the mail server names" in said
    assert f"  - stageward mail release {entry.id}\n" in said


def test_a_notice_that_may_have_arrived_is_told_with_whom_to_ask(house, begun):
    house.sandbox.mailbox.drop_after_data_for(begun.client)
    news(house, begun)
    house.cycle()
    ((_, _, said),) = about(house, MISSED)
    assert "ask the contact first" in said


def test_one_that_fails_again_after_a_person_released_it_is_news_again(house, begun):
    house.sandbox.mailbox.refuse(begun.client)
    news(house, begun)
    (entry,) = [one for one in house.store.outbox() if one.kind == "milestone"]
    house.release(entry.id)
    house.cycle()
    assert len(about(house, MISSED)) == 2


def test_what_is_only_put_off_is_no_news(house, begun):
    house.sandbox.mailbox.refuse(begun.client, "451 4.3.0 Please try again later")
    news(house, begun)
    house.cycle()
    assert about(house, MISSED) == []


def test_a_contact_that_gets_no_more_mail_was_told_already(house, begun):
    house.sandbox.mailbox.refuse(begun.client)
    house.store.mail.stop(begun.client, "mail came back", house.clock.now())
    news(house, begun)
    assert about(house, MISSED) == []
