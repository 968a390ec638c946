"""A plan beyond its limits is told once: on the home ticket, and to the admin by mail."""

from dataclasses import replace
from email import message_from_bytes, policy

import pytest

from sync.engagement import Limits, MailMode, Mode

WAITS = "A plan waits for approval, and nothing of it was written."
ADMIN = "admin@acme.example"


@pytest.fixture
def home(house, desk):
    """A quiet home ticket, three blocked ones, a limit of four changes, and an admin."""
    house.team = {"admin": ADMIN}
    ticket = desk.create(ticked=True)
    for _ in range(3):
        desk.create()
    house.set(limits=Limits(changes=4), home=ticket)
    return ticket


def told_at(desk, ticket):
    return [said.text for said in desk.ours(ticket) if WAITS in said.text]


def text_of(mail):
    return message_from_bytes(mail.data, policy=policy.default).get_body(("plain",)).get_content()


def test_the_home_ticket_says_so_and_nothing_else_is_written(house, desk, home):
    account = house.cycle()
    (said,) = told_at(desk, home)
    assert "10 changes are planned; the limit is 4" in said
    assert f"stageward plan --engagement {desk.engagement}" in said
    assert len(desk.writes()) == 1
    assert account.exit_code == 4


def test_the_admin_gets_one_mail_with_the_command_that_lets_it_through(house, desk, home):
    account = house.sync()
    (mail,) = house.mails
    said = text_of(mail)
    assert mail.recipients == (ADMIN,)
    assert "10 changes are planned; the limit is 4" in said
    assert f"stageward sync --approve {account.digest}" in said
    assert [(entry.kind, entry.state) for entry in account.notices] == [("plan-refused", "sent")]


def test_the_command_in_the_mail_works_and_the_home_ticket_is_quiet_again(house, desk, home):
    house.sync()
    digest = text_of(house.mails[0]).partition("--approve ")[2][:12]
    assert house.cycle(approve=digest).exit_code == 0
    assert told_at(desk, home) == []
    assert house.plan().actions == ()


def test_nobody_is_told_twice_of_the_same_plan(house, desk, home):
    house.sync()
    before = desk.writes()
    for _ in range(3):
        assert house.cycle().exit_code == 4
    desk.create()  # a little more of the same
    house.cycle()
    assert (desk.writes(), len(house.mails)) == (before, 1)


def test_a_plan_that_grew_by_more_than_half_is_told_again_in_the_same_comment(house, desk, home):
    house.sync()
    for _ in range(2):
        desk.create()
    house.sync()
    assert len(house.mails) == 2
    (said,) = told_at(desk, home)
    assert "16 changes are planned" in said  # that of the home ticket's own comment, which then says so no longer, too
    assert len(desk.comments(home)) == 1


def test_a_plan_beyond_another_limit_is_told_again(house, desk, home):
    house.sync()
    house.set(limits=Limits(changes=5))
    house.sync()
    assert len(house.mails) == 2


def test_when_the_plan_is_within_its_limits_again_the_home_ticket_is_cleared(house, desk, home):
    house.sync()
    house.set(limits=Limits())
    house.sync()
    assert told_at(desk, home) == []
    assert house.plan().actions == ()


def test_the_next_refused_plan_is_told_anew(house, desk, home):
    house.sync()
    house.set(limits=Limits())
    house.sync()
    for _ in range(3):
        desk.create()
    house.set(limits=Limits(changes=4))
    house.sync()
    assert len(house.mails) == 2
    assert len(told_at(desk, home)) == 1


def test_the_home_ticket_of_a_refused_plan_is_not_held_though_it_is_blocked_itself(house, desk):
    home = desk.create()
    desk.create()
    house.set(limits=Limits(changes=4), home=home)
    house.sync()
    assert (desk.status(home), desk.labels(home), len(told_at(desk, home))) == ("review", [], 1)
    assert "belongs in" not in told_at(desk, home)[0]


def test_a_comment_on_the_home_ticket_that_fails_is_tried_again_and_changes_nothing_else(house, desk, home):
    desk.at_write(1, lambda: None, status=500)
    assert house.cycle().exit_code == 4
    assert told_at(desk, home) == []
    house.cycle()
    assert len(told_at(desk, home)) == 1
    assert len(house.mails) == 1


def test_a_dry_run_tells_nobody(house, desk, home):
    house.cycle(writes=False)
    assert (desk.writes(), house.mails, house.store.outbox()) == ([], (), ())


@pytest.mark.parametrize(
    ("mode", "first_contact", "mails"),
    [(MailMode.HOLD, MailMode.HOLD, 1), (MailMode.SEND, MailMode.HOLD, 1), (MailMode.OFF, MailMode.SEND, 0)],
)
def test_what_keeps_clients_mail_back_is_not_for_the_team_but_off_is_off(house, desk, home, mode, first_contact, mails):
    house.mail = replace(house.mail, mode=mode, first_contact=first_contact)
    house.set(limits=Limits(changes=4, mails=0))
    house.sync()
    assert len(house.mails) == mails
    assert len(told_at(desk, home)) == 1


def test_without_an_admin_there_is_no_mail(house, desk, home):
    house.team = {}
    house.sync()
    assert house.mails == ()


def test_an_engagement_without_a_home_is_told_by_mail_only(house, desk, home):
    house.set(home=None)
    house.sync()
    assert (desk.writes(), len(house.mails)) == ([], 1)


def test_a_home_ticket_the_bot_may_not_write_to_stays_as_it_is(house, desk, home):
    house.set(mode=Mode.OBSERVE)
    assert house.cycle().exit_code == 0
    assert desk.writes() == []


def test_a_title_is_in_neither(house, desk, home):
    desk.create("canary-title")
    house.sync()
    assert "canary" not in text_of(house.mails[0]) + told_at(desk, home)[0]
