"""What people ask for on a page, to be done by the next cycle: values, and the port they are kept behind. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Protocol

RELEASE_NOTICE = "release notice"
HOLD_NOTICE = "hold notice"
UNSUBSCRIBE = "unsubscribe"
DECISION = "decision"  # of a client, on a change of scope


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants done. `kind` is an open list: `sync.pages.requested` knows what each comes to.

    `subject` is what it is about, such as the id of a notice; `facts` hold texts, numbers and lists. `who` is
    what the page knows the person by.
    """

    kind: str
    engagement: str
    subject: str
    who: str
    facts: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Request:
    """A wish as it is kept. While `done_at` is None it waits for the next cycle; `outcome` is what came of it."""

    id: int
    wish: Wish
    at: datetime
    done_at: datetime | None = None
    outcome: str = ""


class RequestStore(Protocol):
    """Every method is one transaction."""

    def ask(self, wish: Wish, at: datetime) -> Request:
        """Keep a wish; where the same kind waits for the same subject already, that one is returned."""

    def waiting(self) -> Sequence[Request]:
        """Return what is to be done, the oldest first."""

    def asked(self, kind: str, engagement: str) -> Sequence[Request]:
        """Return every wish of a kind in an engagement, done or not, the oldest first."""

    def finish(self, request: Request, outcome: str, at: datetime) -> None:
        """Write down what came of a request, in the trail too; raises Missing where it does not wait."""
