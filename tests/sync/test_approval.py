"""An approval lets through the plan that was printed, and nothing else: each ticket's part is checked again, it can be
used once, and it grows old."""

from dataclasses import replace
from types import MappingProxyType

import pytest

from sync.actions import Action, ActionState, Verb, digest_of
from sync.engagement import Limits, MailMode
from tests.sync.desks import VISIBLE_NAME


@pytest.fixture
def three(house, desk):
    """Three blocked tickets, a limit of four changes, and no home ticket to tell of it."""
    house.set(limits=Limits(changes=4), home=None)
    return [desk.create() for _ in range(3)]


def trouble(account):
    (found,) = [one for one in account.engagements[0].troubles if one.kind == "approval"]
    return found.message


def test_a_plan_is_applied_once_and_the_second_approval_says_so(house, desk, three):
    digest = house.plan().digest
    house.cycle(approve=digest)
    for ticket in three:
        desk.unlabel(ticket, "gate:blocked")
    before = desk.writes()
    account = house.cycle(approve=digest)
    assert f"the plan {digest} was applied already" in trouble(account)
    assert desk.writes() == before
    assert account.exit_code == 1


def test_a_plan_that_is_printed_once_more_can_be_approved_once_more(house, desk, three):
    house.set(limits=Limits(changes=2))
    digests = []
    for _ in range(2):
        digests.append(house.plan().digest)
        assert house.cycle(approve=digests[-1]).exit_code == 0
        assert house.plan().actions == ()
        for ticket in three:
            desk.unlabel(ticket, "gate:blocked")
    third = house.plan().digest
    assert digests[1] == third
    assert house.cycle(approve=third).exit_code == 0


def test_a_plan_can_be_approved_again_where_its_run_broke_off(house, desk, three, monkeypatch):
    monkeypatch.setattr("sync.apply.AT_ONCE", 1)  # else all three are half done, and left to the next plan
    digest = house.plan().digest
    down = []
    desk.at_write(3, lambda: down.append(True), status=503)
    desk.meanwhile(lambda: None, meant=lambda _method, _path: bool(down), status=503, times=None)
    broken = house.cycle(approve=digest)
    assert broken.exit_code == 75
    desk.service.faults.clear()
    account = house.cycle(approve=digest)
    assert [one for one in account.engagements[0].troubles if one.kind == "approval"] == []
    assert sum(desk.status(ticket) == "blocked" for ticket in three) >= 2


@pytest.mark.parametrize(("days", "is_good"), [(6, True), (8, False)])
def test_a_plan_is_good_for_a_week(house, desk, three, days, is_good):
    digest = house.plan().digest
    house.clock.pass_(days=days)
    account = house.cycle(approve=digest)
    if is_good:
        assert account.exit_code == 0
        assert desk.status(three[0]) == "blocked"
    else:
        assert "more than 7 days ago; run plan" in trouble(account)
        assert desk.writes() == []


def test_where_one_thing_on_a_ticket_is_not_the_same_any_more_nothing_of_it_is_done_there(house, desk, three):
    digest = house.plan().digest
    desk.label(three[0], "gate:blocked")
    account = house.sync(approve=digest)
    assert {refusal.ticket for refusal in account.refusals} == {three[0]}
    assert (desk.status(three[0]), desk.comments(three[0])) == ("review", [])
    assert [desk.status(ticket) for ticket in three[1:]] == ["blocked"] * 2


def test_an_engagement_the_digest_does_not_speak_of_has_an_ordinary_cycle(house):
    for _ in range(3):
        house.jira_desk.create()
    house.set(limits=Limits(changes=4), home=None)
    digest = house.plan().digest
    ticket = house.clickup_desk.create()
    house.cycle(approve=digest)
    assert house.clickup_desk.status(ticket) == "blocked"


def test_an_approval_that_lets_a_refused_plan_through_leaves_nothing_to_do(house, desk):
    home, *others = (desk.create() for _ in range(3))
    house.set(limits=Limits(changes=4), home=home)
    printed = house.sync().digest
    assert house.cycle(approve=printed).exit_code == 0
    assert [desk.status(ticket) for ticket in (home, *others)] == ["blocked"] * 3
    assert "A plan waits" not in desk.ours(home)[0].text
    assert house.plan().actions == ()


# --- the digest


def comment(after):
    return Action("apollo", "APO-1", "1", Verb.PUT_COMMENT, after=after)


NOTICE = Action("apollo", "APO-1", "", Verb.SEND_NOTICE, after="ready", notice_id="n1", content="c1")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (comment("a" * 64), comment("b" * 64)),
        (NOTICE, replace(NOTICE, content="c2")),
        (NOTICE, replace(NOTICE, after="held")),
        (NOTICE, replace(NOTICE, notice_id="n2")),
        (comment("a"), replace(comment("a"), engagement="zeus")),
        (comment("a"), replace(comment("a"), ticket_id="2")),
        (comment("a"), replace(comment("a"), because=("has-owner",))),
    ],
)
def test_another_engagement_ticket_content_or_reason_is_another_digest(one, other):
    assert digest_of((one,)) != digest_of((other,))


def test_a_digest_does_not_depend_on_order_nor_on_what_became_of_it():
    actions = (comment("a"), NOTICE)
    ended = tuple(action.ended(ActionState.FAILED, "no") for action in reversed(actions))
    assert digest_of(actions) == digest_of(ended)


def test_another_wording_in_the_comment_is_another_digest(house, desk, three):
    first = house.plan()
    house.set(rule_pages="https://rules.acme.example")
    second = house.plan()
    assert [(one.ticket, one.verb) for one in first.actions] == [(one.ticket, one.verb) for one in second.actions]
    assert first.digest != second.digest
    house.sync(approve=first.digest)
    assert desk.writes() == []


def test_another_content_of_a_mail_is_another_digest_and_is_not_sent_by_the_old_one(house, desk):
    house.mail = replace(house.mail, mode=MailMode.SEND, first_contact=MailMode.SEND)
    house.set(limits=Limits(mails=0), notices=MappingProxyType({}))
    house.sync()
    ticket = desk.create(status="complete", ticked=True, **{VISIBLE_NAME: "Login screens"})
    desk.review(ticket)
    digest = house.plan().digest
    desk.fill(ticket, VISIBLE_NAME, "Sign-in screens")
    account = house.sync(approve=digest)
    assert house.mails == ()
    assert [refusal.verb for refusal in account.refusals] == [Verb.SEND_NOTICE]
    house.sync(approve=house.plan().digest)
    assert len(house.mails) == 1
