"""The health word of a client's mail: only dates of what the client may see make it worse."""

from datetime import date
from zoneinfo import ZoneInfo

import pytest

from rules.model import Standing, Ticket, Verdict
from rules.policy import compile_policy
from rules.scene import Setting
from sync.engagement import Client, ClientVisible, Engagement, Scope, ScopeKind
from sync.notices import milestone_summary
from sync.plan import Subject
from sync.remembered import Footprint

TODAY = date(2026, 3, 9)  # a Monday
APOLLO = Engagement(
    name="apollo",
    source="acme-jira",
    scope=Scope(ScopeKind.PROJECT, "APO"),
    packs=(),
    client=Client("Apollo Bank", ZoneInfo("UTC")),
    client_visible=ClientVisible(types=("Deliverable",)),
)


def ticket(due, standing=Standing.CLEAR, **facts):
    told = Ticket("acme-jira", "1", "APO-1", **{"type": "Deliverable", **facts}, due=due)
    return Subject(told, Verdict("1", standing, ()), Footprint("1"))


def said(*subjects):
    letter = milestone_summary((), subjects, APOLLO, compile_policy((), Setting(), {}), TODAY)
    return letter.health, letter.reason


LATE = ticket(date(2026, 3, 6))
NEAR = ticket(date(2026, 3, 16), Standing.BLOCKED)


@pytest.mark.parametrize(
    ("subjects", "health", "reason"),
    [
        ((), "on_track", "Work moves as planned."),
        ((NEAR,), "at_risk", "1 deliverable due within five working days still needs our quality checks."),
        ((NEAR, NEAR), "at_risk", "2 deliverables due within five working days still need our quality checks."),
        ((LATE,), "off_track", "1 deliverable past the planned date."),
        ((LATE, LATE, NEAR), "off_track", "2 deliverables past the planned date."),
    ],
)
def test_the_worst_date_makes_the_word(subjects, health, reason):
    assert said(*subjects) == (health, reason)


@pytest.mark.parametrize(
    "subject",
    [
        ticket(date(2026, 3, 17), Standing.BLOCKED),
        ticket(date(2026, 3, 16), Standing.ATTENTION),
        ticket(date(2026, 3, 6), done=True),
        ticket(date(2026, 3, 6), type="Story"),
        ticket(None, Standing.BLOCKED),
    ],
)
def test_nothing_else_does(subject):
    assert said(subject)[0] == "on_track"
