"""The port to the agenda: when each engagement is cycled next, kept so that a restart loses and doubles nothing. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Turn:
    """An engagement's place in the agenda. All moments are UTC.

    `due` is when it is cycled next; `completed` when a cycle last came through without a trouble that stops it;
    `failures` how many in a row did not; `hinted` when a webhook last told of a change; `alarmed` when the admin was
    last told that nothing comes through.
    """

    engagement: str
    due: datetime
    began: datetime | None = None
    completed: datetime | None = None
    failures: int = 0
    hinted: datetime | None = None
    alarmed: datetime | None = None


@dataclass(frozen=True, slots=True)
class NotTakenUp:
    """A configuration that was changed and does not check out, or needs a restart: the one before stays in force.

    `said` is the first reason, with its file and line where it has one; `more` counts the others.
    """

    at: datetime
    said: str
    more: int = 0


class AgendaStore(Protocol):
    """When engagements have their turns. Every method is one transaction."""

    def turns(self) -> Mapping[str, Turn]:
        """Return every turn that was ever kept, by engagement."""

    def keep_turn(self, turn: Turn) -> None:
        """Replace an engagement's turn, but for `hinted` and `alarmed`: these have methods of their own, as others tell
        them while a cycle runs."""

    def keep_alarmed(self, engagement: str, at: datetime | None) -> None:
        """Note when the admin was told that nothing comes through; None once it is over."""

    def hint(self, engagements: tuple[str, ...], at: datetime) -> None:
        """Note that something changed there; one that has no turn yet is due anyway."""

    def not_taken_up(self) -> NotTakenUp | None:
        """Return the change of the configuration that is not in force; None where all of it is."""

    def keep_not_taken_up(self, told: NotTakenUp | None) -> None:
        """Replace what is told of a configuration that is not in force."""
