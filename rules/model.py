"""The values every room speaks of: a ticket and its parts, findings, verdicts, waivers.

All values are immutable. Times are aware datetimes in UTC, days are plain dates,
estimates and time spent are hours. Text stands as the tracker tells it; folding
happens where it is compared (`rules.values`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody in a tracker; compares by account id, else by address, never by name (RULINGS V20)."""

    id: str | None = None
    email: str | None = None
    name: str | None = None
    is_app: bool = False
    is_customer: bool = False  # a service-desk customer, where the tracker says so

    def same_as(self, other: "Person") -> bool | None:
        """Tell whether both are one person; None where neither id nor address can decide."""
        if self.id and other.id:
            return self.id == other.id
        if self.email and other.email:
            return self.email.casefold() == other.email.casefold()
        return None


Scalar = str | int | float | bool | date | datetime | Person
Value = Scalar | tuple[Scalar, ...] | None


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a checklist."""

    text: str
    done: bool


@dataclass(frozen=True, slots=True)
class Checklist:
    name: str
    items: tuple[Item, ...] = ()


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A linked or child ticket as seen from this one.

    `wording` is the link's text read from this side; it is empty for children. `visible` is False
    where the tracker shows that there is a ticket but not its status. `newest_at` is when it was resolved,
    else created; `filled` names its facts that have a value: both are known of the engagement's own tickets.
    """

    key: str
    type: str | None = None
    status: str | None = None
    done: bool = False
    wording: str = ""
    labels: tuple[str, ...] = ()
    stage: str | None = None  # only in examples, where no status is mapped
    due: date | None = None
    visible: bool = True
    newest_at: datetime | None = None
    filled: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """A field that got another value. `before` and `after` are the tracker's own text; None is empty."""

    field: str
    at: datetime
    before: str | None = None
    after: str | None = None
    by: Person | None = None


@dataclass(frozen=True, slots=True)
class Comment:
    """`text` is the plain text; `lines` are the lines outside quotes and code, where commands count."""

    id: str
    author: Person
    text: str
    at: datetime
    edited: bool = False
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Move:
    """A change of status. `by` is None where the tracker does not tell the mover (RULINGS M6)."""

    from_status: str | None
    to_status: str
    at: datetime
    by: Person | None = None
    to_stage: str | None = None  # only in examples, where no status is mapped


@dataclass(frozen=True, slots=True)
class Ticket:
    """One normalised item of either tracker.

    `fields` holds what rules ask for beyond the native facts, under the name the rule uses.
    `unseen` names what was asked for and could not be seen, with the reason: neither empty nor filled
    (RULINGS M5). It may also name a native fact (`comments`, `moves`, `links`, `owner` ...).
    `moves`, `comments` and `changes` are in order of time, the oldest first; `changes` is None where the
    tracker tells no changes of fields.
    """

    source: str
    id: str
    key: str
    type: str = ""
    status: str = ""
    title: str = ""
    url: str = ""
    done: bool = False
    description: str | None = None
    priority: str | None = None
    assignee: Person | None = None
    reporter: Person | None = None
    owner: Person | None = None
    labels: tuple[str, ...] = ()
    created: datetime | None = None
    updated: datetime | None = None
    due: date | None = None
    start: date | None = None
    resolved: datetime | None = None
    estimate: float | None = None
    time_spent: float | None = None
    parent: str | None = None
    sprint: tuple[str, ...] = ()
    fields: Mapping[str, Value] = field(default_factory=lambda: MappingProxyType({}))
    unseen: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    checklists: tuple[Checklist, ...] = ()
    attachments: tuple[str, ...] = ()
    links: tuple[Neighbour, ...] = ()
    children: tuple[Neighbour, ...] = ()
    comments: tuple[Comment, ...] = ()
    moves: tuple[Move, ...] = ()
    changes: tuple[Change, ...] | None = None


class Outcome(StrEnum):
    PASS = "pass"  # noqa: S105 - an outcome, not a password
    FAIL = "fail"
    PENDING = "pending"
    WAIVED = "waived"
    NOT_APPLICABLE = "not_applicable"
    UNKNOWN = "unknown"


class Severity(StrEnum):
    BLOCK = "block"
    WARN = "warn"
    INFO = "info"


class Standing(StrEnum):
    """What all findings of a ticket come to, worst first (CONTRACT section 3)."""

    BLOCKED = "blocked"
    UNKNOWN = "unknown"
    ATTENTION = "attention"
    CONDITIONAL = "conditional"
    CLEAR = "clear"


class Side(StrEnum):
    ENTRY = "entry"
    EXIT = "exit"


@dataclass(frozen=True, slots=True)
class Gate:
    """Where a rule is asked: the entry or the exit of a stage of a pack."""

    pack: str
    stage: str
    side: Side


@dataclass(frozen=True, slots=True)
class Waiver:
    """A dated, reasoned, signed permission: `rule` need not hold on the ticket up to and including `until`."""

    rule: str
    ticket: str
    until: date
    because: str
    by: str
    stage: str | None = None
    rule_digest: str | None = None  # the rule's text when it was granted; another text ends the waiver (W6)


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule on one ticket. `found` and `wanted` are sentences' ends: "empty", "filled in"."""

    rule: str
    outcome: Outcome
    severity: Severity
    gate: Gate | None = None
    found: str = ""
    wanted: str = ""
    waiver: Waiver | None = None
    until: datetime | None = None  # a pending one: the end of its grace


@dataclass(frozen=True, slots=True)
class Verdict:
    """All findings of a ticket and what they come to.

    `stages` holds the ticket's stage in each pack that has one for its status, under the pack's name.
    `review_at` is the moment after which time alone can change the verdict; None means never.
    """

    ticket: str
    standing: Standing
    findings: tuple[Finding, ...]
    stages: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    review_at: datetime | None = None

    def with_outcome(self, *outcomes: Outcome) -> tuple[Finding, ...]:
        """Return the findings that have one of these outcomes, in the order of the policy."""
        return tuple(f for f in self.findings if f.outcome in outcomes)
