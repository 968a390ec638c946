"""What an answer over HTTP means, as pure functions: its data, or the port error it stands for."""

import json
from base64 import b64decode
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import orjson

from sync.ports import BadAnswer, Missing, NotAuthorised, PortError, Refused

LONGEST_TEXT = 300
SECRET = b"[secret]"
DENIED = ("AUTHENTICATED_FAILED", "AUTHENTICATION_DENIED")


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
        return any(word in told for word in DENIED) or self.headers.get("X-AUSERNAME") == "anonymous"


def decoded(answer: Answer, service: str, what: str) -> object | None:
    """Decode a good answer's JSON; None where it is empty. Raises BadAnswer and NotAuthorised."""
    if answer.is_denied_login:
        raise NotAuthorised(service, what, "the service did not accept the login and answered as to nobody")
    if not answer.content:
        return None
    if answer.is_html:
        raise BadAnswer(service, what, "a web page came instead of data")
    try:
        return loaded(answer.content)
    except ValueError as error:
        raise BadAnswer(service, what, "the data could not be read") from error


def loaded(content: bytes) -> object:
    """Decode JSON; ValueError where it is none. Half a sign, which trackers store and JSON allows, becomes U+FFFD."""
    try:
        strict: object = orjson.loads(content)
    except orjson.JSONDecodeError:
        return _loaded_leniently(content)
    return strict


def _loaded_leniently(content: bytes) -> object:
    text = content.decode("utf-8", errors="replace")
    try:
        return _whole(json.loads(text, parse_constant=_no_number))
    except RecursionError as error:
        raise ValueError("nested too deeply") from error


def _whole(value: object) -> object:
    """Replace every half of a sign in names and texts."""
    match value:
        case str():
            return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        case list():
            return [_whole(one) for one in value]
        case dict():
            return {_whole(name): _whole(one) for name, one in value.items()}
        case _:
            return value


def _no_number(spelled: str) -> object:
    raise ValueError(f"{spelled} is no number")


def refusal(answer: Answer, service: str, what: str) -> PortError:
    """Return the error an answer of status 3xx or 4xx stands for."""
    text, code = service_text(answer)
    if answer.is_denied_login:
        return NotAuthorised(service, what, text)
    match answer.status:
        case 401 if code.startswith("ITEM_"):
            return Missing(service, what)  # ClickUp answers so for a task that is gone
        case 401:
            return NotAuthorised(service, what, text)
        case 403 if code.startswith("OAUTH_"):
            return NotAuthorised(service, what, text)
        case 404 | 410 if not answer.is_html:
            return Missing(service, what, text if answer.status == 410 else "")
        case status if status < 400 or status in (404, 410):
            return BadAnswer(service, what, f"an answer of status {status} that is not the service's own")
        case status:
            return Refused(service, what, status, text)


def service_text(answer: Answer) -> tuple[str, str]:
    """Return the service's own short words for what is wrong, and its code; both empty where it has none."""
    try:
        told = loaded(answer.content)
    except ValueError:
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
