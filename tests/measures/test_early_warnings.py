"""Early warnings tell what can still be turned, and nothing else."""

from datetime import UTC, date, datetime, timedelta

import pytest

from rules.measures.case import Agreement, Case, Colleague, EngagementHistory, Kind, Span
from rules.measures.signals import SignalKind, signals
from rules.model import Finding, Outcome, Person, Severity, Ticket
from rules.scene import Setting
from rules.terms import Duration
from rules.timed import Visit

NOW = datetime(2026, 3, 9, 12, tzinfo=UTC)  # a Monday
STAGES = ("Assigned", "In Progress", "Review", "Delivered")
SETTING = Setting(
    order={"work-item": {stage.casefold(): place for place, stage in enumerate(STAGES)}},
    stages={"work-item": {stage.casefold(): stage for stage in STAGES}},
    takes={"work-item": {"review": Duration(2, "working days")}},
)


def told(*cases, **more):
    return signals(EngagementHistory("apollo", NOW, SETTING, cases=cases, **more))


def work(status="Review", number=1, **more):
    known = {
        name: more.pop(name) for name in ("due", "start", "updated", "estimate", "assignee", "done") if name in more
    }
    ticket = Ticket("s", str(number), f"APO-{number}", status=status, created=NOW - timedelta(days=30), **known)
    return Case(ticket, frozenset({Kind.WORK}), **more)


def kinds(*cases, **more):
    return [signal.kind for signal in told(*cases, **more)]


@pytest.mark.parametrize(
    ("status", "due", "warns"),
    [
        ("Assigned", 9, True),
        ("In Progress", 16, True),  # five working days ahead
        ("In Progress", 17, False),
        ("Review", 10, False),
        ("Assigned", 6, False),  # that is late, not early
        ("Elsewhere", 10, False),
    ],
)
def test_work_due_soon_that_is_in_the_first_half_of_its_stages(status, due, warns):
    assert kinds(work(status, due=date(2026, 3, due))) == ([SignalKind.DUE_SOON_AND_EARLY] if warns else [])


@pytest.mark.parametrize(
    ("outcome", "severity", "warns"),
    [
        (Outcome.FAIL, Severity.BLOCK, True),
        (Outcome.FAIL, Severity.WARN, False),
        (Outcome.PENDING, Severity.BLOCK, False),
    ],
)
def test_work_due_soon_whose_gate_is_not_met_names_the_rules(outcome, severity, warns):
    found = told(work(due=date(2026, 3, 10), findings=(Finding("tested", outcome, severity),)))
    says = ["Due on 2026-03-10, and the gate still asks for: tested."] if warns else []
    assert [signal.says for signal in found] == says


@pytest.mark.parametrize(("hours", "warns"), [(12, False), (13, True), (16, True), (17, False)])
def test_a_stage_of_which_four_fifths_are_used(hours, warns):
    begin = datetime(2026, 3, 2, 9, tzinfo=UTC)
    earlier = Visit("Review", begin, SETTING.calendar.moment_after(begin, hours - 8))
    entered = NOW - timedelta(days=3)  # Friday at noon: eight working hours ago
    case = work(path={"work-item": (earlier, Visit("Review", entered, None))})
    assert kinds(case) == ([SignalKind.STAGE_NEARLY_OVER] if warns else [])


@pytest.mark.parametrize(("begin", "end", "warns"), [(2, None, True), (3, None, False), (2, NOW, False)])
def test_a_ticket_that_waits_for_the_client_for_a_week(begin, end, warns):
    case = work(waiting=(Span(datetime(2026, 3, begin, 12, tzinfo=UTC), end),))
    assert kinds(case) == ([SignalKind.LONG_WITH_CLIENT] if warns else [])


@pytest.mark.parametrize(("day", "begun", "warns"), [(20, True, True), (24, True, False), (20, False, False)])
def test_work_that_has_begun_and_in_which_nothing_changed_for_two_weeks(day, begun, warns):
    updated = datetime(2026, 2, day, 12, tzinfo=UTC)
    assert kinds(work(updated=updated, begun=updated if begun else None)) == ([SignalKind.QUIET] if warns else [])


@pytest.mark.parametrize(("times", "warns"), [(1, False), (2, True)])
def test_an_agreed_day_that_moved_twice(times, warns):
    agreement = Agreement(date(2026, 4, 1), (NOW,) * times)
    assert kinds(work(agreement=agreement)) == ([SignalKind.DATE_KEEPS_MOVING] if warns else [])


def test_three_starts_in_one_week_are_seen_weeks_before():
    starts = [work(number=place, start=date(2026, 3, 23 + place)) for place in range(3)]
    assert [(one.kind, one.about, one.says) for one in told(*starts)] == [
        (SignalKind.STARTS_CLASH, "2026-W13", "3 tickets start in week 2026-W13.")
    ]
    assert told(*starts[:2]) == ()


def test_somebody_whose_hours_are_planned_more_than_once():
    task = work(
        start=date(2026, 3, 10), due=date(2026, 4, 6), estimate=100.0, assignee=Person(email="ana@acme.example")
    )
    (signal,) = told(task, people={"ana@acme.example": Colleague(20)})
    assert (signal.kind, signal.about) == (SignalKind.OVER_COMMITTED, "ana@acme.example")
    assert signal.says == "125 % of the hours of the next four weeks are planned."
    assert told(task, people={"ana@acme.example": Colleague(40)}) == ()
    assert told(task) == ()


def test_a_ticket_that_is_done_warns_of_nothing():
    assert told(work("Assigned", due=date(2026, 3, 10), done=True)) == ()
