"""What the board shows of measures and of people, as the day's first cycle left it: values, and their port. Pure.

Working out every measure takes seconds on large engagements: it is done once a day, so that a page reads one row.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType
from typing import Protocol

from rules.measures.answers import Answer
from sync.remembered import Snapshot


@dataclass(frozen=True, slots=True)
class PointKept:
    """A figure over the period from `first` to `last`; None is not known."""

    first: date
    last: date
    value: float | None


@dataclass(frozen=True, slots=True)
class FigureKept:
    """A measure over the last whole month, with what it came to in those before, the oldest first, and what it comes
    to `so_far` this month.

    `standing` is met, missed or not known, `course` is such as ↘ declines, empty where that is not
    known; `target` is as people write it, empty without one. `parts` break the value down.
    """

    measure: str
    value: float | None
    counted: int = 0
    why: str = ""
    so_far: float | None = None
    standing: str = ""
    target: str = ""
    course: str = ""
    points: tuple[PointKept, ...] = ()
    parts: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class PersonKept:
    """What somebody carries in one engagement, and what is ahead of them.

    `open` are tickets, `hours_left` what is left of their estimates. `hours` are those a week under `people:`;
    `used` is, for each of the weeks ahead, which percentage of them is planned here. None is not known. `dues` are
    open tickets by the ISO week they are due in, `overdue` those whose day is over.
    """

    name: str
    open: int
    hours_left: float | None = None
    hours: float | None = None
    used: tuple[float, ...] = ()
    dues: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    overdue: int = 0


@dataclass(frozen=True, slots=True)
class WarningKept:
    """An early warning: what kind, about which ticket, week or person, in a sentence."""

    kind: str
    about: str
    says: str


@dataclass(frozen=True, slots=True)
class MeasuresKept:
    """Figures of one engagement on one day in its client's zone.
    `weeks` are the ISO weeks ahead, the running one first."""

    engagement: str
    client: str
    day: date
    at: datetime
    work_type: str = ""
    figures: tuple[FigureKept, ...] = ()
    people: tuple[PersonKept, ...] = ()
    weeks: tuple[str, ...] = ()
    warnings: tuple[WarningKept, ...] = ()


@dataclass(frozen=True, slots=True)
class JudgementTold:
    """What the trail tells of a change of a verdict: outcomes of rules before it, None where a rule was not asked; none
    of them where it `is_first` and nothing was judged before."""

    ticket_id: str
    at: datetime
    before: Mapping[str, str | None]
    is_first: bool = False


@dataclass(frozen=True, slots=True)
class StepTold:
    """What the trail tells of a step taken or left on a ladder; a name is empty at its foot."""

    ticket_id: str
    at: datetime
    ladder: str
    before: str
    after: str


class MeasureStore(Protocol):
    """Every method is one transaction."""

    def answers(self, engagement: str) -> Sequence[Answer]:
        """Return the answers that were imported, the oldest first."""

    def keep_answers(self, engagement: str, answers: Sequence[Answer], at: datetime) -> int:
        """Keep answers and return how many of them were not known yet; the same one twice is one."""

    def last_day(self, engagement: str) -> date | None:
        """Return the day figures were last kept on."""

    def keep(self, kept: MeasuresKept) -> None:
        """Keep the figures of a day, in place of those of the same day."""

    def judgements(
        self, engagement: str, ticket_ids: Sequence[str], since: datetime
    ) -> Mapping[str, Sequence[JudgementTold]]:
        """Return how verdicts on some tickets changed from a moment on, by ticket id, the newest first."""

    def steps(self, engagement: str) -> Sequence[StepTold]:
        """Return every step taken or left on a ladder, the oldest first."""

    def versions(self, engagement: str, ticket_ids: Sequence[str]) -> Mapping[str, Sequence[Snapshot]]:
        """Return every kept version of these tickets by id, the oldest first; one with a single version has one."""
