"""An engagement that stands still: a whole look found nothing to do, and says until when time alone can change that."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sync.account import Tally, Trouble
from sync.actions import Refusal


@dataclass(frozen=True, slots=True)
class Standstill:
    """What a whole look came to that had nothing to do. As long as its tracker tells of no change, `stamp` is the same
    and `until`, in UTC, is to come, a look would come to the same again."""

    stamp: str
    until: datetime
    tally: Tally
    troubles: tuple[Trouble, ...] = ()
    refusals: tuple[Refusal, ...] = ()


class StandstillStore(Protocol):
    """Every method is one transaction."""

    def kept(self, engagement: str) -> Standstill | None:
        """Return where an engagement stands still; None where it does not, or where pages tell nothing of it yet."""

    def keep(self, engagement: str, standstill: Standstill | None) -> None:
        """Remember that an engagement stands still, or does not any more."""

    def go_on(self, engagement: str, at: datetime) -> None:
        """Let pages tell that all was looked at, and stands as before."""

    def outside(self, engagement: str) -> str:
        """Return a text that is another one as soon as anything is kept of an engagement that its own looks do not
        keep while it stands still: versions and keys of tickets, what the trail tells, requests, contacts without mail,
        imported answers."""
