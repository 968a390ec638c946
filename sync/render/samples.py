"""A sample letter of every kind: what layouts are tried on, what golden files hold and what the documentation shows."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from types import MappingProxyType

from sync.clients.letters import (
    Concern,
    DateChange,
    Delay,
    DelayAlert,
    Digest,
    Escalation,
    Health,
    Letter,
    Milestone,
    MilestoneSummary,
    Progress,
    Risk,
    ScopeChange,
    ScopeChangeRequest,
    Single,
    Step,
    StripStep,
    Survey,
    WeeklyUpdate,
)

CLIENT = "Apollo Bank"
DAY = date(2026, 11, 20)
_STAGES = ("Kickoff", "Planning", "Execution", "Quality Review", "Client Acceptance", "Closure")
_BOOKED = "A second test environment is booked, and two people join until the release."
_LATE_SYSTEM = "The test system of the card provider came a week late."


def strip(here: str) -> tuple[StripStep, ...]:
    """Return the strip of a ticket that stands in a stage."""
    at = _STAGES.index(here)
    return tuple(
        StripStep(stage, "done" if place < at else "here" if place == at else "ahead")
        for place, stage in enumerate(_STAGES)
    )


_PAYMENTS = Milestone(
    name="Payment interface",
    kind="Deliverable",
    stage="Quality Review",
    reached=DAY,
    strip=strip("Quality Review"),
    results=(("Deliverable", "https://files.acme.example/apollo/payment-interface"),),
    checked=("Every requirement has an acceptance test.", "A second person has reviewed the work."),
    conditions=(("The handbook is complete.", date(2026, 12, 5)),),
    next_stage="Client Acceptance",
    due=date(2026, 12, 11),
    facts=(("Mitigation", _BOOKED),),
)
_REHEARSAL = Milestone(
    "Data rehearsal", "Milestone", "Planning", date(2026, 11, 18), strip("Planning"), next_stage="Execution"
)
_STATEMENTS = Milestone(
    name="Statement download",
    kind="Deliverable",
    stage="Closure",
    reached=DAY,
    strip=strip("Closure"),
    results=(
        ("Deliverable", "https://files.acme.example/apollo/statements"),
        ("Delivery notes", "Version 2.1, with the handbook for your support team."),
    ),
    checked=("The client has accepted the work.", "The handover was held and its minutes are attached."),
)
_MOVED = Delay(
    name="Payment interface",
    kind="Deliverable",
    state="moved",
    agreed=date(2026, 11, 27),
    expected=date(2026, 12, 4),
    slip=5,
    reason=_LATE_SYSTEM,
    mitigation=_BOOKED,
    history=(
        DateChange(date(2026, 11, 9), date(2026, 11, 27), date(2026, 12, 1)),
        DateChange(DAY, date(2026, 12, 1), date(2026, 12, 4), _LATE_SYSTEM),
    ),
    facts=(("Impact", "The pilot with branch staff starts a week later."),),
)
_PASSED = Delay(
    "Handbook",
    "Deliverable",
    "late",
    agreed=date(2026, 11, 18),
    slip=2,
    mitigation="The missing chapter is written by the developers themselves.",
)
_LIKELY = Delay(
    name="Statement download",
    kind="Deliverable",
    state="likely_late",
    agreed=date(2026, 12, 11),
    expected=date(2026, 12, 16),
    slip=3,
    share=0.83,
    mitigation="We start the review of the finished half now.",
)
_AGAIN = Delay(
    "Payment interface", "Deliverable", "recovered", agreed=date(2026, 11, 27), expected=date(2026, 11, 26), slip=-1
)
_CONCERN = Concern(
    name="Payment interface",
    kind="Deliverable",
    amiss=("The promised date is in no danger.",),
    mitigation=_BOOKED,
    due=date(2026, 12, 11),
    facts=(("Impact", "The pilot starts a week later."),),
)
_UNNAMED = Concern(
    "Deliverable", "Deliverable", ("Every open risk has a person who watches it.",), "It was given to a person today."
)
_WEEK = WeeklyUpdate(
    client=CLIENT,
    health=Health("at_risk", "likely_late", 1),
    day=DAY,
    progress=(
        Progress("Data rehearsal", "Milestone", "Closure", strip("Closure"), done=date(2026, 11, 18)),
        Progress(
            "Payment interface",
            "Deliverable",
            "Quality Review",
            strip("Quality Review"),
            agreed=date(2026, 11, 27),
            expected=date(2026, 12, 4),
        ),
        Progress("Statement download", "Deliverable", "Execution", strip("Execution"), agreed=date(2026, 12, 11)),
    ),
    risks=(Risk("Card provider", "Risk", _BOOKED, "The pilot with branch staff could start a week later."),),
    next_steps=(
        Step("Payment interface", "Deliverable", "Client Acceptance", date(2026, 12, 4)),
        Step("Statement download", "Deliverable", "Quality Review"),
    ),
    needs=(
        Step("Second confirmation above 500 euro", "Change Request", due=date(2026, 11, 25)),
        Step("Handbook", "Deliverable"),
    ),
    unchanged=4,
)
_CHANGE = ScopeChange(
    name="Second confirmation above 500 euro",
    kind="Change Request",
    description="Payments above 500 euro ask for a second confirmation in the app.",
    effort=20,
    on_time="The release moves from 4 to 9 December.",
    on_budget="1,400 euro more.",
    reason="A new rule of the supervisor from January on.",
    facts=(("Impact on deliverables", "The statement download is not touched."),),
)
_MILESTONES = MilestoneSummary(CLIENT, Health("on_track"), (_PAYMENTS, _REHEARSAL), DAY)
_DELAYS = DelayAlert(CLIENT, Health("off_track", "late", 1), (_MOVED, _PASSED, _LIKELY), DAY)

LETTERS: Mapping[str, Single] = MappingProxyType(
    {
        "milestone": _MILESTONES,
        "delivery": MilestoneSummary(CLIENT, Health("on_track"), (_STATEMENTS,), DAY, "delivery"),
        "delay": _DELAYS,
        "delay-forecast": DelayAlert(CLIENT, Health("at_risk", "likely_late", 1), (_LIKELY,), DAY),
        "delay-recovered": DelayAlert(CLIENT, Health("on_track", "recovered", 1), (_AGAIN,), DAY),
        "weekly": _WEEK,
        "weekly-quiet": WeeklyUpdate(CLIENT, Health("on_track"), DAY),
        "scope-change": ScopeChangeRequest(CLIENT, (_CHANGE,), DAY),
        "client-warning": Escalation(CLIENT, "warning", (_CONCERN, _UNNAMED), DAY),
        "formal-escalation": Escalation(CLIENT, "formal", (_CONCERN,), DAY),
        "settled": Escalation(CLIENT, "over", (Concern("Payment interface", "Deliverable"),), DAY),
        "survey": Survey(CLIENT, "closure", DAY, ("Payment interface", "Statement download")),
        "survey-regular": Survey(CLIENT, "regular", DAY, link="https://forms.acme.example/s/apollo?round=2"),
    }
)
_TOLD = replace(_MILESTONES, health=Health("at_risk", "likely_late", 1))
DIGEST = Digest(CLIENT, (_TOLD, LETTERS["delay-forecast"], LETTERS["scope-change"]), DAY)
SAMPLES: Mapping[str, Letter] = MappingProxyType({**LETTERS, "digest": DIGEST})
