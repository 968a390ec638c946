"""What an answer over HTTP means, as pure functions: the pause it asks for, and the port error it stands for."""

import math
from base64 import b64decode
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import orjson

from sync.ports import BadAnswer, Missing, NotAuthorised, PortError, Refused

LONGEST_TEXT = 300
SECRET = b"[secret]"
DENIED = ("AUTHENTICATED_FAILED", "AUTHENTICATION_DENIED")
EPOCH_MILLISECONDS_FROM = 1e11  # as seconds this would be the year 5138


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer, read to its end. `headers` are found in any case."""

    status: int
    headers: Mapping[str, str]
    content: bytes

    @property
    def is_html(self) -> bool:
        return "html" in self.headers.get("Content-Type", "") or self.content.lstrip()[:1] == b"<"

    @property
    def is_denied_login(self) -> bool:
        """Tell whether Jira says that it did not accept who we are, whatever the status."""
        told = self.headers.get("X-Seraph-LoginReason", "") + self.headers.get("X-Authentication-Denied-Reason", "")
        return any(word in told for word in DENIED)


def decoded(answer: Answer, service: str, what: str) -> object | None:
    """Decode a good answer's JSON; None where it is empty. Raises BadAnswer and NotAuthorised."""
    if answer.is_denied_login:
        raise NotAuthorised(service, what, "the service did not accept the login and answered as to nobody")
    if not answer.content:
        return None
    if answer.is_html:
        raise BadAnswer(service, what, "a web page came instead of data")
    try:
        loaded: object = orjson.loads(answer.content)
    except orjson.JSONDecodeError as error:
        raise BadAnswer(service, what, "the data could not be read") from error
    return loaded


def refusal(answer: Answer, service: str, what: str) -> PortError:
    """Return the error an answer of status 3xx or 4xx stands for."""
    text, code = service_text(answer)
    match answer.status:
        case 401 if code.startswith("ITEM_"):
            return Missing(service, what)  # ClickUp answers so for a task that is gone
        case 401:
            return NotAuthorised(service, what, text)
        case 403 if answer.is_denied_login or code.startswith("OAUTH_"):
            return NotAuthorised(service, what, text)
        case 404 if not answer.is_html:
            return Missing(service, what)
        case status if status < 400 or status == 404:
            return BadAnswer(service, what, f"an answer of status {status} that is not the service's own")
        case status:
            return Refused(service, what, status, text)


def service_text(answer: Answer) -> tuple[str, str]:
    """Return the service's own short words for what is wrong, and its code; both empty where it has none."""
    try:
        told = orjson.loads(answer.content)
    except orjson.JSONDecodeError:
        return "", ""
    if not isinstance(told, dict):
        return "", ""
    code = str(told.get("ECODE") or "")
    text = " ".join(" ".join(_sentences(told)).split())
    told_text = f"{text} ({code})" if code and text else text or code
    return told_text[:LONGEST_TEXT], code


def without_secrets(content: bytes, authorization: str) -> bytes:
    """Blot out the credentials of a request wherever its answer repeats them."""
    sent = authorization.rpartition(" ")[2].encode()
    for secret in (sent, _password(sent)):
        if secret:
            content = content.replace(secret, SECRET)
    return content


def _password(basic: bytes) -> bytes:
    try:
        return b64decode(basic, validate=True).partition(b":")[2]
    except ValueError:
        return b""


def _sentences(told: Mapping[str, object]) -> Iterable[str]:
    messages = told.get("errorMessages")
    if isinstance(messages, list):
        yield from (str(message) for message in messages)
    by_field = told.get("errors")
    if isinstance(by_field, dict):
        yield from (f"{name}: {message}" for name, message in by_field.items())
    yield from (told[name] for name in ("err", "message") if isinstance(told.get(name), str))  # type: ignore[misc]


def pause_told(answer: Answer, now: datetime) -> float | None:
    """Return the seconds the service asks to wait, never negative; None where it does not tell.

    Moments are measured from the answer's own Date, so that our clock may be wrong.
    """
    said = answer.headers.get("Retry-After") or answer.headers.get("X-RateLimit-Reset")
    if not said:
        return None
    if "Retry-After" in answer.headers and (seconds := _number(said)) is not None:
        return max(0.0, seconds)
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
