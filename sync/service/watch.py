"""The port to those who watch over the service: logs, metrics, health. Pure."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Protocol

from sync.account import RunAccount


class Watch(Protocol):
    """Is told what the service does. May be called from several threads; raises nothing."""

    def expects(self, every: Mapping[str, timedelta]) -> None:
        """Turns are given to these engagements, each this often: told before the first turn and after each reload."""

    def beat(self) -> None:
        """The loop that gives out turns is alive; told at least every few seconds."""

    def began(self, engagement: str, run: str) -> None:
        """A cycle of one engagement begins, in this very thread; `run` is empty where its id is not known yet."""

    def ended(self, engagement: str, account: RunAccount, seconds: float) -> None:
        """A cycle of one engagement came to its end, with or without troubles, after so many seconds."""

    def failed(self, engagement: str, error: Exception) -> None:
        """A cycle of one engagement was broken off by what nobody expected."""

    def reloading(self) -> None:
        """Configuration and packs are about to be read again; `reloaded` follows."""

    def reloaded(self, mistakes: str) -> None:
        """Configuration and packs were read again; with mistakes the old ones stay."""

    def stopping(self) -> None:
        """The service was asked to stop: what is in hand is finished, nothing is begun."""


class NobodyWatches:
    """Implements `Watch`."""

    def expects(self, every: Mapping[str, timedelta]) -> None: ...
    def beat(self) -> None: ...
    def began(self, engagement: str, run: str) -> None: ...
    def ended(self, engagement: str, account: RunAccount, seconds: float) -> None: ...
    def failed(self, engagement: str, error: Exception) -> None: ...
    def reloading(self) -> None: ...
    def reloaded(self, mistakes: str) -> None: ...
    def stopping(self) -> None: ...
