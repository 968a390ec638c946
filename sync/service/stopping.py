"""How the service stops: nothing new is begun, waits end early, and what is nearly done is finished."""

import time
from collections.abc import Callable
from threading import Event

from sync.ports import Stopped

GRACE = 6.0  # seconds in which a wait may still end by itself, once the service is to stop


class Stop:
    """Whether the service is to stop. May be asked from several threads; `tick` counts seconds."""

    def __init__(self, tick: Callable[[], float] = time.monotonic) -> None:
        self._tick = tick
        self._event = Event()
        self._until = float("inf")

    def ask(self) -> None:
        """Let everything come to its end. Not for signal handlers: a lock is taken."""
        self._until = min(self._until, self._tick() + GRACE)
        self._event.set()

    @property
    def is_asked(self) -> bool:
        return self._event.is_set()

    def goes_on(self) -> None:
        """Return where nobody wants to stop; raises Stopped."""
        if self._event.is_set():
            raise Stopped

    def rest(self, seconds: float) -> None:
        """Sleep; raises Stopped where the service is to stop and the sleep would not end soon."""
        end = self._tick() + seconds
        self._event.wait(seconds)
        left = end - self._tick()
        if left <= 0:
            return
        if end > self._until:
            raise Stopped
        time.sleep(left)
