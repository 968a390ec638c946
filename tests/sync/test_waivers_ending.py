"""Who is reminded of a waiver before it ends, and waivers of waivers.yaml."""

from dataclasses import replace
from datetime import date
from email import message_from_bytes, policy

import pytest

from rules.model import Severity, Waiver
from sync.engagement import MailMode
from tests.sync.waived import LINE, REASON, RULE, decisions, is_waived, with_rule

OFFICE = "delivery@acme.example"


@pytest.fixture
def ticket(house, desk):
    """A ticket that is waived until the twentieth, in a house that writes mail to its delivery managers."""
    house.team = {"Delivery-Manager": OFFICE, "admin": "admin@acme.example"}
    house.mail = replace(house.mail, mode=MailMode.HOLD)
    house.sync()
    ticket = desk.create()
    house.sync()
    desk.say(ticket, LINE, desk.manager)
    house.sync()
    return ticket


@pytest.fixture
def filed(house, desk):
    """A ticket that waivers.yaml waives."""
    house.sync()
    ticket = desk.create()
    waiver = Waiver(RULE, ticket, date(2026, 3, 20), REASON, "ana@acme.example")
    house.installation = replace(house.installation, waivers=(waiver,))
    house.sync()
    return ticket


def texts(house):
    parsed = (message_from_bytes(mail.data, policy=policy.default) for mail in house.mails)
    return [(mail["To"], mail.get_body(("plain",)).get_content()) for mail in parsed]


def test_the_role_hears_once_three_working_days_before_the_end(house, desk, ticket):
    house.clock.pass_(days=7)  # Monday: four working days are left
    house.sync()
    assert house.mails == ()
    house.clock.pass_(days=1)
    planned = house.plan()
    assert [notice.kind for notice in planned.notices] == ["waiver-ending"]
    assert not any(action.reaches_client for action in planned.actions)
    for _ in range(3):
        house.sync()
    ((to, text),) = texts(house)
    assert to == OFFICE
    assert RULE in text
    assert "20 March 2026" in text
    assert REASON in text


def test_a_longer_waiver_is_news_again(house, desk, ticket):
    house.clock.pass_(days=8)
    house.sync()
    desk.say(ticket, LINE.replace("2026-03-20", "2026-03-27"), desk.manager)
    house.sync()
    assert len(house.mails) == 1
    house.clock.pass_(days=7)
    house.sync()
    assert len(house.mails) == 2


def test_where_mail_is_off_or_nobody_has_an_address_nothing_is_written(house, desk, ticket):
    house.clock.pass_(days=8)
    team, house.team = house.team, {}
    assert house.plan().notices == ()
    house.team, house.mail = team, replace(house.mail, mode=MailMode.OFF)
    assert house.plan().notices == ()


def test_a_filed_waiver_holds_and_is_on_the_trail_once(house, desk, filed):
    assert is_waived(house, desk, filed)
    house.sync()
    assert decisions(house) == [("loaded", "ana@acme.example")]


def test_a_filed_waiver_ends_when_its_rule_asks_something_else_also_after_a_restart(house, desk, filed):
    house.packs = with_rule(house.packs, otherwise=Severity.WARN)
    house.sync()
    assert not is_waived(house, desk, filed)
    house.start_again()
    house.sync()
    assert not is_waived(house, desk, filed)


def test_a_filed_waiver_that_is_written_anew_holds_again(house, desk, filed):
    house.packs = with_rule(house.packs, otherwise=Severity.WARN)
    house.sync()
    (waiver,) = house.installation.waivers
    house.installation = replace(house.installation, waivers=(replace(waiver, because=f"{REASON} still"),))
    house.sync()
    assert is_waived(house, desk, filed)


def test_a_filed_waiver_is_not_taken_back_by_a_comment(house, desk, filed):
    desk.say(filed, f"gate: unwaive {RULE}", desk.manager)
    house.sync()
    assert is_waived(house, desk, filed)
    (ours,) = desk.ours(filed)
    assert f"{RULE} is waived in waivers.yaml; an admin can take it out there." in ours.text


def test_explain_knows_waivers_of_both_kinds(house, desk, ticket):
    from sync.trying.explained import explain_in

    told = explain_in(house.world, house.engagements, ticket, house.clock.now())
    (finding,) = [one for one in told.verdict.findings if one.rule == RULE]
    assert finding.waiver.because == REASON
