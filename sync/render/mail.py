"""From a rendered letter to the bytes that are sent."""

import re
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import unquote
from hashlib import sha256

from sync.clients.letters import Envelope
from sync.render.page import Rendered
from sync.render.wording import clean


def message(rendered: Rendered, envelope: Envelope) -> bytes:
    """Return the RFC 5322 message, ready for SMTP; equal input gives equal bytes.

    Raises ValueError for an address or a Message-ID that is none.
    """
    mail = EmailMessage(policy=SMTP)
    mail["From"] = _address(envelope.sender)
    mail["To"] = tuple(_address(recipient) for recipient in envelope.to)
    mail["Subject"] = _header_text(rendered.subject)
    mail["Date"] = datetime.fromtimestamp(envelope.sent_at, UTC)
    mail["Message-ID"] = _message_id(envelope.message_id)
    if envelope.reply_to:
        mail["Reply-To"] = _address(envelope.reply_to)
    if envelope.references:
        known = [_message_id(one) for one in dict.fromkeys(envelope.references)]
        mail["In-Reply-To"], mail["References"] = known[-1], " ".join(known)
    mail["Thread-Topic"] = _header_text(rendered.subject)  # what Outlook groups mail by
    mail["Auto-Submitted"] = "auto-generated"
    # Not "All": that would also suppress the bounces we want to learn of.
    mail["X-Auto-Response-Suppress"] = "OOF, AutoReply"
    mail.set_content(rendered.text, cte="quoted-printable")
    mail.add_alternative(rendered.html, subtype="html", cte="quoted-printable")
    # Quoted-printable writes every "=" as "=3D", so no body can hold "=_" and end a part early.
    mail.set_boundary(f"=_{sha256(envelope.message_id.encode()).hexdigest()[:32]}")
    mail["Content-Language"] = rendered.language  # last, because setting content drops every Content header
    return mail.as_bytes()


def _header_text(value: str) -> str:
    """Make a value safe for a header.

    `EmailMessage` decodes encoded words ("=?utf-8?q?=0D=0A?=") in what it is given and, in Python 3.11,
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
