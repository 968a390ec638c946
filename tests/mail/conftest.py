"""Letters the mail tests share, and the golden files.

Golden files hold what a client would read. After a wanted change renew them and read the difference:
`RENEW_GOLDEN=1 .venv/bin/pytest tests/mail`.
"""

import os
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from sync.letters import Envelope, Milestone, MilestoneSummary, StripStep

GOLDEN = Path(__file__).parent / "golden"
STAGES = ("Initiation", "Planning", "Execution", "Quality Review", "Client approval", "Delivery")


def strip(here: str) -> tuple[StripStep, ...]:
    at = STAGES.index(here)
    places = ("done",) * at + ("here",) + ("ahead",) * (len(STAGES) - at - 1)
    return tuple(StripStep(stage, place) for stage, place in zip(STAGES, places, strict=True))


@pytest.fixture
def milestone() -> Milestone:
    """A milestone with everything in it."""
    return Milestone(
        name="Payment interface",
        kind="Deliverable",
        stage="Quality Review",
        reached=date(2026, 11, 20),
        strip=strip("Quality Review"),
        checked=("Every requirement has an acceptance test.", "A second person has reviewed the work."),
        conditions=(("The handbook is complete.", date(2026, 12, 5)),),
        next_stage="Client approval",
        due=date(2026, 12, 11),
        facts=(("Mitigation", "A second test environment is booked."),),
    )


@pytest.fixture
def last_milestone() -> Milestone:
    """A milestone in its last stage, with little to tell."""
    return Milestone("Data rehearsal", "Milestone", "Delivery", date(2026, 11, 1), strip("Delivery"))


@pytest.fixture
def letter(milestone, last_milestone) -> MilestoneSummary:
    return MilestoneSummary(
        engagement="apollo-internal",
        client="Apollo Bank",
        health="on_track",
        reason="Both milestones were reached before their agreed dates.",
        milestones=(milestone, last_milestone),
        day=date(2026, 11, 22),
    )


@pytest.fixture
def letters(letter, last_milestone) -> dict[str, MilestoneSummary]:
    """One letter per health word; the last one as short as a letter can be."""
    bare = replace(last_milestone, strip=(), kind="Data rehearsal")
    return {
        "on_track": letter,
        "at_risk": replace(
            letter, health="at_risk", reason="The test starts a week late.", milestones=letter.milestones[:1]
        ),
        "off_track": replace(letter, health="off_track", reason="", milestones=(bare,)),
    }


@pytest.fixture
def envelope() -> Envelope:
    return Envelope(
        sender="Delivery <delivery@acme.example>",
        to=("Ana Diaz <ana@client.example>", "bo@client.example"),
        message_id="<summary-1@acme.example>",
        sent_at=1795341600.0,
    )


@pytest.fixture
def same_as_golden() -> Callable[[str, str], None]:
    def compare(name: str, text: str) -> None:
        path = GOLDEN / name
        if os.environ.get("RENEW_GOLDEN"):
            path.write_text(text, encoding="utf-8")
        assert text == path.read_text(encoding="utf-8"), f"{name} differs; see tests/mail/conftest.py to renew it"

    return compare
