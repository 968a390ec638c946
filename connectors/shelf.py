"""Answers about a tracker's own set-up, kept for a while: people rename fields, statuses and types, but seldom."""

from collections.abc import Callable
from threading import RLock
from time import monotonic
from typing import Any, TypeVar

Answer = TypeVar("Answer")
Tick = Callable[[], float]

AGE = 15 * 60.0  # seconds an answer is good for


class Shelf:
    """Keeps each answer for a quarter of an hour; of several threads that want it, one asks.

    `tick` counts seconds, as `time.monotonic` does.
    """

    def __init__(self, tick: Tick = monotonic) -> None:
        self._tick = tick
        self._kept: dict[object, tuple[float, Any]] = {}
        self._asking = RLock()  # an answer may be put together from others

    def get(self, name: object, ask: Callable[[], Answer]) -> Answer:
        """Return what is kept under a name, asked for anew where it is too old; what `ask` raises is not kept."""
        with self._asking:
            kept = self._kept.get(name)
            if kept is None or self._tick() - kept[0] >= AGE:
                kept = (self._tick(), ask())
                self._let_go_of_old_ones()  # what nobody asks for again would stay for as long as the service runs
                self._kept[name] = kept
            answer: Answer = kept[1]
        return answer

    def __contains__(self, name: object) -> bool:
        """Tell whether an answer is kept that is still good."""
        with self._asking:
            kept = self._kept.get(name)
            return kept is not None and self._tick() - kept[0] < AGE

    def _let_go_of_old_ones(self) -> None:
        now = self._tick()
        self._kept = {name: kept for name, kept in self._kept.items() if now - kept[0] < AGE}

    def clear(self) -> None:
        """Ask anew for everything."""
        with self._asking:
            self._kept = {}
