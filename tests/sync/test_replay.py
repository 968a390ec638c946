"""The past of an engagement, judged moment by moment: what stood where, and when it is looked at."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from config.load import load_pack
from rules.facts import digest_of
from rules.model import Comment, Neighbour, Outcome, Person, Ticket
from rules.policy import compile_policy
from rules.scene import Setting
from sync.ports import Needs
from sync.remembered import Snapshot
from sync.trying.past import NOT_READ, Past, Wanted, parts_unread
from sync.trying.replay import MOST_LOOKS, Judging, Replay, sides_of

MONDAY = datetime(2026, 3, 9, 9, tzinfo=UTC)
STAGES = "stages: [{stage: Work}, {stage: Review}, {stage: Done}]\n"
ALL = Wanted(Needs())


def day(number):
    return MONDAY + timedelta(days=number)


def policy(*rules):
    text = f"pack: tried\n{STAGES}rules:\n" + "".join(f"  - {rule}\n" for rule in rules)
    pack, mistakes = load_pack(text.encode(), "tried.yaml")
    assert pack is not None, mistakes
    return compile_policy((pack,), Setting(home="APO-1", hold_status="Blocked"), {})


def seen(number, at, **facts):
    """A version of the ticket of this number, seen so many days after the beginning."""
    told = {"status": "Work", "type": "Task", "created": MONDAY, **facts}
    ticket = Ticket("acme-jira", str(number), f"APO-{number}", **told)
    return Snapshot("apollo", ticket, digest_of(ticket), day(at), MONDAY)


def looks(before, after, versions, *, since=0, until=10, wanted=ALL):
    judging = Judging(sides_of(before, after), (), lambda _ticket: False)
    replay = Replay(Past(after.setting, wanted), judging, day(until))
    return list(replay.looks(versions, day(since)))


def told(found, outcome=Outcome.FAIL):
    """Return which ticket has the outcome at which moment, in days since the beginning."""
    return [
        (look.after.ticket.key, (look.at - MONDAY) / timedelta(days=1))
        for look in found
        if look.after.verdict.with_outcome(outcome)
    ]


NOTHING = policy("{name: anything, says: Anything., must: [{field: type, is: filled in}]}")


def test_a_child_is_seen_as_it_stood_then_and_its_parent_is_looked_at_when_it_changes():
    done = policy("{name: parts-done, says: Parts done., when: {type: Story}, must: [{children: any, is: complete}]}")
    versions = [
        seen(1, 0, type="Story"),
        seen(2, 1, parent="APO-1", status="Done"),
        seen(2, 3, parent="APO-1", status="Work"),
        seen(2, 5, parent="APO-1", status="Done"),
    ]
    assert told(looks(NOTHING, done, versions)) == [("APO-1", 0), ("APO-1", 3)]


def test_a_child_that_moved_to_another_parent_is_its_child_no_more():
    childless = policy("{name: childless, says: Childless., when: {type: Story}, must: [{children: any, is: absent}]}")
    versions = [
        seen(1, 0, type="Story"),
        seen(2, 0, type="Story"),
        seen(3, 1, parent="APO-1"),
        seen(3, 2, parent="APO-2"),
        seen(1, 4, type="Story", title="Looked at again"),
    ]
    assert told(looks(NOTHING, childless, versions)) == [("APO-1", 1), ("APO-2", 2)]


def test_a_ticket_is_looked_at_when_one_it_is_linked_to_changes():
    unblocked = policy("{name: free, says: Free., must: [{link: is blocked by, all_in_stage: [Done]}]}")
    link = Neighbour("APO-2", status="Work", wording="is blocked by")
    versions = [seen(2, 0, status="Done"), seen(1, 0, links=(link,)), seen(2, 4, status="Review")]
    assert told(looks(NOTHING, unblocked, versions)) == [("APO-1", 4)]


def test_the_home_ticket_is_looked_at_soon_after_any_other_changed():
    planned = policy("{name: planned, says: Planned., must: [{engagement: {type: Audit}, is: absent}]}")
    versions = [seen(1, 0), seen(2, 1), seen(3, 2, type="Audit")]
    assert told(looks(NOTHING, planned, versions)) == [("APO-1", 2 + 1 / 24)]


def test_time_alone_is_looked_at_when_it_can_change_a_verdict():
    quick = policy("{name: quick, says: Quick., must: [{time_in: status, at_most: 16 hours}]}")
    found = looks(NOTHING, quick, [seen(1, 0)])
    # Two days of work have passed on Tuesday evening; more than that only after Wednesday's opening.
    assert [look.at for look in found] == [day(2) + timedelta(minutes=1)]


def test_looks_because_of_time_alone_are_bounded_and_the_last_is_at_the_end():
    overdue = policy("{name: in-time, says: In time., must: [{field: due, not_before: today}]}")
    found = looks(NOTHING, overdue, [seen(1, 0, due=MONDAY.date() - timedelta(days=1))], until=400)
    assert Counter(look.after.ticket.key for look in found)["APO-1"] == MOST_LOOKS + 2
    assert found[-1].at == day(400)


def test_it_begins_with_every_ticket_as_it_stood_and_goes_on_in_order_of_time():
    titled = policy("{name: titled, says: Titled., must: [{field: title, is: filled in}]}")
    versions = [seen(1, 0, title="Once"), seen(2, 0), seen(1, 1), seen(2, 4, title="Now"), seen(1, 5)]
    assert told(looks(NOTHING, titled, versions, since=3)) == [("APO-1", 3), ("APO-2", 3), ("APO-1", 5)]


def test_a_version_seen_after_the_end_does_not_count():
    titled = policy("{name: titled, says: Titled., must: [{field: title, is: filled in}]}")
    versions = [seen(1, 0, title="Now"), seen(1, 5)]
    assert told(looks(NOTHING, titled, versions, until=4)) == []


def test_what_makes_no_difference_is_not_told():
    both = policy("{name: titled, says: Titled., must: [{field: title, is: filled in}]}")
    assert looks(both, both, [seen(1, 0), seen(1, 2, description="More")]) == []


def test_a_held_ticket_without_moves_answers_for_the_stage_its_versions_tell():
    reviewed = policy("{name: reviewed, says: Reviewed., when: {stage: Review}, must: [{label: reviewed}]}")
    versions = [seen(1, 0, status="Review"), seen(1, 2, status="Blocked"), seen(1, 4, status="Work")]
    assert told(looks(NOTHING, reviewed, versions)) == [("APO-1", 0), ("APO-1", 2)]


@pytest.mark.parametrize(
    ("facts", "outcome"),
    [({}, Outcome.UNKNOWN), ({"fields": {"Impact": None}}, Outcome.FAIL), ({"fields": {"Impact": "High"}}, None)],
)
def test_a_field_a_version_does_not_hold_was_not_read_then(facts, outcome):
    impact = policy("{name: impact, says: Impact., must: [{field: Impact, is: filled in}]}")
    found = looks(NOTHING, impact, [seen(1, 0, **facts)], wanted=Wanted(Needs(fields={"Impact": None})))
    assert [one.outcome for look in found for one in look.after.verdict.findings] == ([outcome] if outcome else [])


def test_a_native_fact_is_always_read():
    owned = policy("{name: owned, says: Owned., must: [{field: owner, is: a person}]}")
    found = looks(NOTHING, owned, [seen(1, 0)], wanted=Wanted(Needs(fields={"owner": "Responsible"})))
    assert told(found) == [("APO-1", 0)]


def test_parts_that_were_asked_for_or_that_a_version_shows_were_read():
    said = Comment("1", Person("u1"), "Done.", MONDAY)
    versions = [seen(1, 0, comments=(said,))]
    wanted = Needs(comments=True, links=True, attachments=True)
    assert parts_unread(wanted, Needs(links=True), versions) == {"attachments"}


def test_a_part_never_read_is_unseen_with_the_reason():
    past = Past(Setting(), Wanted(Needs(), frozenset({"links"})))
    past.take_in(seen(1, 0, unseen={"comments": "hidden"}))
    assert past.seen["1"].snapshot.ticket.unseen == {"links": NOT_READ, "comments": "hidden"}


def test_rules_are_the_same_where_they_ask_the_same_whatever_their_wording():
    before = policy("{name: one, says: A., must: [{label: a}]}", "{name: two, says: B., must: [{label: b}]}")
    after = policy("{name: one, says: Anew., must: [{label: a}]}", "{name: two, says: B., must: [{label: c}]}")
    sides = sides_of(before, after)
    assert [[rule.name for rule in one.rules] for one in (sides.shared, sides.before, sides.after)] == [
        ["one"],
        ["two"],
        ["two"],
    ]
