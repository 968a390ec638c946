"""The ports of records for the bill: where they are kept, and how they are sent."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from sync.neighbours.billing import Bill
from sync.trail import THE_BOT


class BillStore(Protocol):
    """Records, one for each engagement. Every method is one transaction."""

    def keep(self, bill: Bill) -> bool:
        """Keep a record and tell the trail; False, and nothing done, where the engagement has one."""

    def of(self, engagement: str) -> Bill | None: ...

    def due(self, now: datetime) -> Sequence[Bill]:
        """Return the records that are ready to be sent by now, the oldest first."""

    def claim(self, bill: Bill, now: datetime, until: datetime) -> bool:
        """Take a record in hand until a moment; False where another process has it, or it is not ready."""

    def settle(self, bill: Bill, at: datetime, who: str = THE_BOT) -> None:
        """Write down what became of a record, and tell the trail."""


class Hook(Protocol):
    """Somebody else's system that takes records. May raise the errors of `sync.ports`."""

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> None:
        """Send; Refused where the receiver says no, Unreachable where trying later may help."""
