"""What a notice tells a client, as values: already reduced to what the client may see, not yet worded.

Whoever renders these can leak nothing, because nothing internal is in them. Days are days in the client's zone;
slips are working days; `name` is what the client calls a ticket: a visible title or field, else its type. Facts are
client-visible fields with their values.
"""

from dataclasses import dataclass
from datetime import date
from typing import Literal

HealthWord = Literal["on_track", "at_risk", "off_track"]
Because = Literal[
    "as_planned", "needs_checks", "likely_late", "moved", "late", "recovered", "warned", "raised", "settled"
]
DelayState = Literal["moved", "late", "likely_late", "recovered"]
Facts = tuple[tuple[str, str | date], ...]


@dataclass(frozen=True, slots=True)
class Health:
    """How things go in one word, and what makes it so; `count` is how many tickets do, 0 where none is counted."""

    word: HealthWord
    because: Because = "as_planned"
    count: int = 0


@dataclass(frozen=True, slots=True)
class StripStep:
    """One stage in the strip that shows how far a ticket has come."""

    stage: str
    place: Literal["done", "here", "ahead"]


@dataclass(frozen=True, slots=True)
class Milestone:
    """A client-visible ticket that reached a stage.

    `results` are facts of what was made. `checked` are the sentences (`says`) of the rules that hold, `conditions`
    those that were waived, with the waiver's end.
    """

    name: str
    kind: str
    stage: str
    reached: date
    strip: tuple[StripStep, ...] = ()
    results: Facts = ()
    checked: tuple[str, ...] = ()
    conditions: tuple[tuple[str, date], ...] = ()
    next_stage: str | None = None
    due: date | None = None
    facts: Facts = ()


@dataclass(frozen=True, slots=True)
class MilestoneSummary:
    """Every milestone an engagement reached in a cycle, or every delivery."""

    client: str
    health: Health
    milestones: tuple[Milestone, ...]
    day: date
    about: Literal["milestone", "delivery"] = "milestone"


@dataclass(frozen=True, slots=True)
class Concern:
    """A client-visible ticket with a promise at risk. `amiss` are the sentences (`says`) of the rules that fail,
    `mitigation` is what is done about it."""

    name: str
    kind: str
    amiss: tuple[str, ...] = ()
    mitigation: str = ""
    due: date | None = None
    facts: Facts = ()


@dataclass(frozen=True, slots=True)
class Escalation:
    """What a ladder tells a client: an early warning, a formal escalation, or that what they heard of is over."""

    client: str
    about: Literal["warning", "formal", "over"]
    concerns: tuple[Concern, ...]
    day: date


@dataclass(frozen=True, slots=True)
class DateChange:
    """A date that became another one; None is no date, an empty `reason` is one nobody stated."""

    day: date
    before: date | None
    after: date | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Delay:
    """A promised date that moved, passed, is likely to be missed, or is kept again.

    `expected` is the revised or forecast date, None where there is none yet; `slip` how far it, or today, lies behind
    the agreed one. `share` of 1 is how many comparable tickets ended later.
    """

    name: str
    kind: str
    state: DelayState
    agreed: date
    expected: date | None = None
    slip: int = 0
    share: float | None = None
    reason: str = ""
    mitigation: str = ""
    history: tuple[DateChange, ...] = ()
    facts: Facts = ()


@dataclass(frozen=True, slots=True)
class DelayAlert:
    """What became of dates the client counts on."""

    client: str
    health: Health
    delays: tuple[Delay, ...]
    day: date


@dataclass(frozen=True, slots=True)
class Progress:
    """A ticket that got further this week; `done` is the day it was finished. `expected` is set where it is
    another day than `agreed`."""

    name: str
    kind: str
    stage: str
    strip: tuple[StripStep, ...] = ()
    done: date | None = None
    agreed: date | None = None
    expected: date | None = None


@dataclass(frozen=True, slots=True)
class Risk:
    """A risk together with what is done about it."""

    name: str
    kind: str
    mitigation: str
    impact: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """A ticket that goes on to its next `stage`, empty after the last one, or that waits for the client."""

    name: str
    kind: str
    stage: str = ""
    due: date | None = None


@dataclass(frozen=True, slots=True)
class WeeklyUpdate:
    """A week of an engagement. `unchanged` counts open tickets of which nothing new is told."""

    client: str
    health: Health
    day: date
    progress: tuple[Progress, ...] = ()
    risks: tuple[Risk, ...] = ()
    next_steps: tuple[Step, ...] = ()
    needs: tuple[Step, ...] = ()
    unchanged: int = 0


@dataclass(frozen=True, slots=True)
class ScopeChange:
    """A change of what was agreed, weighed and waiting for the client's word. `effort` is in hours, None where open."""

    name: str
    kind: str
    description: str
    effort: float | None = None
    on_time: str = ""
    on_budget: str = ""
    reason: str = ""
    facts: Facts = ()


@dataclass(frozen=True, slots=True)
class ScopeChangeRequest:
    """Changes the client is asked to approve; `day_hours` is the length of a working day."""

    client: str
    changes: tuple[ScopeChange, ...]
    day: date
    day_hours: float = 8.0


@dataclass(frozen=True, slots=True)
class Survey:
    """Three questions when work is complete, or from time to time. `link` is a form; without one, people reply."""

    client: str
    occasion: Literal["closure", "regular"]
    day: date
    names: tuple[str, ...] = ()
    link: str | None = None


Single = MilestoneSummary | Escalation | DelayAlert | WeeklyUpdate | ScopeChangeRequest | Survey


@dataclass(frozen=True, slots=True)
class Digest:
    """Several notices to one client in one mail, at least one."""

    client: str
    letters: tuple[Single, ...]
    day: date


Letter = Single | Digest


@dataclass(frozen=True, slots=True)
class Envelope:
    """Where a letter goes: one sender address with an optional name, the recipients, a fixed Message-ID.
    `references` are the Message-IDs of the first and the latest mail of its thread, `reply_to` a person."""

    sender: str
    to: tuple[str, ...]
    message_id: str
    sent_at: float  # seconds since the epoch, UTC
    references: tuple[str, ...] = ()
    reply_to: str | None = None
