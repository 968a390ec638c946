"""The port to single tickets, so that a cycle reads those it needs and not all of an engagement."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from sync.remembered import Footprint, Judged, Snapshot


class TicketStore(Protocol):
    """Every method is one transaction."""

    def count(self, engagement: str) -> int:
        """Count the tickets that did not depart."""

    def ids(self, engagement: str) -> Collection[str]:
        """Return the ids of the tickets that did not depart."""

    def behind(self, engagement: str, ticket_id: str, most: int) -> Sequence[str]:
        """Return the ids of the next tickets behind this id, in order of ids, without those that departed."""

    def newest(self, engagement: str, ticket_ids: Sequence[str]) -> Sequence[Snapshot]:
        """Return the newest versions of those of these tickets that are known and did not depart."""

    def footprints(self, engagement: str, ticket_ids: Sequence[str]) -> Mapping[str, Footprint]:
        """Return what the bot left on these tickets, by id; nothing for those it left nothing on."""

    def looked_at(self, engagement: str, since: datetime) -> Mapping[str, tuple[datetime, datetime | None]]:
        """Return the tickets that did not depart with a change time at or after a moment: that change time, and when
        they were last read, by id."""

    def failing(self, engagement: str) -> Sequence[str]:
        """Return the ids of the tickets on which some rule fails, the longest not read first."""

    def verdicts(self, engagement: str, ticket_ids: Sequence[str]) -> Mapping[str, Judged]:
        """Return the verdicts that stand on these tickets, by id."""

    def due(self, engagement: str, now: datetime) -> Collection[str]:
        """Return the ids of the tickets of whose verdict the moment has come."""

    def next_due(self, engagement: str, now: datetime) -> datetime | None:
        """Return the first moment to come from which on time alone can change a verdict; None where it never can."""

    def named(self, engagement: str, names: Collection[str]) -> Collection[str]:
        """Return the ids of the tickets with one of these ids, keys, or keys of before."""

    def looking_at(self, engagement: str, names: Collection[str]) -> Collection[str]:
        """Return the ids of the tickets that link, or list as a child, one of these keys or ids."""

    def below(self, engagement: str, names: Collection[str]) -> Collection[str]:
        """Return the ids of the tickets that name one of these keys or ids as their parent."""

    def of_types(self, engagement: str, types: Collection[str]) -> Collection[str]:
        """Return the ids of the tickets of some types, told folded."""
