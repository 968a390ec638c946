"""Tickets, verdicts and actions come back from their facts as they went in."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from typing import get_type_hints

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.facts import digest_of, facts_of, packed, ticket_of, unpacked, verdict_facts, verdict_of
from rules.model import (
    Checklist,
    Comment,
    Finding,
    Gate,
    Item,
    Move,
    Neighbour,
    Outcome,
    Person,
    Severity,
    Standing,
    Ticket,
    Verdict,
    Waiver,
)
from state.action_facts import action_of, actions_of, packed_action, packed_actions
from sync.actions import Action, ActionState, Verb
from sync.comment import Fold, Footer, Headline, Paragraph, Point, Points, Run, StickyComment

NOON = datetime(2026, 3, 9, 12, tzinfo=UTC)
TEXT = st.text(max_size=12)
WORDS = st.lists(TEXT, max_size=3).map(tuple)
MOMENTS = st.datetimes(
    datetime(1990, 1, 1),
    timezones=st.sampled_from([UTC, timezone(timedelta(hours=5, minutes=30)), timezone(timedelta(hours=-8))]),
)


def each(made, **given_parts):
    """Build a value with every attribute drawn, those with a default too."""
    hints = get_type_hints(made)
    return st.builds(made, **{name: given_parts.get(name, _drawn(hint)) for name, hint in hints.items()})


def _drawn(hint):
    known = {str: TEXT, str | None: st.none() | TEXT, datetime: MOMENTS, datetime | None: st.none() | MOMENTS}
    known[tuple[str, ...]] = WORDS
    known[int] = st.integers(0, 10_000)
    return known[hint] if hint in known else st.from_type(hint)


def some(parts):
    return st.lists(parts, max_size=3).map(tuple)


PEOPLE = each(Person)
NUMBERS = st.integers() | st.floats(allow_nan=False)
SCALARS = TEXT | NUMBERS | st.booleans() | st.dates() | MOMENTS | PEOPLE
FIELDS = st.dictionaries(TEXT, st.none() | SCALARS | some(SCALARS), max_size=5)
MAYBE = st.none() | PEOPLE
HOURS = st.none() | st.floats(allow_nan=False)
TICKETS = each(
    Ticket,
    assignee=MAYBE,
    reporter=MAYBE,
    owner=MAYBE,
    estimate=HOURS,
    time_spent=HOURS,
    fields=FIELDS,
    unseen=st.dictionaries(TEXT, TEXT, max_size=2),
    checklists=some(each(Checklist, items=some(each(Item)))),
    links=some(each(Neighbour)),
    children=some(each(Neighbour)),
    comments=some(each(Comment, author=PEOPLE)),
    moves=some(each(Move, by=MAYBE)),
)
FINDINGS = each(Finding, gate=st.none() | each(Gate), waiver=st.none() | each(Waiver))
VERDICTS = each(Verdict, findings=some(FINDINGS), stages=st.dictionaries(TEXT, TEXT, max_size=2))
RUNS = some(each(Run))
BLOCKS = (
    each(Headline, runs=RUNS)
    | each(Points, points=some(each(Point, runs=RUNS, fix=RUNS)))
    | each(Paragraph, runs=RUNS)
    | each(Fold, lines=some(RUNS))
    | each(Footer, runs=RUNS)
)
ACTIONS = each(Action, comment=st.none() | each(StickyComment, blocks=some(BLOCKS)))


def through_json(facts):
    return unpacked(packed(facts))


@given(TICKETS)
def test_a_ticket_comes_back_from_its_facts(ticket):
    back = ticket_of(through_json(facts_of(ticket)))

    assert back == ticket
    kinds = {name: type(value) for name, value in ticket.fields.items()}
    assert {name: type(value) for name, value in back.fields.items()} == kinds


@given(VERDICTS)
def test_a_verdict_comes_back_from_its_facts(verdict):
    assert verdict_of(through_json(verdict_facts(verdict))) == verdict


@given(ACTIONS)
def test_an_action_comes_back_with_its_comment(action):
    back = action_of(packed_action(action))

    assert back == action
    assert (type(back.verb), type(back.state)) == (Verb, ActionState)


@given(some(ACTIONS))
def test_actions_come_back_in_their_order(actions):
    assert actions_of(packed_actions(actions)) == actions


@pytest.mark.parametrize(
    "value",
    ["2026-03-09", date(2026, 3, 9), NOON, 1, 1.0, True, 2**80, float("inf"), None, "", (), ("a", 1, False), Person()],
    ids=repr,
)
def test_a_field_keeps_its_type(value):
    ticket = Ticket("jira", "1", "APO-1", fields={"Field": value})

    back = ticket_of(through_json(facts_of(ticket))).fields["Field"]

    assert (back, type(back)) == (value, type(value))


def test_facts_leave_out_what_a_ticket_does_not_have():
    assert facts_of(Ticket("jira", "1", "APO-1")) == {"source": "jira", "id": "1", "key": "APO-1"}


def test_empty_text_is_not_taken_for_no_text():
    assert ticket_of(facts_of(Ticket("jira", "1", "APO-1", description=""))).description == ""


def test_text_cut_in_the_middle_of_an_emoji_survives():
    ticket = Ticket("jira", "1", "APO-1", title="Rocket \ud83d", fields={"Days": 2**70})

    assert ticket_of(through_json(facts_of(ticket))) == ticket
    assert len(digest_of(ticket)) == 64


def test_facts_are_plain_json():
    ticket = Ticket("jira", "1", "APO-1", assignee=Person("a"), due=date(2026, 3, 9), fields={"Next review": NOON})

    assert orjson.loads(orjson.dumps(facts_of(ticket), option=orjson.OPT_PASSTHROUGH_DATACLASS)) == facts_of(ticket)


def test_facts_no_version_ever_wrote_are_refused():
    with pytest.raises(TypeError, match="flavour"):
        ticket_of({"source": "jira", "id": "1", "key": "APO-1", "flavour": "sour"})


@given(TICKETS, st.none() | MOMENTS)
def test_the_change_time_alone_gives_no_other_digest(ticket, updated):
    assert digest_of(ticket) == digest_of(replace(ticket, updated=updated))


@pytest.mark.parametrize(
    "change",
    [
        {"key": "APO-2"},
        {"title": "Other"},
        {"due": date(2026, 3, 10)},
        {"fields": {"Impact": "high"}},
        {"fields": {"Impact": None}},
        {"comments": (Comment("1", Person("a"), "peer review: passed", NOON),)},
        {"unseen": {"owner": "not asked for"}},
    ],
    ids=str,
)
def test_any_other_change_gives_another_digest(change):
    ticket = Ticket("jira", "1", "APO-1", due=date(2026, 3, 9))

    assert digest_of(ticket) != digest_of(replace(ticket, **change))


def test_the_digest_does_not_hang_on_the_order_of_fields_or_the_zone_of_a_moment():
    in_kolkata = NOON.astimezone(timezone(timedelta(hours=5, minutes=30)))
    one = Ticket("jira", "1", "APO-1", created=NOON, fields={"Impact": "High", "Probability": "Low"})
    other = replace(one, created=in_kolkata, fields={"Probability": "Low", "Impact": "High"})

    assert digest_of(one) == digest_of(other)


def test_the_digest_is_the_same_in_every_version():
    """Another digest here makes every stored ticket look changed: only on purpose."""
    ticket = Ticket(
        "jira",
        "1",
        "APO-1",
        due=date(2026, 3, 9),
        estimate=3.0,
        assignee=Person("5b10", name="Bo"),
        fields={"Impact": "High", "Next review": date(2026, 4, 1), "Tried": ("a", 1, True)},
    )

    assert digest_of(ticket) == "5ecd664eac62b5888e15a51905ec48b50d880eb81e4a56e5273439667ad8165d"


def test_findings_alike_are_read_once():
    finding = Finding("has-owner", Outcome.FAIL, Severity.WARN, found="empty", wanted="filled in")
    verdict = Verdict("1", Standing.ATTENTION, (finding, finding))

    first, second = verdict_of(through_json(verdict_facts(verdict))).findings

    assert first is second
