"""What was promised stays, however the due date moves after that."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.model import Ticket
from rules.pack import Pack, Stage
from rules.scene import Setting
from sync.dates.promise import NOT_STATED, Ground, promise_of, stages_after_planning
from sync.remembered import Snapshot

PACK = Pack("delivery", stages=tuple(map(Stage, ("Kickoff", "Planning", "Execution", "Closure"))))
STAGES = {"delivery": {"kick": "Kickoff", "plan": "Planning", "doing": "Execution", "closed": "Closure"}}
SETTING = Setting(stages=STAGES, hold_status="Blocked")
FIRST = datetime(2026, 3, 2, 9, tzinfo=UTC)
JUNE, JULY, AUGUST = date(2026, 6, 1), date(2026, 7, 1), date(2026, 8, 3)


def version(day, status="doing", due=None, **fields):
    seen = FIRST + timedelta(days=day)
    return Snapshot("apollo", Ticket("s", "1", "A-1", status=status, due=due, fields=fields), str(day), seen, FIRST)


def promised(*versions, field=None):
    return promise_of(versions, SETTING, [PACK], field)


def test_nothing_is_promised_while_a_ticket_is_planned():
    assert promised(version(0, "kick", JUNE), version(1, "plan", JULY)) is None


def test_the_due_date_of_the_day_planning_was_over_is_the_promise():
    found = promised(version(0, "plan", JUNE), version(3, "doing", JULY), version(9, "closed", AUGUST))
    assert (found.agreed, found.ground, found.since) == (JULY, Ground.STAGE, FIRST + timedelta(days=3))


def test_a_ticket_seen_late_promises_the_first_due_date_seen():
    found = promised(version(0, "doing"), version(1, "doing", JUNE), version(2, "doing", JULY))
    assert (found.agreed, found.ground) == (JUNE, Ground.FIRST_SEEN)


def test_a_ticket_whose_status_belongs_to_no_stage_promises_its_first_due_date():
    assert promised(version(0, "risk open", JUNE)).agreed == JUNE


def test_a_ticket_held_while_it_is_planned_promises_nothing():
    assert promised(version(0, "plan", JUNE), version(1, "Blocked", JULY)) is None


def test_without_a_due_date_nothing_is_promised():
    assert promised(version(0), version(1)) is None


@pytest.mark.parametrize("value", [JULY, datetime(2026, 7, 1, 12, tzinfo=UTC), " 2026-07-01 "])
def test_a_field_may_hold_the_agreed_day_whatever_the_due_date_says(value):
    found = promised(version(0, "plan", JUNE, **{"agreed DATE": value}), field="Agreed date")
    assert (found.agreed, found.ground) == (JULY, Ground.FIELD)


@pytest.mark.parametrize("value", [None, "", "soon", 3, True])
def test_a_field_that_tells_no_day_promises_nothing(value):
    assert promised(version(0, "doing", JUNE, Agreed=value), field="Agreed") is None


def test_every_change_of_the_due_date_is_kept_with_its_reason():
    found = promised(
        version(0, "doing", JUNE),
        version(1, "doing", JULY, Reason="Scope grew\nby two pages"),
        version(2, "doing", AUGUST, Reason="Scope grew\nby two pages"),
        version(3, "doing", None, Reason="On hold"),
    )
    told = [(one.before, one.after, one.reason) for one in found.revisions]
    assert told == [
        (JUNE, JULY, "Scope grew by two pages"),
        (JULY, AUGUST, NOT_STATED),
        (AUGUST, None, "On hold"),
    ]
    assert [one.at.day for one in found.revisions] == [3, 4, 5]


def test_a_reason_given_after_the_date_was_moved_counts_for_it():
    found = promised(version(0, "doing", JUNE), version(1, "doing", JULY), version(2, "doing", JULY, Reason="Holidays"))
    assert [one.reason for one in found.revisions] == ["Holidays"]


@pytest.mark.parametrize(
    ("names", "behind"),
    [
        (("Kickoff", "Planning", "Execution"), {"execution"}),
        (("Service Plan", "Service in Progress", "Feedback"), {"service in progress", "feedback"}),
        (("Intake", "Resolution", "Closure"), {"resolution", "closure"}),
        ((), set()),
    ],
)
def test_stages_after_planning_are_told_by_its_name_else_by_the_first_stage(names, behind):
    pack = Pack("p", stages=tuple(map(Stage, names)))
    assert stages_after_planning([pack]) == {("p", name) for name in behind}


days = st.none() | st.dates(date(2026, 1, 1), date(2027, 1, 1))
versions = st.lists(
    st.builds(version, st.integers(0, 99), st.sampled_from(["plan", "doing", "other", "Blocked"]), days), max_size=12
)


@given(versions)
def test_the_revisions_of_any_past_lead_from_the_promise_to_the_present_due_date(past):
    found = promised(*past)
    if found is None:
        return
    day = found.agreed
    for revision in found.revisions:
        assert revision.before == day
        assert revision.after != day
        day = revision.after
    assert day == past[-1].ticket.due


@given(versions, versions)
def test_a_promise_once_made_is_never_another_one(past, more):
    before, after = promised(*past), promised(*past, *more)
    assert before is None or (before.agreed, before.ground, before.since) == (after.agreed, after.ground, after.since)
