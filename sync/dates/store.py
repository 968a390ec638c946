"""The port to what the bot remembers of promised dates and of how long done tickets took."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from sync.dates.forecast import Course, Experience
from sync.dates.promise import Promise


@dataclass(frozen=True, slots=True)
class KeptDates:
    """What was worked out for one ticket. `made_from` is the fingerprint of all it was worked out from: while that
    is the same, so is this."""

    ticket_id: str
    made_from: str
    promise: Promise | None = None
    course: Course | None = None


class DateStore(Protocol):
    """Every method is one transaction."""

    def fingerprints(self, engagement: str) -> Mapping[str, str]:
        """Return from what each ticket's dates were worked out, by its id."""

    def promises(self, engagement: str) -> Mapping[str, Promise]:
        """Return what was promised for tickets, done ones among them, by their ids."""

    def experience(self, engagement: str, work_type: str, types: Collection[str]) -> Experience:
        """Return how the newest done tickets of some folded types went, here and in all engagements of a type of work;
        an empty type of work has none."""

    def keep(self, engagement: str, work_type: str, kept: Sequence[KeptDates]) -> None: ...
