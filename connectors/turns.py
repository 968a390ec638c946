"""The budget of a token, shared by every session and thread of this process that uses it."""

import time
from collections.abc import Callable, Collection
from hashlib import sha256
from threading import Lock
from weakref import WeakValueDictionary

from connectors.budget import WHOLE_TOKEN, Budget, LaneName


class TooLong(Exception):
    """The next turn is further away than is waited for; `seconds` says how far."""

    def __init__(self, seconds: float) -> None:
        super().__init__(seconds)
        self.seconds = seconds


class Turns:
    """Gives out turns from one budget; may be used from several threads. `clock` tells seconds and never goes back."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._budget = Budget()
        self._waited_to = clock()
        self._lock = Lock()

    def wait(self, lanes: Collection[LaneName], rest: Callable[[float], None], longest: float) -> None:
        """Return when a request may go; raises TooLong where that takes more than `longest` seconds.

        `rest` is called to sleep. A turn that comes while its lane is closed is given up for another one.
        """
        begun, now = None, 0.0
        while True:
            with self._lock:
                now = self._now()
                begun = now if begun is None else begun
                at, budget = self._budget.take(lanes, now)
                if at - begun > longest:
                    raise TooLong(at - now)
                self._budget = budget
            if at <= now:
                return
            self.rest(at - now, rest)
            with self._lock:
                if not self._budget.is_closed(lanes, at):
                    return

    def rest(self, seconds: float, sleep: Callable[[float], None]) -> None:
        """Sleep, after which that time has passed, even where the sleep was a little short."""
        with self._lock:
            until = self._now() + seconds
        sleep(seconds)
        with self._lock:
            self._waited_to = max(self._waited_to, until)

    def close(self, lane: LaneName, seconds: float) -> None:
        """Let nothing go in a lane for so many seconds."""
        with self._lock:
            self._budget = self._budget.close(lane, self._now() + seconds)

    def slow(self, lane: LaneName, seconds: float) -> None:
        """Go slowly in a lane for so many seconds."""
        with self._lock:
            self._budget = self._budget.slow(lane, self._now() + seconds)

    def tell(self, left: int, seconds: float) -> None:
        """Take in how many requests the token has left for so many seconds."""
        with self._lock:
            self._budget = self._budget.tell(WHOLE_TOKEN, left, self._now() + seconds)

    def _now(self) -> float:
        return max(self._clock(), self._waited_to)


_shared: WeakValueDictionary[tuple[str, str], Turns] = WeakValueDictionary()
_sharing = Lock()


def turns_of(origin: str, authorization: str) -> Turns:
    """Return the turns of a token at a service, the same for everybody in this process; kept while somebody holds them."""
    key = (origin, sha256(authorization.encode()).hexdigest())
    with _sharing:
        turns = _shared.get(key)
        if turns is None:
            turns = _shared[key] = Turns()
        return turns
