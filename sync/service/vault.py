"""The port to copies of the whole store: a backup, its return, and a move to another place. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import Protocol

from sync.ports import Clock, PortError

Tell = Callable[[str], None]


@dataclass(unsafe_hash=True)
class NotDone(PortError):
    """A copy could not be made or may not be used; what was there before stands as it did. `remedy` says what to do."""

    what: str
    why: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.what}: {self.why}. {self.remedy}"


@dataclass(frozen=True, slots=True)
class BackedUp:
    """A backup that was checked: where it is, what it takes in bytes, and the newest row of its trail."""

    file: Path
    taken: int
    row: int
    trail_head: str


@dataclass(frozen=True, slots=True)
class Restored:
    """A store that came back. `made` is when anything was last written down in the backup, None where nothing was;
    `replaced` is where the store that stood there before is kept, None where there was none. `held` are the notices
    that wait for a person now, `stuck` the deliveries that were begun; `carried` counts the wishes of contacts that
    were taken over from the replaced store, None where that could not be read."""

    place: str
    file: Path
    made: datetime | None
    replaced: Path | None
    held: tuple[str, ...] = ()
    stuck: int = 0
    carried: int | None = None


@dataclass(frozen=True, slots=True)
class Moved:
    """A store that stands in another place too: rows by table, the newest row of its trail, what to write as
    `state.url` (without a password), and where it came from."""

    url: str
    came_from: str
    trail_head: str
    rows: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))


class Vault(Protocol):
    """Copies of the store. May raise NotDone, Busy, Unreachable and the store's own errors."""

    def back_up(self, file: Path, tell: Tell, *, replaces: bool) -> BackedUp:
        """Copy the store as it is at this moment to one SQLite file, while others read and write it; check the copy.
        A file that is there stays, unless the copy `replaces` it."""

    def restore(self, file: Path, clock: Clock, who: str, tell: Tell) -> Restored:
        """Let a backup take the place of the store, which is kept beside; nobody may be at work on it."""

    def move(self, url: str, clock: Clock, tell: Tell) -> Moved:
        """Copy the store to another, empty place, and compare both; the store itself stays as it is."""
