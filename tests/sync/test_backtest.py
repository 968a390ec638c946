"""Backtests over what real cycles have stored: edited rules are judged on the past as it was seen then."""

from dataclasses import replace
from datetime import timedelta

import pytest

from config.load import load_pack
from rules.model import Waiver
from sync.backtest import backtest, edits_of
from sync.engagement import MailMode, Mode

TRIED = """\
pack: tried
stages:
  - {stage: Assigned}
  - {stage: In Progress}
  - stage: Review
    takes: 2 working days
    entry:
      - name: checked-by-its-author
        says: Whoever did the work has checked it.
        must: [{checklist: Self-assessment, is: complete}]
        otherwise: block
        waivable_by: [project-manager]
  - {stage: Complete, tells: [milestone]}
  - {stage: Delivered}
rules:
  - name: brief-is-written
    says: There is a description.
    must: [{field: description, length_at_least: 30}]
    otherwise: warn
  - name: review-is-quick
    says: Reviews do not take long.
    when: {stage: Review}
    must: [{time_in: status, at_most: 3 working days}]
    otherwise: warn
"""


def pack_of(text):
    pack, mistakes = load_pack(text.encode(), "tried.yaml")
    assert [mistake for mistake in mistakes if not mistake.is_warning] == []
    return pack


@pytest.fixture
def at_work(house):
    """An installation that works with the one pack above, with mails that may go."""
    house.use(pack_of(TRIED))
    return house


@pytest.fixture
def tried(at_work, desk):
    """Return what a backtest finds when the pack at work is edited: words of it and what stands in their place."""

    def with_edits(*changed, days=30):
        text = TRIED
        for words, others in zip(changed[::2], changed[1::2], strict=True):
            assert words in text
            text = text.replace(words, others)
        edits = edits_of({"tried": pack_of(text)}, at_work.world.packs) if changed else None
        now = at_work.clock.now()
        told = backtest(at_work.world, at_work.engagements, edits, now - timedelta(days=days), now)
        (one,) = told.engagements
        return one

    return with_edits


def rule(compared, name):
    return next(one for one in compared.rules if one.rule == name)


def test_a_stricter_rule_newly_fails(at_work, desk, tried):
    ticket = desk.create(ticked=True)
    at_work.sync()
    found = tried("length_at_least: 30", "length_at_least: 500")
    assert [one.rule for one in found.rules] == ["brief-is-written"]
    assert rule(found, "brief-is-written").newly_failing == (ticket,)
    assert (found.would_hold, found.versions, found.tickets) == ((), 1, 1)


def test_a_milder_rule_newly_passes_and_nothing_would_have_been_held(at_work, desk, tried):
    ticket = desk.create()
    at_work.sync()
    assert desk.status(ticket) == "blocked"
    found = tried("is: complete", "is: present")
    assert rule(found, "checked-by-its-author").newly_passing == (ticket,)
    assert (found.would_hold, found.would_release) == ((), (ticket,))


def test_what_failed_in_a_version_of_the_past_is_told_though_it_was_mended_since(at_work, desk, tried):
    at_work.set(mode=Mode.OBSERVE)
    ticket = desk.create()
    at_work.sync()
    desk.tick(ticket)
    at_work.sync()
    found = tried("name: checked-by-its-author", "name: checked-first")
    assert rule(found, "checked-first").newly_failing == (ticket,)
    assert rule(found, "checked-by-its-author").newly_passing == (ticket,)
    assert (found.only_after, found.only_before) == (("checked-first",), ("checked-by-its-author",))


def test_versions_from_before_count_only_as_they_stood_when_the_time_began(at_work, desk, tried):
    at_work.set(mode=Mode.OBSERVE)
    ticket = desk.create(ticked=True)
    at_work.sync()
    desk.tick(ticket, done=False)
    at_work.sync()
    at_work.clock.pass_(days=10)
    desk.tick(ticket)
    at_work.sync()
    softer = ("otherwise: block", "otherwise: warn")
    assert tried("is: complete", "is: present", *softer, days=5).versions == 2
    assert tried("is: complete", "is: present", *softer, days=20).versions >= 3


def test_a_rule_that_now_blocks_would_hold_where_the_engagement_enforces(at_work, desk, tried):
    ticket = desk.create(ticked=True)
    at_work.sync()
    harder = ("length_at_least: 30}]\n    otherwise: warn", "length_at_least: 500}]\n    otherwise: block")
    assert tried(*harder).would_hold == (ticket,)
    at_work.set(mode=Mode.ADVISE)
    assert tried(*harder).would_hold == ()


def test_a_held_ticket_is_judged_in_the_stage_it_came_from(at_work, desk, tried):
    ticket = desk.create()
    at_work.sync()
    at_work.sync()
    assert desk.status(ticket) == "blocked"
    at_work.clock.pass_(days=40)
    found = tried("name: checked-by-its-author", "name: checked-first")
    assert rule(found, "checked-first").newly_failing == (ticket,)
    assert rule(found, "checked-first").newly_unknown == ()


def test_time_alone_is_looked_at_between_two_versions(at_work, desk, tried):
    at_work.set(mode=Mode.OBSERVE)
    ticket = desk.create(ticked=True)
    at_work.sync()
    assert tried("at_most: 3", "at_most: 1").rules == ()
    at_work.clock.pass_(days=10)
    assert rule(tried("at_most: 3", "at_most: 1"), "review-is-quick").newly_failing == (ticket,)


def test_the_same_rules_make_no_difference(at_work, desk, tried):
    desk.create()
    at_work.sync()
    at_work.clock.pass_(days=10)
    found = tried("Reviews do not take long.", "Reviews are quick.")
    assert not found.differs
    assert found.versions > 0


@pytest.mark.parametrize(
    "asked",
    [
        "{field: Probability, is: filled in}",
        "{attachments: any, is: present}",
        "{comment: {by: anyone}, is: present}",
        "{link: any, is: present}",
    ],
)
def test_what_nobody_asked_the_tracker_for_is_unknown_and_no_failure(at_work, desk, tried, asked):
    at_work.set(mode=Mode.OBSERVE)  # else comments are read for the commands in them
    ticket = desk.create(ticked=True)
    at_work.sync()
    found = tried("{field: description, length_at_least: 30}", asked)
    changed = rule(found, "brief-is-written")
    assert (changed.newly_unknown, changed.newly_failing) == ((ticket,), ())


def test_what_was_asked_and_found_empty_fails(at_work, desk, tried):
    ticket = desk.create(ticked=True)
    asking = pack_of(f"{TRIED}  - {{name: asks, says: Asks., must: [{{field: Probability, is: empty}}]}}\n")
    at_work.use(asking)
    at_work.sync()
    found = tried("{field: description, length_at_least: 30}", "{field: Probability, is: filled in}")
    assert rule(found, "brief-is-written").newly_failing == (ticket,)


def test_a_stricter_rule_keeps_a_milestone_from_being_told_and_a_milder_one_tells_it(at_work, desk, tried):
    at_work.sync()
    ticket = desk.create(status="complete", ticked=True)
    at_work.sync()
    harder = ("length_at_least: 30}]\n    otherwise: warn", "length_at_least: 500}]\n    otherwise: block")
    found = tried(*harder)
    assert [(mail.kind, mail.ticket) for mail in found.mails_no_more] == [("milestone", ticket)]
    assert found.mails == ()
    told = tried("{stage: Delivered}", "{stage: Delivered, tells: [milestone]}")
    assert (told.mails, told.mails_no_more) == ((), ())


def test_every_kind_that_stages_tell_is_counted_and_a_delivery_takes_the_place_of_its_milestone(at_work, desk, tried):
    at_work.set(client=_receiving(at_work, ("milestones", "survey")))
    at_work.sync()
    ticket = desk.create(ticked=True)
    at_work.sync()
    mails = tried("takes: 2 working days", "tells: [milestone, delivery, survey]").mails
    assert [(mail.kind, mail.ticket) for mail in mails] == [("delivery", ticket), ("survey", ticket)]


def _receiving(house, words):
    client = house.engagements[0].client
    return replace(client, contacts=tuple(replace(one, receives=words) for one in client.contacts))


def test_a_stage_that_comes_to_tell_milestones_would_have_sent_mails(at_work, desk, tried):
    at_work.sync()
    ticket = desk.create(ticked=True)
    at_work.sync()
    found = tried("takes: 2 working days", "tells: [milestone]")
    (mail,) = found.mails
    assert (mail.kind, mail.ticket) == ("milestone", ticket)
    assert mail.at == at_work.clock.now()
    at_work.set(notices={"milestone": MailMode.OFF})
    assert tried("takes: 2 working days", "tells: [milestone]").mails == ()


def test_contacts_nothing_reaches_would_have_got_none(at_work, desk, tried):
    at_work.sync()
    desk.create(ticked=True)
    at_work.sync()
    for contact in next(one for one in at_work.engagements if one.name == desk.engagement).client.contacts:
        at_work.store.mail.stop(contact.email, "no such mailbox", at_work.clock.now())
    assert tried("takes: 2 working days", "tells: [milestone]").mails == ()


def test_what_stood_so_before_the_first_cycle_is_no_news(at_work, desk, tried):
    desk.create(ticked=True)
    at_work.sync()
    at_work.clock.pass_(days=1)
    assert tried("takes: 2 working days", "tells: [milestone]").mails == ()


def test_a_waiver_counts_as_in_a_cycle(at_work, desk, tried):
    ticket = desk.create(ticked=True)
    at_work.sync()
    waiver = Waiver(
        "brief-is-written", ticket, at_work.clock.now().date(), "The client wrote it down.", "ana@acme.example"
    )
    at_work.installation = replace(at_work.installation, waivers=(waiver,))
    assert tried("length_at_least: 30", "length_at_least: 500").rules == ()


def test_without_edits_the_last_verdicts_are_what_is_compared_with(at_work, desk, tried):
    ticket = desk.create(ticked=True)
    at_work.sync()
    assert not tried().differs
    stricter = pack_of(TRIED.replace("length_at_least: 30", "length_at_least: 500"))
    at_work.use(stricter)
    found = tried()
    assert rule(found, "brief-is-written").newly_failing == (ticket,)
    assert found.only_after == ()


def test_without_edits_a_rule_no_verdict_knows_is_replayed_over_the_whole_time(at_work, desk, tried):
    at_work.set(mode=Mode.OBSERVE)
    ticket = desk.create()
    at_work.sync()
    desk.tick(ticket)
    at_work.sync()
    rules = "\n  - {name: ticked, says: All is ticked., must: [{checklist: Self-assessment, is: complete}]}\n"
    at_work.use(pack_of(TRIED.rstrip() + rules))
    found = tried()
    assert rule(found, "ticked").newly_failing == (ticket,)
    assert found.only_after == ("ticked",)


def test_an_empty_store_has_nothing_to_replay(at_work, desk, tried):
    found = tried("at_most: 3", "at_most: 1")
    assert (found.versions, found.tickets, found.differs) == (0, 0, False)
