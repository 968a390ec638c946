"""How long what is remembered is kept, and the port that lets go of it. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Protocol

from sync.trail import Flaw, Proof

DAY, MONTH, YEAR = timedelta(days=1), timedelta(days=31), timedelta(days=366)
FOREVER = timedelta.max


class Part(StrEnum):
    """What grows with time; all else grows with tickets, engagements and people, and stays."""

    VERSIONS = "versions"  # of tickets that are over, between the first and the newest
    LEDGER = "ledger"
    OUTBOX = "outbox"
    REQUESTS = "requests"
    ANSWERS = "answers"  # of clients, to surveys
    MEASURES = "measures"
    RUNS = "runs"
    TRAIL = "trail"
    PLANS = "plans"  # which plans were used up


SPANS: Mapping[Part, timedelta] = MappingProxyType({
    Part.VERSIONS: 2 * YEAR,
    Part.LEDGER: 2 * YEAR,
    Part.OUTBOX: 2 * YEAR,
    Part.REQUESTS: 2 * YEAR,
    Part.ANSWERS: 7 * YEAR,
    Part.MEASURES: 2 * YEAR,
    Part.RUNS: 90 * DAY,
    Part.TRAIL: 7 * YEAR,
    Part.PLANS: 30 * DAY,
})  # fmt: skip
"""How long each part is kept where nobody says otherwise."""

SHORTEST: Mapping[Part, timedelta] = MappingProxyType({
    Part.VERSIONS: 90 * DAY,
    Part.LEDGER: 30 * DAY,
    Part.OUTBOX: 90 * DAY,
    Part.REQUESTS: 30 * DAY,
    Part.ANSWERS: 366 * DAY,
    Part.MEASURES: 30 * DAY,
    Part.RUNS: 7 * DAY,
    Part.TRAIL: 366 * DAY,
})  # fmt: skip
"""What cycles, backtests, quarterly reports and bounces still look back at. PLANS are no admin's business."""


@dataclass(frozen=True, slots=True)
class Retention:
    """How long each part is kept; `FOREVER` never goes. What is not named is kept as `SPANS` says."""

    spans: Mapping[Part, timedelta] = field(default_factory=lambda: SPANS)

    def cutoff(self, part: Part, now: datetime) -> datetime | None:
        """Return the moment before which a part goes; None where it is kept for ever, or since before all calendars.

        The trail goes by whole months (of UTC): all of it is verified before, which is not done every day.
        """
        span = self.spans.get(part, SPANS[part])
        if span == FOREVER or span >= now - datetime.min.replace(tzinfo=now.tzinfo):
            return None
        cutoff = now - span
        is_trail = part is Part.TRAIL
        return cutoff.replace(day=1, hour=0, minute=0, second=0, microsecond=0) if is_trail else cutoff


@dataclass(frozen=True, slots=True)
class Going:
    """How many rows of a part go, and the moment of the oldest of them; None where none goes."""

    rows: int = 0
    oldest: datetime | None = None


NOTHING = Going()


@dataclass(frozen=True, slots=True)
class Room:
    """What the store takes on its disk, and how much of that is free inside it, in bytes."""

    taken: int
    free: int


@dataclass(frozen=True, slots=True)
class Pruned:
    """What goes of a part, or went: `removed` is None where nothing was to be removed yet. `before` is None where the
    part is kept for ever. Where the trail is not whole, `proof` says where, and nothing of it goes."""

    part: Part
    before: datetime | None
    going: Going = NOTHING
    removed: int | None = None
    proof: Proof | None = None

    @property
    def flaw(self) -> Flaw | None:
        return self.proof.flaw if self.proof else None


@dataclass(frozen=True, slots=True)
class Pruning:
    """All parts in turn, and what the store takes after it."""

    parts: tuple[Pruned, ...]
    room: Room
    given_back: int = 0

    @property
    def proof(self) -> Proof | None:
        """What is wrong with the trail, where its rows were to go."""
        return next((one.proof for one in self.parts if one.flaw), None)


class Keeper(Protocol):
    """Lets go of what is old. It never lets go of what is still needed, whatever its age. May raise what the store
    raises; every method is one transaction."""

    def going(self, part: Part, before: datetime) -> Going:
        """Count what goes of a part, and look up how old it is."""

    def remove(self, part: Part, before: datetime, most: int) -> int:
        """Let go of the oldest rows, about so many; return how many went, 0 where nothing is left to go."""

    def room(self) -> Room:
        """Return what the store takes."""

    def give_back(self, most: int) -> int:
        """Give free space back to the disk, at most so many bytes; return how many, 0 where there is no more to give
        or the database does it by itself."""
