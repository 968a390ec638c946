"""What a digest tells the team of one engagement, as values. Pure; the team's own words are in it, so it goes to nobody
else. Days are days in the client's zone."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from sync.clients.letters import Health


class Matter(StrEnum):
    """What a point of a digest is about, in the order it is told."""

    BLOCKED = "blocked"
    ESCALATED = "escalated"
    OVER_TIME = "over_time"
    ENDING = "ending"
    RISK = "risk"
    NOTICE = "notice"
    UPCOMING = "upcoming"


REMEMBERED = (Matter.BLOCKED, Matter.ESCALATED, Matter.OVER_TIME)
"""What is compared with the digest before."""


@dataclass(frozen=True, slots=True)
class Point:
    """One thing to know. `id` is the ticket's or the notice's, `name` how people call it, with its `title` and its
    address.

    `day` is since when; of a waiver its last day, of a date that day. `words` are rules that fail; a step and what it
    waits for; a stage; a rule and who waived it; what a risk lacks; a notice's kind, its state and its contacts.
    `days` are working days in a stage.
    """

    id: str
    name: str
    title: str = ""
    url: str = ""
    day: date | None = None
    words: tuple[str, ...] = ()
    days: float = 0.0


@dataclass(frozen=True, slots=True)
class Facts:
    """What a digest told, as far as the next one is compared with it: names of tickets by matter and id."""

    health: str
    names: Mapping[Matter, Mapping[str, str]] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Changes:
    """What changed since the digest of a day: the health word then, the names of tickets of which something is over or
    new, and of those that were done."""

    since: date
    health: str | None = None
    over: Mapping[Matter, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    new: Mapping[Matter, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    done: tuple[str, ...] = ()
    created: int = 0

    @property
    def any(self) -> bool:
        return bool(self.health or self.over or self.new or self.done or self.created)


@dataclass(frozen=True, slots=True)
class Part:
    """One engagement in a digest. `trouble` says why it was not looked at in this run."""

    engagement: str
    client: str
    health: Health
    points: Mapping[Matter, tuple[Point, ...]]
    changes: Changes | None = None
    trouble: str = ""

    @property
    def is_empty(self) -> bool:
        """Tell whether there is nothing to say: a digest of such parts alone is not sent."""
        is_quiet = not self.trouble and not (self.changes and self.changes.any)
        return is_quiet and self.health.word == "on_track" and not any(self.points.values())

    @property
    def facts(self) -> Facts:
        names = {matter: {one.id: one.name for one in self.points.get(matter, ())} for matter in REMEMBERED}
        return Facts(self.health.word, names)


def compared(before: Facts, now: Facts, since: date) -> Changes:
    """Return what is over and what is new since the digest before."""
    health = before.health if before.health != now.health else None
    return Changes(since, health, dict(_missing(before, now)), dict(_missing(now, before)))


def _missing(here: Facts, there: Facts) -> Iterator[tuple[Matter, tuple[str, ...]]]:
    """Yield the names of what is here and not there."""
    for matter in REMEMBERED:
        others = there.names.get(matter, {})
        names = tuple(name for one, name in here.names.get(matter, {}).items() if one not in others)
        if names:
            yield matter, names
