"""What the board shows of an engagement, as the cycle that found it left it: values, and the port they are kept behind. Pure.

The board judges nothing anew. A page costs one row, and says what the bot acted on: by the policy, the day and the
configuration of that cycle. Texts are English: the board is for staff.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import Protocol

from sync.pages.freshness import EVERY


@dataclass(frozen=True, slots=True)
class HealthFacts:
    """The health word with its reason in a sentence, and the day in the client's zone since when the word stands."""

    word: str
    reason: str
    since: date


@dataclass(frozen=True, slots=True)
class Summary:
    """An engagement in a line. `standings` counts open tickets by standing; `at` is when the cycle judged, `every` the
    time to the next one."""

    engagement: str
    client: str
    source: str
    mode: str
    zone: str
    at: datetime
    health: HealthFacts
    work_type: str = ""
    open: int = 0
    done: int = 0
    standings: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    escalated: int = 0
    waived: int = 0
    next_due: date | None = None
    troubles: tuple[str, ...] = ()
    every: timedelta = EVERY


@dataclass(frozen=True, slots=True)
class FailingRule:
    """A rule that does not pass on a ticket: `outcome` is fail or unknown, `gate` is such as "entry of Review" or
    empty. `since` is the cycle in which the board first saw it so."""

    rule: str
    outcome: str
    severity: str
    since: datetime
    gate: str = ""
    found: str = ""
    wanted: str = ""


@dataclass(frozen=True, slots=True)
class TicketLine:
    """A ticket in a line: open, or done with something amiss. `stages` are by pack, `since` is when its standing was
    first seen."""

    id: str
    key: str
    title: str
    type: str
    status: str
    standing: str
    since: datetime
    url: str = ""
    done: bool = False
    assignee: str = ""
    due: date | None = None
    held: bool = False
    stages: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    failing: tuple[FailingRule, ...] = ()


@dataclass(frozen=True, slots=True)
class StageLine:
    """A stage of a pack, with the names of the rules at its gates; `takes` is as the pack says it."""

    pack: str
    name: str
    role: str = ""
    takes: str = ""
    entry: tuple[str, ...] = ()
    exit: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RiskLine:
    """An open risk; what nobody filled in is empty."""

    key: str
    title: str
    probability: str = ""
    impact: str = ""
    mitigation: str = ""
    owner: str = ""


@dataclass(frozen=True, slots=True)
class DateMove:
    """The due date became another one, as it was seen; None is no date."""

    at: datetime
    reason: str
    before: date | None = None
    after: date | None = None


@dataclass(frozen=True, slots=True)
class MilestoneLine:
    """A dated promise: the day agreed on, the due date now, and the forecast from how long its like took.

    `slip` are working days from the agreed day to what is expected, negative where it is earlier; None without an
    agreed day. `late_share` of 1 of comparable tickets would end after the agreed day; `done_on` is in the client's zone.
    """

    key: str
    title: str
    type: str
    stage: str = ""
    agreed: date | None = None
    due: date | None = None
    forecast: date | None = None
    late_share: float | None = None
    asked: int = 0
    slip: int | None = None
    done_on: date | None = None
    moves: tuple[DateMove, ...] = ()


@dataclass(frozen=True, slots=True)
class EscalationLine:
    """A ticket on a ladder; `place` of `of` steps are taken, `says` tells what comes next."""

    key: str
    ladder: str
    step: str
    place: int
    of: int
    says: str
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class WaiverLine:
    """A waiver in force; `until` is its last day, in the client's zone."""

    key: str
    rule: str
    until: date
    by: str
    because: str


@dataclass(frozen=True, slots=True)
class RuleLine:
    """A rule and its outcomes on all tickets of the engagement, counted; outcomes nobody has are left out."""

    name: str
    pack: str
    says: str
    severity: str
    gate: str = ""
    owner: str = ""
    pillar: str = ""
    fix: str = ""
    page: str = ""
    mode: str = ""
    outcomes: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Detail:
    """Everything the page of an engagement tells beyond its summary."""

    tickets: tuple[TicketLine, ...] = ()
    stages: tuple[StageLine, ...] = ()
    risks: tuple[RiskLine, ...] = ()
    milestones: tuple[MilestoneLine, ...] = ()
    escalations: tuple[EscalationLine, ...] = ()
    waivers: tuple[WaiverLine, ...] = ()


@dataclass(frozen=True, slots=True)
class EngagementFacts:
    """What one cycle found of one engagement."""

    summary: Summary
    detail: Detail = Detail()
    rules: tuple[RuleLine, ...] = ()


@dataclass(frozen=True, slots=True)
class StoodSince:
    """Since when a ticket's standing is what it is, and since when rules come to something on it that is amiss, by rule
    and outcome."""

    standing: str
    since: datetime
    failing: Mapping[tuple[str, str], datetime]


@dataclass(frozen=True, slots=True)
class FoundBefore:
    """What of a look is carried on by the next one; tickets by id, and no lines of them in the `detail`."""

    health: HealthFacts
    tickets: Mapping[str, StoodSince]
    detail: Detail = Detail()


class EngagementFactsStore(Protocol):
    """Every method is one transaction."""

    def before(self, engagement: str, ticket_ids: Collection[str] | None = None) -> FoundBefore | None:
        """Return what the last cycle found, as far as the next one carries it on, of some tickets or of all; None
        before the first one."""

    def facts(self, engagement: str) -> EngagementFacts | None:
        """Return what the last cycle found; None before the first one."""

    def keep_lines(self, engagement: str, lines: Sequence[TicketLine], looked_at: Collection[str]) -> None:
        """Replace the lines of some tickets."""

    def keep(self, facts: EngagementFacts, looked_at: Collection[str] | None = None) -> None:
        """Replace what was found before; of the lines of tickets only those that were `looked_at`, all where None."""
