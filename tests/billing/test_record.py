"""What stands on a record for the bill, from tickets and promises alone."""

import csv
import json
from datetime import UTC, date, datetime
from io import StringIO

import pytest

from rules.model import Standing, Ticket, Verdict
from rules.pack import Pack, Stage
from rules.policy import compile_policy
from rules.scene import Setting
from sync.dates.delays import Dates
from sync.dates.promise import Ground, Promise
from sync.engagement import Approval, Billing, Client, Engagement, Scope, ScopeKind
from sync.neighbours.billing import Bill, is_accepted, record_of
from sync.neighbours.billing_words import bill_table, document_of
from sync.plan import Subject
from sync.remembered import Footprint

NOW = datetime(2026, 5, 4, 10, tzinfo=UTC)
STAGES = ("Work", "Review", "Accepted", "Closed")
PACKS = (
    Pack("method", stages=tuple(Stage(name) for name in STAGES)),
    Pack("change-control", stages=(Stage("With Client"), Stage("Approved"))),
)


def policy(home=None):
    return compile_policy(PACKS, Setting(home=home), {})


def engagement(**more):
    told = {"billing": Billing("Accepted"), "approval": Approval("Client approval"), **more}
    return Engagement("apollo", "acme", Scope(ScopeKind.PROJECT, "APO"), ("method",), Client("Apollo"), **told)


def subject(key, stage="Work", pack="method", **facts):
    ticket = Ticket("acme", key, key, **{"type": "Deliverable", "title": key.lower(), **facts})
    return Subject(ticket, Verdict(key, Standing.CLEAR, (), {pack: stage}), Footprint(key))


@pytest.mark.parametrize(
    ("stage", "accepted"), [("Work", False), ("Review", False), ("Accepted", True), ("Closed", True)]
)
def test_the_home_ticket_tells_that_the_client_accepted(stage, accepted):
    subjects = [subject("HOME", stage, type="Task"), subject("A-1", "Work")]
    assert is_accepted(subjects, engagement(), policy("HOME")) is accepted


def test_without_a_home_every_promise_must_have_got_there():
    accepted, open_one = subject("A-1", "Accepted"), subject("A-2", "Review", type="Milestone")
    story = subject("A-3", "Work", type="Story")
    assert is_accepted([accepted, story], engagement(), policy())
    assert not is_accepted([accepted, open_one, story], engagement(), policy())
    assert not is_accepted([story], engagement(), policy())
    assert not is_accepted([accepted], engagement(billing=None), policy())


@pytest.fixture
def record():
    subjects = [
        subject("HOME", "Accepted", type="Task", estimate=99.0),
        subject("A-1", "Accepted", estimate=8.0, time_spent=10.5, due=date(2026, 5, 8), done=True, resolved=NOW),
        subject("A-2", "Accepted", type="Milestone", due=date(2026, 5, 1)),
        subject("A-3", type="Story", estimate=4.0),
        subject("C-1", "Approved", "change-control", type="Change Request", estimate=6.0),
        subject("C-2", "With Client", "change-control", type="Change Request", estimate=7.0),
        subject("C-3", "With Client", "change-control", type="Change Request", fields={"Client approval": "approved"}),
    ]
    dates = Dates({"A-1": Promise(date(2026, 4, 24), Ground.STAGE, NOW)})
    return record_of(subjects, dates, engagement(), policy("HOME"), NOW.date())


def test_scope_is_what_was_promised_with_the_agreed_day_and_not_the_present_one(record):
    assert [(one.ticket, one.agreed, one.done) for one in record.scope] == [
        ("A-1", date(2026, 4, 24), date(2026, 5, 4)),
        ("A-2", date(2026, 5, 1), None),
    ]
    assert (record.agreed, record.accepted) == (date(2026, 5, 1), date(2026, 5, 4))


def test_variations_are_the_changes_the_client_said_yes_to(record):
    assert [one.ticket for one in record.variations] == ["C-1", "C-3"]


def test_effort_counts_what_nobody_told_beside_the_sums(record):
    effort = record.effort
    assert (effort.estimate, effort.spent, effort.unestimated, effort.untracked) == (25.0, 10.5, 2, 5)


def test_effort_that_nobody_told_is_not_known_and_not_zero():
    made = record_of([subject("A-1", "Accepted")], Dates(), engagement(), policy(), NOW.date())
    assert (made.effort.estimate, made.effort.spent, made.agreed) == (None, None, None)
    assert json.loads(document_of(made))["effort"]["estimate_hours"] is None


def test_the_table_has_a_line_for_each_ticket_and_no_formula():
    made = record_of([subject("A-1", "Accepted", title="=HYPERLINK(1)")], Dates(), engagement(), policy(), NOW.date())
    rows = list(csv.reader(StringIO(bill_table(Bill("b", "apollo", document_of(made), NOW)))))
    assert [row[0] for row in rows] == ["kind", "scope", "total"]
    assert rows[1][2] == "'=HYPERLINK(1)"
