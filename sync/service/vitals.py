"""The port to what the store tells of the service as a whole, whichever process did the work. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Vitals:
    """Notices by their state, and when a cycle of each engagement last came through. Moments are UTC."""

    mails: Mapping[str, int]
    completed: Mapping[str, datetime]


class StoreVitals(Protocol):
    def look(self) -> Vitals:
        """Ask the store afresh; from any thread. Raises the store's own errors and Unreachable."""
