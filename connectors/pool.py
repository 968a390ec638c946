"""Connectors kept open from one cycle to the next: each lent to one thread at a time."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from threading import Lock
from zoneinfo import ZoneInfo

from connectors.opening import OpenTracker, SourceLike, open_tracker
from sync.ports import Tracker

Key = tuple[SourceLike, str, ZoneInfo]  # what one is opened for; another address or token makes it another one


class TrackerPool:
    """Lends connectors and takes them back. May be used from several threads. `wait` sleeps for so many seconds."""

    def __init__(self, wait: Callable[[float], None]) -> None:
        self._wait = wait
        self._idle: defaultdict[Key, list[OpenTracker]] = defaultdict(list)
        self._kept: frozenset[Key] | None = None
        self._lock = Lock()

    @contextmanager
    def lend(self, source: SourceLike, token: str, zone: ZoneInfo) -> Iterator[Tracker]:
        """Lend a connector while the context lasts, the one that was used last, or a new one where all are lent."""
        wanted = (source, token, zone)
        with self._lock:
            found = self._idle[wanted].pop() if self._idle[wanted] else None
        tracker = found or open_tracker(source, token, zone, self._wait)
        try:
            yield tracker
        finally:
            with self._lock:
                is_kept = self._kept is None or wanted in self._kept
                if is_kept:
                    self._idle[wanted].append(tracker)
            if not is_kept:
                tracker.close()

    def keep_only(self, kept: Collection[Key]) -> None:
        """Close what is for none of these; what is lent at the moment is closed when it comes back."""
        with self._lock:
            self._kept = frozenset(kept)
            gone = [tracker for one in self._idle.keys() - self._kept for tracker in self._idle.pop(one)]
        for tracker in gone:
            tracker.close()

    def close(self) -> None:
        """Close all that are not lent; those that are, when they come back."""
        self.keep_only(())
