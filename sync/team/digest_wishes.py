"""Who wants a digest of what, and when it is due. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from rules.calendar import Calendar
from rules.values import fold, is_address
from sync.engagement import Engagement, Mode
from sync.team.addressees import ADMIN, PROJECT_MANAGER, slug

OVERSEERS = frozenset({ADMIN, PROJECT_MANAGER, "delivery-manager"})
"""Roles that answer for a whole engagement."""
CADENCES = ("daily", "weekly", "monthly", "quarterly")
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Wish:
    """One address wants a digest of one engagement: daily, weekly, monthly or quarterly. `roles` are those it reads
    as; without any, it is told of its own tickets only."""

    address: str
    cadence: str
    engagement: Engagement
    roles: frozenset[str] = frozenset()

    @property
    def sees_all(self) -> bool:
        return bool(self.roles & OVERSEERS)


def wishes(engagements: Sequence[Engagement], digest: Mapping[str, str], team: Mapping[str, str]) -> Iterator[Wish]:
    """Yield every digest that is wanted. `digest` maps a role, or a person's address, to how often; an engagement's
    own goes before it."""
    addresses = {slug(role): address for role, address in team.items()}
    for engagement in engagements:
        if engagement.mode is Mode.OFF:
            continue
        wanted = {**_by_slug(digest), **_by_slug(engagement.digest)}
        for who, cadence in wanted.items():
            if is_address(who):
                yield Wish(who, cadence, engagement, roles_of(who, engagement))
            elif who in addresses:
                yield Wish(addresses[who], cadence, engagement, frozenset({who}))


def _by_slug(digest: Mapping[str, str]) -> dict[str, str]:
    return {slug(who): cadence for who, cadence in digest.items()}


def roles_of(address: str, engagement: Engagement) -> frozenset[str]:
    """Return the roles a person holds on an engagement."""
    held = (role for role, members in engagement.roles.items() if fold(address) in map(fold, members))
    return frozenset(map(slug, held))


def is_due(cadence: str, calendar: Calendar, now: datetime, last: date | None) -> bool:
    """Tell whether a digest is due: from the begin of working hours, once in its day, week, month or quarter.

    The first one comes on the first working day of such a time; after that one that was missed comes on the next
    working day. `last` is the day of the newest one.
    """
    today = calendar.day(now)
    if not calendar.is_working(today) or now < calendar.opening(today)[0]:
        return False
    begin = period_begin(cadence, today)
    return today == calendar.after(begin - DAY, 1) if last is None else last < begin


def period_begin(cadence: str, day: date) -> date:
    """Return the first day of the day, week, month or quarter a day is in."""
    match cadence:
        case "daily":
            return day
        case "weekly":
            return day - day.weekday() * DAY
        case "monthly":
            return day.replace(day=1)
        case "quarterly":
            return day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)
    raise ValueError(f"no such time: {cadence}")
