"""Links by which one client opens its status page: as values, and the port they are kept behind. Pure.

The link is told once, when it is granted. Kept is only the SHA-256 of its token, so that nobody who reads the store
can open a page with it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Protocol
from urllib.parse import quote

from rules.values import fold
from sync.mailing.signing import SigningKey

TOKEN_BYTES = 32
PATH = "/c"
SESSION, BADGE, FORM = "client page", "badge", "client form"  # purposes of signatures
BADGE_SIGNATURE = 32  # hexadecimal digits


@dataclass(frozen=True, slots=True)
class ClientLink:
    """A link as it is kept. `hash` is that of its token, `id` its first twelve digits, which people name it by.
    `client` is the name as it is configured; moments are in UTC; it is good before `expires`, for ever where None."""

    hash: str
    client: str
    created: datetime
    by: str
    label: str = ""
    expires: datetime | None = None
    last_used: datetime | None = None
    revoked: datetime | None = None

    @property
    def id(self) -> str:
        return self.hash[:12]

    def is_good(self, now: datetime) -> bool:
        """Tell whether it opens the page at this moment."""
        return self.revoked is None and (self.expires is None or now < self.expires)

    def state(self, now: datetime) -> str:
        """Say how it stands in one word: good, expired or revoked."""
        return "revoked" if self.revoked else ("good" if self.is_good(now) else "expired")


class LinkStore(Protocol):
    """Every method is one transaction."""

    def keep(self, link: ClientLink) -> None: ...

    def of_hash(self, token_hash: str) -> ClientLink | None: ...

    def all(self) -> Sequence[ClientLink]:
        """Return every link there ever was, the oldest first."""

    def use(self, link: ClientLink, at: datetime) -> None:
        """Remember when a link was used last."""

    def revoke(self, link: ClientLink, at: datetime) -> bool:
        """End a link; False where it was revoked already."""


def hash_of(token: str) -> str:
    """Return what is kept of a token: 64 hexadecimal digits."""
    return sha256(token.encode(errors="replace")).hexdigest()


def address_of(board: str, token: str) -> str:
    """Return the link to send to a client; `board` is an address without a slash at its end."""
    return f"{board}{PATH}/{token}"


def is_same_client(one: str, other: str) -> bool:
    """Tell whether two names are one client (RULINGS M10)."""
    return fold(one) == fold(other)


def session_of(link: ClientLink, key: SigningKey) -> str:
    """Return what the browser keeps in place of the token."""
    return f"{link.hash}.{key.sign(SESSION, link.hash)}"


def hash_in(session: str, key: SigningKey) -> str | None:
    """Return the hash a cookie names; None where we did not sign it."""
    named, _, signature = session.partition(".")
    return named if key.signed(SESSION, named, signature) else None


def badge_address(board: str, engagement: str, key: SigningKey) -> str:
    """Return the address of an engagement's badge."""
    return f"{board}/badge/{quote(engagement, safe='')}.{key.sign(BADGE, engagement, BADGE_SIGNATURE)}.svg"


def engagement_in(badge: str, key: SigningKey) -> str | None:
    """Return the engagement a badge's file name is of; None where the signature is not ours."""
    engagement, _, signature = badge.removesuffix(".svg").rpartition(".")
    is_ours = badge.endswith(".svg") and len(signature) == BADGE_SIGNATURE
    return engagement if is_ours and key.signed(BADGE, engagement, signature) else None
