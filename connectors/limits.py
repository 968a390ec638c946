"""What an answer tells of the service's limits, as pure functions; and which lanes a request goes through."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from connectors.answers import Answer
from connectors.budget import WHOLE_TOKEN, LaneName, Reach

EPOCH_MILLISECONDS_FROM = 1e11  # as seconds this would be the year 5138
REACHES: Mapping[str, Reach] = {"jira-burst-based": Reach.ENDPOINT, "jira-per-issue-on-write": Reach.TICKET}
NUMBERED = re.compile(r"(?<=/)[^/]*\d[^/]*")  # an id, or the number of a version
TICKET = re.compile(r"/(?:issue|task)/([^/]+)")
PART = re.compile(r"\b([rt])=(\d+)")


@dataclass(frozen=True, slots=True)
class Room:
    """How many requests are left for so many seconds."""

    left: int
    seconds: float


def lanes_of(method: str, url: str, *, reads: bool) -> tuple[LaneName, ...]:
    """Return the lanes of a request: the token, its endpoint whatever the ids in it, and the ticket it writes to."""
    lanes = (WHOLE_TOKEN, LaneName(Reach.ENDPOINT, f"{method} {NUMBERED.sub('#', url)}"))
    ticket = None if reads else TICKET.search(url)
    return (*lanes, LaneName(Reach.TICKET, ticket[1])) if ticket else lanes


def closed_by(answer: Answer, lanes: tuple[LaneName, ...]) -> LaneName:
    """Return the lane a refusal for a limit is about; the whole token where it gives no reason, or one we do not know."""
    reach = REACHES.get(answer.headers.get("RateLimit-Reason", ""), Reach.TOKEN)
    return next((lane for lane in lanes if lane.reach is reach), WHOLE_TOKEN)


def is_near_limit(answer: Answer) -> bool:
    """Tell whether less than a fifth of an endpoint's burst is left."""
    return answer.headers.get("X-RateLimit-NearLimit", "").casefold() == "true"


def room_told(answer: Answer, now: datetime) -> Room | None:
    """Return what an answer tells of the room that is left; None where it does not tell both, how much and how long.

    The headers that begin with Beta- are of limits which are not kept yet.
    """
    structured = dict(PART.findall(answer.headers.get("RateLimit", "")))
    if "r" in structured and "t" in structured:
        return Room(int(structured["r"]), float(structured["t"]))
    left = _number(answer.headers.get("X-RateLimit-Remaining", ""))
    seconds = _number(answer.headers.get("X-RateLimit-Interval-Seconds", "")) or _until_reset(answer, now)
    return None if left is None or not seconds or seconds < 0 else Room(max(0, int(left)), seconds)


def pause_told(answer: Answer, now: datetime) -> float | None:
    """Return the seconds the service asks to wait, never negative; None where it does not tell.

    Moments are measured from the answer's own Date, so that our clock may be wrong.
    """
    said = answer.headers.get("Retry-After")
    if not said:
        return _until_reset(answer, now)
    seconds = _number(said)
    return max(0.0, seconds) if seconds is not None else _until(said, answer, now)


def _until_reset(answer: Answer, now: datetime) -> float | None:
    said = answer.headers.get("X-RateLimit-Reset")
    return _until(said, answer, now) if said else None


def _until(said: str, answer: Answer, now: datetime) -> float | None:
    moment = _moment(said)
    if moment is None:
        return None
    sent = _http_date(answer.headers.get("Date", "")) or now
    return max(0.0, (moment - sent).total_seconds())


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _moment(text: str) -> datetime | None:
    """Read seconds or milliseconds since the epoch, ISO 8601, or the date form of HTTP."""
    number = _number(text)
    if number is not None:
        return _epoch(number / 1000 if number > EPOCH_MILLISECONDS_FROM else number)
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        return _http_date(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _epoch(seconds: float) -> datetime | None:
    try:
        return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
    except OverflowError:
        return None


def _http_date(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
