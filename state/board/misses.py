"""Counts wrong passwords, so that nobody tries them one after the other."""

from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock

MOST_FROM_ONE = 5
MOST_FROM_ALL = 50
WITHIN = timedelta(minutes=15)


@dataclass
class Misses:
    """The misses of the last quarter of an hour, kept in memory: a restart forgets them.

    So many from one address, and from all together, may miss before they wait. Behind a proxy all visitors come from one address; there, all wait after the same few misses.
    """

    most_from_one: int = MOST_FROM_ONE
    most_from_all: int = MOST_FROM_ALL
    _seen: deque[tuple[datetime, str]] = field(default_factory=deque)
    _lock: Lock = field(default_factory=Lock)

    def add(self, sender: str, now: datetime) -> None:
        with self._lock:
            self._seen.append((now, sender))

    def forget(self, sender: str) -> None:
        """Forget the misses of somebody who got it right."""
        with self._lock:
            self._seen = deque(one for one in self._seen if one[1] != sender)

    def wait_for(self, sender: str, now: datetime) -> timedelta:
        """Return how long a sender has to wait; nothing where it may try."""
        with self._lock:
            while self._seen and self._seen[0][0] <= now - WITHIN:
                self._seen.popleft()
            own = [at for at, by in self._seen if by == sender]
            counted = own if len(own) >= self.most_from_one else [at for at, _ in self._seen]
            is_over = len(own) >= self.most_from_one or len(self._seen) >= self.most_from_all
            return counted[0] + WITHIN - now if is_over else timedelta()
