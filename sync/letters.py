"""What a notice tells a client, as values: already reduced to what the client may see, not yet worded.

Whoever renders these can leak nothing, because nothing internal is in them.
"""

from dataclasses import dataclass
from datetime import date
from typing import Literal

Health = Literal["on_track", "at_risk", "off_track"]


@dataclass(frozen=True, slots=True)
class StripStep:
    """One stage in the strip that shows how far a ticket has come."""

    stage: str
    place: Literal["done", "here", "ahead"]


@dataclass(frozen=True, slots=True)
class Milestone:
    """A client-visible ticket that reached a stage.

    `name` is what the client calls it: a visible title or field, else its type. `checked` are the
    sentences (`says`) of the rules that hold, `conditions` those that were waived, with the waiver's end.
    `facts` are client-visible fields with their values.
    """

    name: str
    kind: str
    stage: str
    reached: date
    strip: tuple[StripStep, ...] = ()
    checked: tuple[str, ...] = ()
    conditions: tuple[tuple[str, date], ...] = ()
    next_stage: str | None = None
    due: date | None = None
    facts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class MilestoneSummary:
    """One letter per engagement and cycle: every milestone reached, with one health word and its reason first."""

    engagement: str
    client: str
    health: Health
    reason: str
    milestones: tuple[Milestone, ...]
    day: date


@dataclass(frozen=True, slots=True)
class Concern:
    """A client-visible ticket with a promise at risk. `amiss` are the sentences (`says`) of the rules that fail,
    `mitigation` is what is done about it, `facts` are other client-visible fields with their values."""

    name: str
    kind: str
    amiss: tuple[str, ...] = ()
    mitigation: str = ""
    due: date | None = None
    facts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Escalation:
    """What a ladder tells a client: an early warning, a formal escalation, or that what they heard of is over."""

    client: str
    about: Literal["warning", "formal", "over"]
    concerns: tuple[Concern, ...]
    day: date


@dataclass(frozen=True, slots=True)
class Envelope:
    """Where a letter goes: one sender address with an optional name, the recipients, a fixed Message-ID."""

    sender: str
    to: tuple[str, ...]
    message_id: str
    sent_at: float  # seconds since the epoch, UTC
