"""The ports to the mail server and to where mail comes back to. They raise the errors of `sync.ports`."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Protocol, Self


class Mailbox(Protocol):
    """A mail server. Inside a `with` block one connection serves all messages."""

    def __enter__(self) -> Self: ...
    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    def is_at_hand(self) -> bool:
        """Tell whether a message can go at once, with no new connection to be made before."""

    def check(self) -> None:
        """Connect and log in, as for a message; raises what `send` would raise."""

    def send(self, message: bytes, sender: str, recipients: Sequence[str]) -> Mapping[str, str]:
        """Hand one message over; return refused recipients with the server's answer. It begins with the code:
        4xx may pass, 5xx will not.

        Raises Unreachable where nothing was handed over and OutcomeUnknown where the connection broke
        after the message was sent and before the server confirmed it."""


@dataclass(frozen=True, slots=True)
class Returned:
    """Mail of ours that came back: to which of our addresses, and which recipients it did not reach for good or
    for now. `id` is the same however often it is read; `said` is the other server's own short text."""

    id: str
    to: str
    permanent: frozenset[str] = frozenset()
    temporary: frozenset[str] = frozenset()
    said: str = ""


class Postbox(Protocol):
    """Where mail comes back to."""

    def returned(self, is_ours: Callable[[str], bool]) -> Iterator[Returned]:
        """Yield unread mail that came back to an address that is ours. Automatic replies and other people's mail
        are neither told nor touched."""

    def finish(self, returned: Returned) -> None:
        """Mark one as read; it is not told again. For use before the next is asked for."""
