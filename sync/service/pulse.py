"""When the loop last moved and engagements last came through, and what follows: alive or not, ready or not."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from threading import Lock

from sync.ports import Clock

SILENCE = 30.0  # seconds without a beat after which the loop hangs: it beats every few
INTERVALS = 3  # without a completed cycle, after which an engagement is late


@dataclass(frozen=True, slots=True)
class Look:
    """An engagement that is given turns: how often, since when, and what came of it in this process."""

    engagement: str
    every: timedelta
    since: datetime
    is_at_work: bool = False
    completed: datetime | None = None

    def last(self, kept: Mapping[str, datetime]) -> datetime | None:
        """Return when a cycle of it last came through, in this process or any other; None where none ever did."""
        known = [at for at in (self.completed, kept.get(self.engagement)) if at is not None]
        return max(known, default=None)

    def is_late(self, kept: Mapping[str, datetime], now: datetime) -> bool:
        """Tell whether it should have come through by now. The first cycle may take its time."""
        last, patience = self.last(kept), INTERVALS * self.every
        is_first = last is None and self.is_at_work
        return not is_first and now - max(last or self.since, self.since) > patience


class Pulse:
    """Remembers beats and cycles; may be used from several threads."""

    def __init__(self, clock: Clock, monotonic: Callable[[], float] = time.monotonic) -> None:
        self.clock = clock
        self._monotonic = monotonic
        self._lock = Lock()
        self._beat = monotonic()  # the start counts: a loop that never comes to life is as dead
        self._looks: dict[str, Look] = {}

    def beat(self) -> None:
        self._beat = self._monotonic()

    @property
    def silence(self) -> float:
        """Seconds since the loop last moved."""
        return self._monotonic() - self._beat

    @property
    def is_alive(self) -> bool:
        return self.silence <= SILENCE

    def expects(self, every: Mapping[str, timedelta]) -> None:
        """Take in who is given turns from now on; what is known of those who stay, stays."""
        now = self.clock.now()
        with self._lock:
            before = self._looks
            self._looks = {
                name: replace(before.get(name, Look(name, often, now)), every=often) for name, often in every.items()
            }

    def began(self, engagement: str) -> None:
        self._change(engagement, lambda look: replace(look, is_at_work=True))

    def ended(self, engagement: str, *, completed: bool) -> None:
        now = self.clock.now()
        self._change(
            engagement,
            lambda look: replace(look, is_at_work=False, completed=now if completed else look.completed),
        )

    def looks(self) -> tuple[Look, ...]:
        """Return every engagement that is given turns, in order of their names."""
        with self._lock:
            return tuple(self._looks[name] for name in sorted(self._looks))

    def _change(self, engagement: str, change: Callable[[Look], Look]) -> None:
        with self._lock:
            if engagement in self._looks:
                self._looks[engagement] = change(self._looks[engagement])
