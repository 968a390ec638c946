"""Everything measures ask of one ticket and of one engagement, made from what the bot has stored.

Whoever gathers cases decides nothing: `rules.measures.shape` reads them out of a ticket, its promise and its verdict.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType

from rules.calendar import Calendar
from rules.measures.answers import Answer
from rules.measures.outline import Outline
from rules.model import Finding, Person, Ticket
from rules.scene import Setting
from rules.timed import Visit

NOBODY = "nobody"


class Kind(StrEnum):
    """What a ticket is to the measures; one may be several, or none."""

    WORK = "work"  # made by the team and planned in sprints
    DELIVERABLE = "deliverable"  # handed to the client and accepted by them
    PROMISE = "promise"  # has a day the client was told
    REQUEST = "request"  # asked by the client and answered by the team
    DEFECT = "defect"
    CHANGE = "change"  # a variation of scope
    REVIEW = "review"  # a look back after a delivery
    IDEA = "idea"  # offered to save the client money
    RISK = "risk"
    INCIDENT = "incident"  # a trouble that came about
    ANALYSIS = "analysis"  # of the root cause of repeats, done once that is corrected


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of time; `end` is None while it lasts. Moments are aware."""

    begin: datetime
    end: datetime | None = None


@dataclass(frozen=True, slots=True)
class Agreement:
    """The day agreed with the client, in their zone, and the moments at which the due date moved after that."""

    agreed: date
    moved: tuple[datetime, ...] = ()


@dataclass(frozen=True, slots=True)
class Escalation:
    """A step of a ladder that was taken; `formal` where it is the ladder's last one."""

    at: datetime
    step: str
    formal: bool = False


@dataclass(frozen=True, slots=True)
class WaiverHeld:
    """A waiver on a ticket; both days are included, in the client's zone."""

    rule: str
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Variation:
    """A change of scope: when it was asked for, weighed and decided. `approved` is None while it is open; `effort`
    is in hours, None where it was not estimated."""

    asked: datetime
    assessed: datetime | None = None
    decided: datetime | None = None
    approved: bool | None = None
    effort: float | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """One ticket as measures look at it.

    `path` holds, by pack, its times in stages, hold included (RULINGS D9). `held` is time the bot or the hold status
    kept it, `waiting` time it waited for the client. `replies` are the moments the team answered, the oldest first;
    None where comments cannot be seen. `begun` is when work began. `submitted` are the moments it went to the
    client, `refused` those it came back from them; `reworked` is when work had to be begun again, `reopened` when it
    was done and no longer is. None in any of these: its moves cannot be seen. `warned` is when the client first
    heard that its day is at risk. `repeats` tells that the same was asked before, `from_client` that the client asked
    or found it. `linked` are the folded keys of tickets it names, None where links cannot be seen. `buffer` is in working
    days, `looked_at_on` the day of its next review; `reviewers` are the colleagues who passed it, as `name_of` has
    them. `is_added` tells that a change of scope brought it. `findings` are those of its newest verdict that pass or
    fail, `earlier` those that stood at the ends of earlier periods, the newest first; nothing where all are the same.
    """

    ticket: Ticket | Outline
    kinds: frozenset[Kind] = frozenset()
    path: Mapping[str, tuple[Visit, ...]] = field(default_factory=lambda: MappingProxyType({}))
    held: tuple[Span, ...] = ()
    waiting: tuple[Span, ...] = ()
    replies: tuple[datetime, ...] | None = ()
    begun: datetime | None = None
    submitted: tuple[datetime, ...] | None = ()
    refused: tuple[datetime, ...] | None = ()
    accepted: datetime | None = None
    reworked: tuple[datetime, ...] | None = ()
    reopened: tuple[datetime, ...] | None = ()
    handovers: int | None = None
    agreement: Agreement | None = None
    warned: datetime | None = None
    escalations: tuple[Escalation, ...] = ()
    waivers: tuple[WaiverHeld, ...] = ()
    findings: tuple[Finding, ...] = ()
    earlier: tuple[tuple[Finding, ...], ...] = ()
    variation: Variation | None = None
    causes: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()
    from_client: bool = False
    repeats: bool = False
    linked: frozenset[str] | None = frozenset()
    buffer: float | None = None
    quality: float | None = None
    defects: float | None = None
    reviewers: tuple[str, ...] = ()
    looked_at_on: date | None = None
    is_added: bool = False

    @property
    def done_at(self) -> datetime | None:
        """Return when it was done; None for one that is open."""
        return self.ticket.resolved if self.ticket.done else None


@dataclass(frozen=True, slots=True)
class Sprint:
    """A sprint by the name tickets have it under; both days are included."""

    name: str
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Colleague:
    """What somebody of the team can do. `hours` are working hours a week, None where not told."""

    hours: float | None = None
    skills: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EngagementHistory:
    """One engagement as measures look at it, as it stood at `now`.

    `setting` is that of its policy: calendar, stages with their `takes`. `pillars` names the pillar of each rule.
    `people` are by address, `answers` those of its surveys. `scoped_hours` is the effort agreed at first, `ended` the
    day it was closed and `renewed` whether the client came back after that; None where nobody told. `earlier` is the
    place of the moment at which findings are looked at among the `earlier` ones of its cases; None is now.
    """

    name: str
    now: datetime
    setting: Setting = field(default_factory=Setting)
    client: str = ""
    cases: tuple[Case, ...] = ()
    pillars: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    people: Mapping[str, Colleague] = field(default_factory=lambda: MappingProxyType({}))
    answers: tuple[Answer, ...] = ()
    sprints: tuple[Sprint, ...] = ()
    scoped_hours: float | None = None
    ended: date | None = None
    renewed: bool | None = None
    earlier: int | None = None

    def findings_of(self, case: Case) -> tuple[Finding, ...]:
        """Return the findings of a case that stood at the moment looked at."""
        return case.findings if self.earlier is None or not case.earlier else case.earlier[self.earlier]

    @property
    def calendar(self) -> Calendar:
        """The client's working days and hours."""
        return self.setting.calendar

    @property
    def work_type(self) -> str | None:
        """Project, recurring or support."""
        return self.setting.work_type


def name_of(person: Person | None) -> str:
    """Return what a person is told apart by in figures: address, else account id, else name."""
    return NOBODY if person is None else person.email or person.id or person.name or NOBODY
