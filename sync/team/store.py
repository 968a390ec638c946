"""The port to what the bot remembers of the team's own mail: digests that went, and engagements not completed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sync.remembered import OutboxEntry
from sync.team.digest_parts import Facts
from sync.team.streaks import Streak


@dataclass(frozen=True, slots=True)
class KeptDigest:
    """What an address was told last of an engagement in one cadence, and when."""

    address: str
    cadence: str
    engagement: str
    at: datetime
    facts: Facts


class TeamStore(Protocol):
    """Every method is one transaction. Addresses are compared without upper and lower case."""

    def digests(self, address: str) -> Sequence[KeptDigest]: ...

    def keep_digests(self, kept: Sequence[KeptDigest], entry: OutboxEntry | None) -> bool:
        """Remember what is told, together with the mail that tells it; False, and nothing kept, where that mail is
        there already."""

    def streaks(self) -> Mapping[str, Streak]:
        """Return the engagements whose latest cycles were not completed, by name."""

    def keep_streaks(self, kept: Mapping[str, Streak | None], entries: Sequence[OutboxEntry] = ()) -> None:
        """Remember streaks, or that there is none any more, together with the mails that tell of them."""
