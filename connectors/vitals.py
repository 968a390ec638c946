"""What the headers of answers tell of a service: its clock, and how many requests are left."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import requests

from sync.examination import Pulse


class Vitals:
    """Listens to every answer of a session and keeps what the last one told. `now` is our own clock, in UTC."""

    def __init__(self, session: requests.Session, now: Callable[[], datetime]) -> None:
        self._now = now
        self.pulse: Pulse | None = None
        session.hooks["response"].append(self._hear)

    def _hear(self, response: requests.Response, *_: object, **__: object) -> None:
        told: Mapping[str, str] = response.headers
        self.pulse = Pulse(
            heard=self._now(),
            sent=_date(told.get("Date", "")),
            left=_count(told.get("X-RateLimit-Remaining", "")),
            limit=_count(told.get("X-RateLimit-Limit", "")),
            is_near_limit=told.get("X-RateLimit-NearLimit", "").casefold() == "true",
        )


def _count(text: str) -> int | None:
    return int(text) if text.isdecimal() else None


def _date(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
