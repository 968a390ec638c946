"""The ports to what the service runs on: a configuration that checked out, and who reads it anew."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Protocol

from sync.ports import Tracker
from sync.service.agenda_store import NotTakenUp
from sync.service.roster import Roster
from sync.stand import World
from sync.store import Store


class Premises(Protocol):
    """A configuration that checked out, with its secrets as they were then. May be used from several threads."""

    @property
    def roster(self) -> Roster: ...

    @property
    def fingerprint(self) -> str:
        """What differs where two workers judge by different files."""

    @property
    def ping(self) -> Callable[[], None] | None:
        """Tell whoever waits for it that all is well; raises the errors of `sync.ports`."""

    def world(self, store: Store) -> World:
        """Return all that a cycle reaches, but for trackers."""

    def lend(self, source: str) -> AbstractContextManager[Tracker]:
        """Lend the connector of a source to one thread; it is kept open for the next one."""


class Office(Protocol):
    """Knows where the configuration is."""

    def open_store(self) -> AbstractContextManager[Store]:
        """Open the store, for the thread that asks."""

    def look(self) -> object:
        """Return what the files and secrets look like from outside: equal as long as nobody touched them."""

    def content(self) -> str:
        """Return the fingerprint of what stands in them."""

    def read(self, now: datetime) -> Premises | NotTakenUp:
        """Read everything anew; what the premises before had opened and these need no more is closed."""
