"""How often in a row an engagement was not completed, and when that is told. Pure."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

OFTEN = 3  # cycles in a row
LONG = 3  # times the interval between two cycles


@dataclass(frozen=True, slots=True)
class Streak:
    """An engagement whose latest cycles were not completed: since when, how many, and why the newest was not.
    `told` is whether people heard of it."""

    engagement: str
    since: datetime
    count: int
    why: str
    told: bool = False


def gone_on(before: Streak | None, engagement: str, why: str, now: datetime) -> Streak:
    """Return the streak after one more cycle that was not completed."""
    if before is None:
        return Streak(engagement, now, 1, why)
    return replace(before, count=before.count + 1, why=why)


def is_news(streak: Streak, now: datetime, every: timedelta) -> bool:
    """Tell whether people are to hear of it now: after three cycles, or after the time of three intervals."""
    return not streak.told and (streak.count >= OFTEN or now - streak.since >= LONG * every)
