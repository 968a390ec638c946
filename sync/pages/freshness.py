"""How old what a page shows may be before it says so. Pure."""

from datetime import datetime, timedelta

EVERY = timedelta(minutes=5)  # between two cycles where nothing else is configured
STALE_AFTER = 3  # intervals without a cycle


def is_stale(at: datetime, every: timedelta, now: datetime) -> bool:
    """Tell whether cycles that come every so often have stopped coming since one looked `at` things."""
    return now - at > STALE_AFTER * every
