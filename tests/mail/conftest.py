"""Letters the mail tests share, and the golden files.

Golden files hold what a client would read. After a wanted change renew them and read the difference:
`RENEW_GOLDEN=1 .venv/bin/pytest tests/mail`.
"""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from sync.clients.letters import Envelope, Milestone, MilestoneSummary
from sync.render.samples import LETTERS

GOLDEN = Path(__file__).parent / "golden"


@pytest.fixture
def letter() -> MilestoneSummary:
    """A summary of two milestones: one with everything in it, one with little to tell."""
    return LETTERS["milestone"]


@pytest.fixture
def milestone(letter) -> Milestone:
    return letter.milestones[0]


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
