"""Who is served, and how often. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from types import MappingProxyType

from sync.engagement import Engagement
from sync.service.hints import PAUSE


@dataclass(frozen=True, slots=True)
class Roster:
    """The engagements of a configuration, and the intervals of their cycles.

    `every` is the interval of what concerns all, `intervals` those of engagements by name, without any that is off;
    `alarm_after` counts intervals, `hint_pause` lies between cycles that webhooks bring about. `fixed` are fingerprints of what only a restart takes up, by what an admin calls it.
    """

    engagements: tuple[Engagement, ...]
    every: timedelta
    intervals: Mapping[str, timedelta]
    parallel: int = 4
    alarm_after: int = 6
    hint_pause: timedelta = PAUSE
    fixed: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def others_fixed(self, before: "Roster") -> tuple[str, ...]:
        """Return what differs from an earlier roster, and only a restart takes up."""
        return tuple(name for name, told in self.fixed.items() if told != before.fixed.get(name))
