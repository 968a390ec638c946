"""One engagement as its figures and its reports need it. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

from rules.measures.case import EngagementHistory
from rules.measures.period import Period
from rules.model import Ticket
from sync.dates.promise import Promise
from sync.engagement import Engagement


@dataclass(frozen=True, slots=True)
class Measured:
    """`past` is the history under the verdicts that stood at the end of periods that are over; `promises` are by ticket
    id. So are, where they were asked for, the tickets that are told of when a project ends, and what promised ones
    were when they were first seen. `began` is the day the first ticket was made; None where none was seen."""

    engagement: Engagement
    history: EngagementHistory
    past: Mapping[Period, EngagementHistory] = field(default_factory=lambda: MappingProxyType({}))
    promises: Mapping[str, Promise] = field(default_factory=lambda: MappingProxyType({}))
    tickets: Mapping[str, Ticket] = field(default_factory=lambda: MappingProxyType({}))
    first_seen: Mapping[str, Ticket] = field(default_factory=lambda: MappingProxyType({}))
    began: date | None = None

    @property
    def name(self) -> str:
        return self.engagement.name

    @property
    def client(self) -> str:
        return self.engagement.client.name

    @property
    def work_type(self) -> str:
        """Project, recurring or support; empty where nobody told."""
        return self.engagement.work_type or ""

    def at(self, period: Period) -> EngagementHistory:
        """Return the engagement as it stood at the end of a period, or stands now."""
        return self.past.get(period, self.history)
