"""The port to single tickets, so that a cycle reads those it needs and not all of an engagement."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from sync.remembered import Footprint, Snapshot


class TicketStore(Protocol):
    """Every method is one transaction."""

    def count(self, engagement: str) -> int:
        """Count the tickets that did not depart."""

    def newest(self, engagement: str, ticket_ids: Sequence[str]) -> Sequence[Snapshot]:
        """Return the newest versions of those of these tickets that are known and did not depart."""

    def footprints(self, engagement: str, ticket_ids: Sequence[str]) -> Mapping[str, Footprint]:
        """Return what the bot left on these tickets, by id; nothing for those it left nothing on."""

    def looked_at(self, engagement: str, since: datetime) -> Mapping[str, tuple[datetime, datetime | None]]:
        """Return the tickets that did not depart with a change time at or after a moment: that change time, and when
        they were last read, by id."""

    def failing(self, engagement: str) -> Sequence[str]:
        """Return the ids of the tickets on which some rule fails, the longest not read first."""
