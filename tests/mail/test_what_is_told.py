"""Which dates, weeks and changes become letters, and what they tell."""

from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from rules.model import Finding, Move, Outcome, Severity, Standing, Ticket, Verdict
from rules.pack import Pack, Stage
from rules.policy import compile_policy
from rules.scene import Setting
from sync.clients.delay_letters import delay_alert
from sync.clients.letters import Health
from sync.clients.scope_letters import waiting_changes
from sync.clients.weekly_letters import weekly_update
from sync.dates.delays import Dates, health_of, recoveries, slips
from sync.dates.forecast import Forecast
from sync.dates.promise import Ground, Promise, Revision
from sync.engagement import Client, ClientVisible, Engagement, Scope, ScopeKind
from sync.plan import Subject
from sync.remembered import Footprint

TODAY = date(2026, 11, 20)  # a Friday
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
PACK = Pack("delivery", stages=tuple(map(Stage, ("Work", "Quality Review", "Client Acceptance", "Closure"))))
CHANGES = Pack("change-control", stages=tuple(map(Stage, ("Assessed", "With Client", "Approved"))))
POLICY = compile_policy((PACK, CHANGES), Setting(hold_status="Blocked"), {})
CALENDAR = POLICY.setting.calendar
APOLLO = Engagement(
    name="apollo",
    source="jira",
    scope=Scope(ScopeKind.PROJECT, "APO"),
    packs=("delivery", "change-control"),
    client=Client("Apollo Bank", ZoneInfo("UTC")),
    client_visible=ClientVisible(("Deliverable", "Risk", "Change Request"), ("Mitigation", "Reason"), "title"),
)


def one(name="Payments", stage="Work", standing=Standing.CLEAR, findings=(), **facts):
    ticket = Ticket("jira", name, f"APO-{name}", title=name, **{"type": "Deliverable", **facts})
    pack = "change-control" if ticket.type == "Change Request" else "delivery"
    return Subject(ticket, Verdict(name, standing, findings, {pack: stage}), Footprint(name))


def dates(agreed=None, forecast=None, confidence=0.9):
    promises = {} if agreed is None else {"Payments": Promise(agreed, Ground.STAGE, NOON)}
    forecasts = {} if forecast is None else {"Payments": Forecast(forecast, 30, confidence)}
    return Dates(promises, forecasts)


def day(number):
    return date(2026, 11, number)


FRIDAY, MONDAY, NEXT_FRIDAY = day(20), day(23), day(27)


@pytest.mark.parametrize(
    ("due", "seen", "told"),
    [
        (NEXT_FRIDAY, dates(NEXT_FRIDAY), None),
        (NEXT_FRIDAY, dates(day(24)), ("moved", NEXT_FRIDAY, 3)),
        (day(24), dates(NEXT_FRIDAY), None),
        (day(29), dates(NEXT_FRIDAY), None),  # a Sunday is no working day later
        (day(19), dates(day(19)), ("late", None, 1)),
        (FRIDAY, dates(FRIDAY), None),
        (day(19), dates(day(17)), ("late", None, 3)),
        (day(19), dates(day(17), forecast=NEXT_FRIDAY), ("late", NEXT_FRIDAY, 8)),
        (day(19), dates(day(17), forecast=day(18)), ("late", None, 3)),
        (day(19), Dates(), ("late", None, 1)),
        (day(19), dates(NEXT_FRIDAY), ("late", None, 1)),
        (NEXT_FRIDAY, dates(NEXT_FRIDAY, forecast=day(30)), ("likely_late", day(30), 1)),
        (NEXT_FRIDAY, dates(NEXT_FRIDAY, forecast=day(30), confidence=0.69), None),
        (NEXT_FRIDAY, dates(NEXT_FRIDAY, forecast=day(30), confidence=0.70), ("likely_late", day(30), 1)),
        (NEXT_FRIDAY, dates(NEXT_FRIDAY, forecast=NEXT_FRIDAY), None),
        (NEXT_FRIDAY, dates(day(26), forecast=day(30)), ("moved", NEXT_FRIDAY, 1)),
        (None, dates(NEXT_FRIDAY, forecast=day(30)), ("likely_late", day(30), 1)),
        (None, Dates(), None),
    ],
)
def test_a_date_slips_by_whole_working_days(due, seen, told):
    found = slips([one(due=due)], seen, APOLLO, CALENDAR, TODAY)
    assert [(slip.state, slip.expected, slip.days) for slip in found] == ([told] if told else [])


def test_a_weekend_after_the_day_is_no_delay_and_no_good_news():
    sunday, friday = day(22), [one(due=FRIDAY)]
    for told in (slips, recoveries):
        assert told(friday, dates(FRIDAY), APOLLO, CALENDAR, sunday) == ()
    assert [slip.days for slip in slips(friday, dates(FRIDAY), APOLLO, CALENDAR, MONDAY)] == [1]


def test_what_is_done_slips_no_more():
    assert slips([one(due=day(1), done=True)], dates(day(1)), APOLLO, CALENDAR, TODAY) == ()


@pytest.mark.parametrize(
    ("facts", "seen", "told"),
    [
        ({"due": NEXT_FRIDAY}, dates(NEXT_FRIDAY), (NEXT_FRIDAY, 0)),
        ({"due": NEXT_FRIDAY}, dates(NEXT_FRIDAY, forecast=day(25), confidence=0.1), (NEXT_FRIDAY, 0)),
        ({"due": day(24)}, dates(NEXT_FRIDAY, forecast=day(25), confidence=0.1), (day(25), -2)),
        ({"due": None}, dates(NEXT_FRIDAY, forecast=day(25), confidence=0.1), (day(25), -2)),
        ({"due": None}, dates(NEXT_FRIDAY), None),
        ({"due": NEXT_FRIDAY}, dates(NEXT_FRIDAY, forecast=day(30), confidence=0.6), None),
        ({"due": day(30)}, dates(NEXT_FRIDAY), None),
        ({"due": day(18)}, dates(NEXT_FRIDAY), None),
        ({"due": day(18)}, dates(NEXT_FRIDAY, forecast=day(25), confidence=0.1), None),
        ({"done": True, "resolved": NOON}, dates(MONDAY), (FRIDAY, -1)),
        ({"done": True, "resolved": NOON}, dates(day(19)), None),
    ],
)
def test_what_was_warned_of_is_told_again_once_the_promise_is_kept(facts, seen, told):
    found = recoveries([one(**facts)], seen, APOLLO, CALENDAR, TODAY)
    assert [(slip.expected, slip.days) for slip in found] == ([told] if told else [])


def test_an_alert_tells_the_moves_in_the_clients_days_with_the_newest_reason():
    late_evening = datetime(2026, 11, 18, 23, 30, tzinfo=UTC)
    moves = (Revision(NOON, day(20), day(24), "Illness"), Revision(late_evening, day(24), NEXT_FRIDAY))
    seen = Dates({"Payments": Promise(day(20), Ground.STAGE, NOON, moves)})
    berlin = replace(APOLLO, client=replace(APOLLO.client, zone=ZoneInfo("Europe/Berlin")))
    subject = one(due=NEXT_FRIDAY, fields={"Mitigation": "Two people join.", "Reason": "Illness"})
    letter = delay_alert(slips([subject], seen, berlin, CALENDAR, TODAY), seen, berlin, TODAY)
    (delay,) = letter.delays
    assert letter.health == Health("off_track", "moved", 1)
    assert [(change.day, change.reason) for change in delay.history] == [(day(20), "Illness"), (day(19), "")]
    assert (delay.reason, delay.mitigation, delay.slip) == ("", "Two people join.", 5)


@pytest.mark.parametrize(
    ("subject", "seen", "health"),
    [
        (one(due=NEXT_FRIDAY), Dates(), Health("on_track")),
        (one(due=day(19)), Dates(), Health("off_track", "late", 1)),
        (one(due=NEXT_FRIDAY), dates(day(24)), Health("off_track", "moved", 1)),
        (one(due=NEXT_FRIDAY), dates(NEXT_FRIDAY, forecast=day(30)), Health("at_risk", "likely_late", 1)),
        (one(due=NEXT_FRIDAY, standing=Standing.BLOCKED), Dates(), Health("at_risk", "needs_checks", 1)),
        (one(due=day(30), standing=Standing.BLOCKED), Dates(), Health("on_track")),
        (one(due=day(19), type="Story"), Dates(), Health("on_track")),
    ],
)
def test_the_worst_date_makes_the_health_word(subject, seen, health):
    assert health_of([subject], seen, APOLLO, CALENDAR, TODAY) == health


def moved(number, to="doing"):
    return (Move("new", to, datetime(2026, 11, number, 10, tzinfo=UTC)),)


NOTHING = Dates()


def week(*subjects, seen=NOTHING):
    return weekly_update(subjects, seen, APOLLO, POLICY, TODAY)


@pytest.mark.parametrize(
    ("moves", "names"), [(moved(14), ["Payments"]), (moved(13), []), (moved(18, to="Blocked"), [])]
)
def test_progress_is_what_moved_in_the_last_seven_days_but_into_a_hold(moves, names):
    letter = week(one(moves=moves))
    assert [step.name for step in letter.progress] == names
    assert letter.unchanged == 1 - len(names)


def test_progress_tells_stage_strip_and_both_dates_where_they_differ():
    letter = week(one(stage="Quality Review", moves=moved(18), due=NEXT_FRIDAY), seen=dates(day(24)))
    (progress,) = letter.progress
    assert (progress.stage, progress.agreed, progress.expected) == ("Quality Review", day(24), NEXT_FRIDAY)
    assert [step.place for step in progress.strip] == ["done", "here", "ahead", "ahead"]
    assert letter.health.word == "off_track"


def test_what_was_finished_stands_first():
    done = one("Handbook", done=True, resolved=NOON)
    letter = week(one(moves=moved(18)), done)
    assert [(step.name, step.done) for step in letter.progress] == [("Handbook", FRIDAY), ("Payments", None)]
    assert letter.unchanged == 0


def test_next_steps_are_what_is_due_in_two_working_weeks_with_the_stage_ahead():
    letter = week(one("Later", due=date(2026, 12, 7)), one("Soon", due=date(2026, 12, 4)), one("Sooner", due=MONDAY))
    assert [(step.name, step.stage) for step in letter.next_steps] == [
        ("Sooner", "Quality Review"),
        ("Soon", "Quality Review"),
    ]
    assert letter.unchanged == 1


def test_what_waits_in_a_stage_of_the_client_is_needed_from_them():
    letter = week(one(stage="Client Acceptance", due=MONDAY), one("Change", "With Client", type="Change Request"))
    assert [(step.name, step.due) for step in letter.needs] == [("Payments", MONDAY), ("Change", None)]
    assert letter.next_steps == ()


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ({"fields": {"Mitigation": "A spare is booked."}}, ["A spare is booked."]),
        ({"fields": {"Mitigation": " "}}, []),
        ({}, []),
        ({"fields": {"Mitigation": "A spare is booked."}, "done": True}, []),
    ],
)
def test_an_open_risk_is_told_together_with_its_mitigation_or_not_at_all(facts, told):
    letter = week(one("Supplier", type="Risk", **facts))
    assert [risk.mitigation for risk in letter.risks] == told
    assert letter.unchanged == 0


@pytest.mark.parametrize(
    ("subject", "waits"),
    [
        (one(type="Change Request", stage="With Client"), True),
        (one(type="Change Request", stage="With Client", standing=Standing.CONDITIONAL), True),
        (one(type="Change Request", stage="With Client", standing=Standing.BLOCKED), False),
        (one(type="Change Request", stage="With Client", standing=Standing.ATTENTION), False),
        (one(type="Change Request", stage="Assessed"), False),
        (one(type="Change Request", stage="Approved"), False),
        (one(type="Deliverable", stage="With Client"), False),
        (
            one(
                type="Change Request",
                stage="With Client",
                findings=(Finding("a", Outcome.UNKNOWN, Severity.WARN),),
            ),
            False,
        ),
    ],
)
def test_a_change_is_put_to_the_client_once_it_is_complete(subject, waits):
    assert bool(waiting_changes([subject], APOLLO)) is waits
