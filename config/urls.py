"""Addresses of trackers, of the state store and of pages, as they may stand in a file: without any password."""

from ipaddress import ip_address
from typing import Annotated
from urllib.parse import SplitResult, urlsplit

from pydantic import BeforeValidator

from config.forms import looks_like, read_text, wrong
from config.masking import without_url_secrets
from config.mistakes import quoted

STATE_SCHEMES = ("sqlite", "postgresql")
PAGES_EXAMPLE = "https://forge.example/delivery/docs/rules"
PING_EXAMPLE = "https://watch.example/ping/delivery"
FORM_EXAMPLE = "https://forms.example/delivery"
WEB_ADDRESS = r"\s*https?://(?![^/]*:[^/@]*@)[^\s?#/]+[^\s?#]*\s*"


def is_loopback(host: str | None) -> bool:
    """Tell whether a host is this very machine."""
    try:
        return host == "localhost" or ip_address(host or "").is_loopback
    except ValueError:
        return False


def _split(text: str) -> SplitResult:
    try:
        parts = urlsplit(text)
        _ = parts.port, parts.hostname
    except ValueError:
        raise wrong(f"{quoted(text)} is not an address; check the host and the port") from None
    return parts


def _has_password(parts: SplitResult, text: str) -> bool:
    return parts.password is not None or without_url_secrets(text) != text


def read_source_url(value: object) -> str:
    """Read the address of a tracker; the way it may be plain http is decided where the source is known (E12)."""
    return read_web_address(value, "https://acme.example", "the token comes from STAGEWARD_TOKEN_<SOURCE>")


def read_pages_url(value: object) -> str:
    """Read where the pages of rules are; the page of a pack is a file below it."""
    return read_web_address(value, PAGES_EXAMPLE, "everybody who reads a comment would see it")


def read_form_url(value: object) -> str:
    """Read the address of a form clients fill in. What they answer does not travel unencrypted, but on this very
    machine (RULINGS E12)."""
    text = read_text(value).strip()
    parts = _split(text)
    if parts.scheme not in {"http", "https"} or not parts.hostname or any(sign.isspace() for sign in text):
        raise wrong(f"{quoted(text)} is not an address; write it as {FORM_EXAMPLE}")
    if _has_password(parts, text):
        raise wrong("a password does not belong into the file; everybody who reads the mail would see it")
    if parts.scheme == "http" and not is_loopback(parts.hostname):
        raise wrong("http sends the client's answers unencrypted; use https")
    return text


def read_web_address(value: object, example: str, about_passwords: str) -> str:
    """Read an address without a password, a query and a slash at its end."""
    text = read_text(value).strip()
    parts = _split(text)
    if parts.scheme not in {"http", "https"} or not parts.hostname or any(sign.isspace() for sign in text):
        raise wrong(f"{quoted(text)} is not an address; write it as {example}")
    if _has_password(parts, text):
        raise wrong(f"a password does not belong into the file; {about_passwords}")
    if parts.query or parts.fragment:
        raise wrong("{key} ends before the ? or #")
    return text.rstrip("/")


def read_state_url(value: object) -> str:
    """Read where the state is kept; a password stays outside the file (RULINGS E9)."""
    text = read_text(value).strip()
    parts = _split(text)
    if _has_password(parts, text):
        raise wrong(
            "a password does not belong into the file; put it into STAGEWARD_STATE_PASSWORD or STAGEWARD_STATE_URL"
        )
    if parts.scheme not in STATE_SCHEMES:
        raise wrong(f"{quoted(text)} is no state store; write sqlite:///stageward.db or postgresql://user@host/name")
    if parts.scheme == "sqlite" and (parts.netloc or not parts.path.strip("/")):
        raise wrong("{key} needs three slashes and a file name: sqlite:///stageward.db")
    if parts.scheme == "postgresql" and not parts.path.strip("/"):
        raise wrong("{key} does not name a database; write postgresql://user@host/name")
    return text


def read_ping_url(value: object) -> str:
    """Read the address that is asked for while all is well. It may hold the key of whoever waits there: that is why
    it may stand in STAGEWARD_PING_URL instead."""
    text = read_text(value).strip()
    parts = _split(text)
    if parts.scheme not in {"http", "https"} or not parts.hostname or any(sign.isspace() for sign in text):
        raise wrong(f"{{key}} is not an address; write it as {PING_EXAMPLE}")
    if parts.scheme == "http" and not is_loopback(parts.hostname):
        raise wrong("http would show everybody on the way where the ping goes; use https")
    return text


SourceUrl = Annotated[
    str,
    BeforeValidator(read_source_url),
    looks_like(WEB_ADDRESS, "Write an address such as https://acme.example."),
]
PagesUrl = Annotated[
    str, BeforeValidator(read_pages_url), looks_like(WEB_ADDRESS, f"Write an address such as {PAGES_EXAMPLE}.")
]
FormUrl = Annotated[
    str,
    BeforeValidator(read_form_url),
    looks_like(r"\s*https?://(?![^/]*:[^/@]*@)[^\s?#/]+\S*\s*", f"Write an address such as {FORM_EXAMPLE}."),
]
PingUrl = Annotated[
    str, BeforeValidator(read_ping_url), looks_like(r"\s*https?://\S+\s*", f"Write an address such as {PING_EXAMPLE}.")
]
StateUrl = Annotated[
    str,
    BeforeValidator(read_state_url),
    looks_like(
        r"\s*(sqlite:///.*[^/\s].*|postgresql://(?![^/]*:[^/@]*@).*/.*)",
        "Write sqlite:///stageward.db or postgresql://user@host/name.",
    ),
]
