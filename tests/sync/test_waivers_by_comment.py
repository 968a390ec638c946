"""Waivers that people give in comments: who may, for how long, and what ends them, on every tracker."""

from dataclasses import replace
from datetime import date

import pytest

from rules.model import Severity
from sync.engagement import Mode
from tests.sync.desks import EVERY
from tests.sync.waived import LINE, REASON, RULE, comment, decisions, is_waived, with_rule

TRACKERS = EVERY


@pytest.fixture
def ticket(house, desk):
    """A ticket that fails a rule, seen by the bot."""
    house.sync()
    ticket = desk.create()
    house.sync()
    return ticket


def test_somebody_who_may_waives_a_rule_and_the_comment_says_until_when(house, desk, ticket):
    desk.say(ticket, LINE, desk.manager)
    house.sync()
    assert is_waived(house, desk, ticket)
    assert f"Waived until 2026-03-20, as {desk.called(desk.manager)} asked: {RULE}" in comment(desk, ticket)
    assert REASON in comment(desk, ticket)
    assert decisions(house) == [("granted", desk.account(desk.manager))]
    assert "gate:waived" in desk.labels(ticket)
    house.sync()  # what was held is released
    assert house.sync().actions == ()


def test_a_waiver_is_planned_as_it_is_then_done_and_planning_grants_nothing(house, desk, ticket):
    desk.say(ticket, LINE, desk.manager)
    planned = house.plan()
    assert house.store.listened(desk.engagement).granted == ()
    assert planned.digest == house.sync().digest


def test_a_waiver_is_given_before_the_rule_fails(house, desk):
    house.sync()
    ticket = desk.create(status="assigned")
    desk.say(ticket, LINE, desk.manager)
    house.sync()
    desk.move(ticket, "review")
    house.sync()
    assert is_waived(house, desk, ticket)


def test_a_command_works_once_also_after_a_restart_and_a_new_one_after_it(house, desk, ticket):
    desk.say(ticket, LINE, desk.manager)
    house.sync()
    desk.say(ticket, f"gate: unwaive {RULE}", desk.manager)
    house.sync()
    assert not is_waived(house, desk, ticket)
    house.start_again()
    house.sync()
    assert [word for word, _ in decisions(house)] == ["granted", "taken back"]
    desk.say(ticket, LINE, desk.manager)
    house.sync()
    assert is_waived(house, desk, ticket)


def test_a_waiver_outlives_a_restart(house, desk, ticket):
    desk.say(ticket, LINE, desk.manager)
    house.sync()
    house.start_again()
    house.sync()
    assert is_waived(house, desk, ticket)
    assert house.sync().actions == ()


def test_the_last_day_is_included_and_then_the_rule_counts_again(house, desk, ticket):
    desk.say(ticket, LINE, desk.manager)
    house.sync()
    house.clock.at = house.clock.at.replace(day=20, hour=22)
    assert is_waived(house, desk, ticket)
    house.clock.at = house.clock.at.replace(day=21, hour=1)
    house.sync()
    assert not is_waived(house, desk, ticket)
    assert f"The waiver ended, because 2026-03-20 was its last day: {RULE}" in comment(desk, ticket)
    assert decisions(house)[-1] == ("ended", "stageward")


def test_another_text_of_the_rule_ends_it_and_other_words_do_not(house, desk, ticket):
    desk.say(ticket, LINE, desk.manager)
    house.sync()
    house.packs = with_rule(house.packs, says="Said otherwise.", because="So it is.", fix="Do it.")
    house.sync()
    assert is_waived(house, desk, ticket)
    house.packs = with_rule(house.packs, otherwise=Severity.WARN)
    house.sync()
    assert not is_waived(house, desk, ticket)
    assert "because what the rule asks has changed" in comment(desk, ticket)
    house.packs = with_rule(house.packs, otherwise=Severity.BLOCK)
    house.sync()
    assert not is_waived(house, desk, ticket)


def test_leaving_the_stage_ends_it_for_good(house, desk, ticket):
    desk.say(ticket, LINE, desk.manager)
    house.sync()
    house.sync()
    desk.move(ticket, "in progress")
    house.sync()
    desk.move(ticket, "review")
    house.sync()
    assert not is_waived(house, desk, ticket)
    assert "because the ticket left Review" in comment(desk, ticket)


def test_waivers_are_counted_apart_from_what_passes(house, desk, ticket):
    before = house.plan().outcomes()
    desk.say(ticket, LINE, desk.manager)
    after = house.sync().outcomes()
    assert (after["waived"], after["pass"]) == (1, before["pass"])


def test_a_few_days_before_the_end_the_comment_says_so(house, desk, ticket):
    desk.say(ticket, LINE, desk.manager)
    house.sync()
    house.clock.pass_(days=7)
    house.sync()
    assert "ends with" not in comment(desk, ticket)
    house.clock.pass_(days=1)
    house.sync()
    assert f"A waiver ends with 2026-03-20. From then on the rule counts again: {RULE}" in comment(desk, ticket)
    assert house.sync().actions == ()


def test_an_answer_is_gone_after_two_weeks_and_with_the_next_command(house, desk, ticket):
    desk.say(ticket, "gate: help")
    house.sync()
    assert "What can be asked" in comment(desk, ticket)
    desk.say(ticket, "gate: explain peer-review-is-passed")
    house.sync()
    assert "What can be asked" not in comment(desk, ticket)
    assert "It can be waived by delivery-manager, for at most 14 days." in comment(desk, ticket)
    house.clock.pass_(days=14)
    house.sync()
    assert "It can be waived by" not in comment(desk, ticket)


def test_a_ticket_with_nothing_amiss_is_answered_too(house, desk):
    house.sync()
    ticket = desk.create(ticked=True)
    house.sync()
    assert desk.ours(ticket) == []
    desk.say(ticket, "gate: help")
    house.sync()
    assert "gate: recheck" in comment(desk, ticket)


def test_recheck_judges_again_though_nothing_changed(house, desk, ticket):
    desk.say(ticket, "Good morning")
    house.sync()
    desk.say(ticket, "gate: recheck")
    account = house.sync()
    assert account.judged == 1
    assert "Checked again on 2026-03-09" in comment(desk, ticket)


def test_where_nothing_is_written_nobody_is_listened_to_nor_later(house, desk):
    enforcing = house.engagements
    house.set(mode=Mode.OBSERVE)
    house.sync()
    ticket = desk.create()
    desk.say(ticket, LINE, desk.manager)
    house.sync()
    house.engagements = enforcing
    house.sync()
    house.sync()
    assert not is_waived(house, desk, ticket)
    desk.say(ticket, LINE, desk.manager)
    house.sync()
    assert is_waived(house, desk, ticket)


def test_what_was_said_before_the_engagement_was_seen_is_no_command(house, desk):
    ticket = desk.create()
    desk.say(ticket, LINE, desk.manager)
    house.clock.pass_(minutes=1)
    house.sync()
    house.sync()
    assert not is_waived(house, desk, ticket)


def test_a_waiver_counts_under_the_tickets_id_and_ends_on_the_day_it_says(house, desk, ticket):
    desk.say(ticket, LINE.replace("2026-03-20", "in 2 working days"), desk.manager)
    house.sync()
    (given,) = house.store.listened(desk.engagement).granted
    assert (given.ticket_id, given.until, given.stage) == (desk.id(ticket), date(2026, 3, 11), "Review")
    assert replace(given, was_asked=True) == given
