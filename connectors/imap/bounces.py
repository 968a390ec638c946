"""Tells undelivered mail from all other mail, and what of it did not arrive. Pure."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import Message
from email.utils import getaddresses

from flufl.bounce import all_failures

CAME_TO = ("Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To", "To")
"""Where the address a mail came to may stand; which of them is there hangs on the server that took it."""

LONGEST_TEXT = 300


@dataclass(frozen=True, slots=True)
class Failures:
    """Recipients a mail did not reach, for good or for now, with the other server's own short text."""

    permanent: frozenset[str]
    temporary: frozenset[str]
    said: str = ""


def came_to(header: bytes, is_ours: Callable[[str], bool]) -> str | None:
    """Return which of our addresses a mail came to, by its header; None where it is none of ours."""
    message = message_from_bytes(header, policy=policy.compat32)
    found = [str(value) for name in CAME_TO for value in message.get_all(name, [])]
    return next((address for _, address in getaddresses(found) if is_ours(address)), None)


def failures_in(content: bytes) -> Failures | None:
    """Return what a mail says did not arrive; None where it is no such mail, an automatic reply for one."""
    message = message_from_bytes(content, policy=policy.compat32)
    try:
        temporary, permanent = all_failures(message)
    except Exception:  # noqa: BLE001 - detectors look at anything anybody sends; what breaks one is left to a person
        return None
    if not temporary and not permanent:
        return None
    return Failures(_addresses(permanent), _addresses(temporary), _said(message))


def _addresses(found: Iterable[bytes]) -> frozenset[str]:
    return frozenset(address.decode("utf-8", "replace").casefold() for address in found)


def _said(message: Message) -> str:
    """Return the first diagnostic of a delivery report (RFC 3464)."""
    for part in _reports(message):
        said = str(part.get("Diagnostic-Code") or part.get("Status") or "")
        if said:
            return " ".join(said.rpartition(";")[2].split())[:LONGEST_TEXT]
    return ""


def _reports(message: Message) -> Iterator[Message]:
    for part in message.walk():
        if part.get_content_type() == "message/delivery-status":
            yield from (one for one in part.walk() if one is not part)
