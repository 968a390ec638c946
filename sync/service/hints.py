"""Hints: a tracker says that something changed, and the next poll comes sooner. Nothing else is believed of it. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import Protocol

from sync.engagement import Engagement, ScopeKind
from sync.service.agenda_store import Turn

PAUSE = timedelta(seconds=20)  # between two polls that hints asked for, where nothing else is configured
LARGEST_EVENT = 1 << 20  # bytes
SECRET = "STAGEWARD_WEBHOOK_SECRET_"  # noqa: S105 - the name of a variable, with the source's behind it


@dataclass(frozen=True, slots=True)
class Told:
    """What an event of a tracker says of itself.

    `authors` are those who did it, each with every id it goes by; empty where that is not told. `places` are pairs of
    a kind of scope and its value; a kind that is not among them was not told.
    """

    authors: frozenset[frozenset[str]] = frozenset()
    places: frozenset[tuple[ScopeKind, str]] = frozenset()

    def is_all_of(self, account: str) -> bool:
        """Tell whether one account alone did it."""
        return bool(self.authors) and all(account in ids for ids in self.authors)


class Reception(Enum):
    """What became of what was posted: nobody listens for this source, its signature is wrong, or it was taken."""

    NOT_HERE = "not here"
    FORGED = "forged"
    TAKEN = "taken"


class Hints(Protocol):
    """Takes what trackers post. May be called from several threads; waits for nobody."""

    def receive(self, source: str, headers: Mapping[str, str], body: bytes) -> Reception:
        """Take the very bytes that were posted for a source, and the headers, each name as `X-Hub-Signature`."""


def meant(engagements: Iterable[Engagement], source: str, told: Told) -> frozenset[str]:
    """Return the engagements an event may be about, by name: those of the source, but for those whose scope lies at
    another place of a kind the event tells."""
    return frozenset(one.name for one in engagements if one.source == source and _may_be_in(one, told))


def _may_be_in(engagement: Engagement, told: Told) -> bool:
    there = {value.casefold() for kind, value in told.places if kind is engagement.scope.kind}
    return not there or engagement.scope.value.casefold() in there


def due_after_hint(turn: Turn, now: datetime, pause: timedelta = PAUSE) -> datetime:
    """Return when a turn is due, in UTC, given what webhooks told.

    A hint that came after the last cycle began makes it due at once, but no sooner than `pause` after that beginning:
    however many hints come, polls they ask for are never closer. It never makes a turn later, and none sooner whose
    last cycle failed: that one waits as long as failures make it wait.
    """
    if turn.hinted is None or turn.failures or (turn.began is not None and turn.hinted <= turn.began):
        return turn.due
    hinted = min(turn.hinted, now)  # the clock of the machine that heard it may be ahead
    return min(turn.due, hinted if turn.began is None else max(hinted, turn.began + pause))
