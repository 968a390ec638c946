"""The rest of an engagement: what tickets come to that stand as they stood, so that a look concerns only those that may
come to something else."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Protocol

from rules.model import Person
from sync.actions import Refusal
from sync.sums import Mark, Sums

Met = Mapping[str, tuple[str, Person]]
"""People who hold roles, by folded account id or address, each as met on the ticket with that id."""


@dataclass(frozen=True, slots=True)
class Rest:
    """What a look left. While `stamp` is the same and `until`, in UTC, is to come, a ticket that did not change, whose
    neighbours did not, whose verdict's moment has not come and that is not among the `restless` would come to what it
    came to. `seen` tickets came to `sums` together.

    While `told_stamp` is the same and `told_until` is to come, what is told of some tickets in every cycle, with the
    `refusals` beside it, is the same, too, as long as none of those tickets may come to something else."""

    stamp: str
    until: datetime
    seen: int
    sums: Sums
    restless: tuple[str, ...] = ()
    met: Met = field(default_factory=lambda: MappingProxyType({}))
    told_stamp: str = ""
    told_until: datetime | None = None
    refusals: tuple[Refusal, ...] = ()


class RestStore(Protocol):
    """Every method is one transaction."""

    def kept(self, engagement: str) -> Rest | None: ...

    def forget(self, engagement: str) -> None:
        """Let the next look be one at all tickets."""

    def shares(self, engagement: str, ticket_ids: Sequence[str]) -> Mapping[str, tuple[Mark, ...]]:
        """Return what tickets added at the last look at them, by id."""

    def keep(
        self, engagement: str, rest: Rest, shares: Mapping[str, tuple[Mark, ...]], looked_at: Collection[str] | None
    ) -> None:
        """Remember a rest with the shares of the tickets that were `looked_at`, of all where None."""

    def keep_shares(self, engagement: str, shares: Mapping[str, tuple[Mark, ...]], looked_at: Collection[str]) -> None:
        """Remember what some tickets add."""

    def tickets_kept(self, engagement: str) -> str:
        """Return a text that is another one as soon as a version or a key of a ticket is kept."""
