"""What a tracker tells of a scope without its tickets' contents: which tickets there are, and where one is. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Listed:
    """A ticket as a cheap listing tells it. `updated` is aware, as precise as the tracker says; `labels` are None
    where the listing does not tell them, as it need not where a label moves the change time."""

    id: str
    key: str
    updated: datetime | None = None
    labels: tuple[str, ...] | None = None


class Whereabouts(StrEnum):
    HERE = "here"  # still in the scope, whatever a listing says
    ELSEWHERE = "elsewhere"  # can be read, but does not belong to the scope any more
    GONE = "gone"  # deleted or hidden; trackers do not tell which


@dataclass(frozen=True, slots=True)
class Found:
    """Where one ticket is by now; `key` is its present key where it can be read."""

    whereabouts: Whereabouts
    key: str | None = None


@dataclass(frozen=True, slots=True)
class Manner:
    """How a tracker behaves in what polling has to reckon with.

    `oldest_first`: changes come in order of their change time, so that a reading broken off can go on from where
    it was. `comments_hide`: a comment may leave the ticket's change time as it was. `settles`: how long after a change
    an answer may still tell less than the ticket holds, under the same change time.
    """

    oldest_first: bool
    comments_hide: bool
    settles: timedelta
