"""Moments as columns hold them: ISO text in UTC, or nothing."""

from datetime import datetime

from rules.facts import moment_fact


def told(at: datetime | None) -> str | None:
    """Return a moment as text; equal moments give equal text."""
    return None if at is None else moment_fact(at)


def read(text: str | None) -> datetime | None:
    """Return the moment that `told` gave as text."""
    return None if text is None else datetime.fromisoformat(text)
