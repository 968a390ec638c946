"""The health word of a client's mail: only dates of what the client may see make it worse."""

from datetime import date
from zoneinfo import ZoneInfo

import pytest

from rules.calendar import Calendar
from rules.model import Standing, Ticket, Verdict
from sync.dates.delays import Dates, health_of
from sync.engagement import Client, ClientVisible, Engagement, Scope, ScopeKind
from sync.plan import Subject
from sync.remembered import Footprint
from sync.render.frame import reason_of
from sync.render.wording import wording_of

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
    health = health_of(subjects, Dates(), APOLLO, Calendar(), TODAY)
    return health.word, reason_of(health, wording_of("en"))


LATE = ticket(date(2026, 3, 6))
NEAR = ticket(date(2026, 3, 16), Standing.BLOCKED)


@pytest.mark.parametrize(
    ("subjects", "health", "reason"),
    [
        ((), "on_track", "Work moves as planned."),
        ((NEAR,), "at_risk", "1 piece of work due within five working days still needs our quality checks."),
        ((NEAR, NEAR), "at_risk", "2 pieces of work due within five working days still need our quality checks."),
        ((LATE,), "off_track", "1 planned date has passed before the work was done."),
        ((LATE, LATE, NEAR), "off_track", "2 planned dates have passed before the work was done."),
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
