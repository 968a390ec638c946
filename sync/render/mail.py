"""From a rendered letter to the bytes that are sent."""

import re
from binascii import b2a_qp
from collections.abc import Iterator
from datetime import UTC, datetime
from email.headerregistry import Address
from email.policy import SMTP
from email.utils import format_datetime, unquote
from functools import lru_cache
from hashlib import sha256

from sync.clients.letters import Envelope
from sync.render.page import Rendered
from sync.render.wording import clean


def message(rendered: Rendered, envelope: Envelope) -> bytes:
    """Return the RFC 5322 message, ready for SMTP; equal input gives equal bytes.

    Headers are written by `email`, those that recur once; bodies by `binascii`: an `EmailMessage` would take four times
    as long. Raises ValueError for an address or a Message-ID that is none.
    """
    # Quoted-printable writes every "=" as "=3D", so no body can hold "=_" and end a part early.
    boundary = f"=_{sha256(envelope.message_id.encode()).hexdigest()[:32]}"
    head = "".join(
        [
            *_head(rendered, envelope),
            f'Content-Type: multipart/alternative; boundary="{boundary}"\r\n',
            _recurring("Content-Language", rendered.language),
        ]
    )
    between = b"--" + boundary.encode()
    text, html = (_part(kind, body) for kind, body in (("plain", rendered.text), ("html", rendered.html)))
    return b"".join([head.encode("ascii"), b"\r\n", between, text, between, html, between, b"--\r\n"])


def _head(rendered: Rendered, envelope: Envelope) -> Iterator[str]:
    yield _people("From", (envelope.sender,))
    yield _people("To", envelope.to)
    yield _recurring("Subject", _header_text(rendered.subject))
    yield f"Date: {format_datetime(datetime.fromtimestamp(envelope.sent_at, UTC))}\r\n"
    yield _ids("Message-ID", envelope.message_id)
    if envelope.reply_to:
        yield _people("Reply-To", (envelope.reply_to,))
    if envelope.references:
        known = tuple(dict.fromkeys(envelope.references))
        yield _ids("In-Reply-To", known[-1])
        yield _ids("References", *known)
    yield _recurring("Thread-Topic", _header_text(rendered.subject))  # what Outlook groups mail by
    yield "Auto-Submitted: auto-generated\r\n"
    # Not "All": that would also suppress the bounces we want to learn of.
    yield "X-Auto-Response-Suppress: OOF, AutoReply\r\n"
    yield "MIME-Version: 1.0\r\n"


def _part(kind: str, body: str) -> bytes:
    """Return what stands between two boundaries."""
    lines = b"".join([line + b"\n" for line in body.encode().splitlines()])
    written = b2a_qp(lines, istext=True).replace(b"\n", b"\r\n")
    about = f'Content-Type: text/{kind}; charset="utf-8"\r\nContent-Transfer-Encoding: quoted-printable\r\n'
    return b"\r\n" + about.encode() + b"\r\n" + written + b"\r\n"


def _header(name: str, value: object) -> str:
    """Write a header, folded and encoded where it has to be."""
    folded: str = SMTP.header_factory(name, value).fold(policy=SMTP)
    return folded


_recurring = lru_cache(maxsize=1024)(_header)


@lru_cache(maxsize=1024)
def _people(name: str, written: tuple[str, ...]) -> str:
    return _header(name, tuple(_address(one) for one in written))


def _ids(name: str, *written: str) -> str:
    """Write a header of Message-IDs, each in a line and in one piece: `email` would encode a long one."""
    return f"{name}: " + "\r\n ".join(map(_message_id, written)) + "\r\n"


def _header_text(value: str) -> str:
    """Make a value safe for a header.

    `email` decodes encoded words ("=?utf-8?q?=0D=0A?=") in what it is given and, in Python 3.11,
    writes a line break found there as it is: that would be a header of the value's own making.
    """
    return clean(value).replace("=?", "= ?")


def _address(written: str) -> Address:
    """Read `name <address>` or a bare address; a name may hold anything, also unquoted commas."""
    pattern = r"(?:(?P<name>.*)<)?(?P<local>[^<>\s@]+)@(?P<domain>[^<>\s@]+)(?(name)>)"
    found = re.fullmatch(pattern, _header_text(written))
    if found is None or not found["local"].isascii():
        raise ValueError(f"not an address: {written!r}")
    name = unquote((found["name"] or "").strip())
    return Address(name, addr_spec=f"{found['local']}@{_ascii_domain(found['domain'])}")


def _message_id(written: str) -> str:
    found = re.fullmatch(r"<([A-Za-z0-9_.+-]+)@([^<>\s@]+)>", _header_text(written))
    if found is None:
        raise ValueError(f"not a Message-ID: {written!r}")
    return f"<{found[1]}@{_ascii_domain(found[2])}>"


def _ascii_domain(domain: str) -> str:
    return domain.encode("idna").decode("ascii")
