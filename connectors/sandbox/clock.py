"""The sandbox's own clock: never shows the same millisecond twice, so that order in time is order of events."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from threading import Lock

TICK = timedelta(milliseconds=1)


def real_now() -> datetime:
    """Return the present moment in UTC."""
    return datetime.now(UTC)  # noqa: TID251 - this is the clock


class Ticker:
    """Tells a later whole millisecond, in UTC, every time it is asked."""

    def __init__(self, source: Callable[[], datetime] = real_now) -> None:
        self._source = source
        self._last = datetime.min.replace(tzinfo=UTC)
        self._lock = Lock()

    def now(self) -> datetime:
        """Return the present moment, or a millisecond after the last one told."""
        seen = self._source()
        whole = seen.replace(microsecond=seen.microsecond // 1000 * 1000)
        with self._lock:
            self._last = max(whole, self._last + TICK)
            return self._last
