"""The link by which a contact stops one kind of mail: made and read again; nothing is looked up. Pure."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from dataclasses import astuple, dataclass

from sync.mailing.signing import SigningKey

PURPOSE = "unsubscribe"
PATH = "/u/"  # below the board's address
LONGEST_TOKEN = 2_000


BETWEEN = ", "


def words_in(receives: str) -> tuple[str, ...]:
    """Return the single words of what contacts get mail for."""
    return tuple(receives.split(BETWEEN))


@dataclass(frozen=True, slots=True)
class Unsubscription:
    """Who wants no more of what: `receives` is a word of RULINGS E4, or several of them, of a digest."""

    address: str
    engagement: str
    receives: str


def token_of(wish: Unsubscription, key: SigningKey) -> str:
    """Return what stands in the link, safe in a URL. It holds the address readably: only its owner gets it."""
    said = urlsafe_b64encode(json.dumps(astuple(wish)).encode()).decode().rstrip("=")
    return f"{said}.{key.sign(PURPOSE, said)}"


def wish_of(token: str, key: SigningKey) -> Unsubscription | None:
    """Return what a token of ours says; None for any other text."""
    said, _, signature = token.partition(".")
    if len(token) > LONGEST_TOKEN or not token.isascii() or not key.signed(PURPOSE, said, signature):
        return None
    try:
        parts = json.loads(urlsafe_b64decode(said + "=" * (-len(said) % 4)))
    except (Error, ValueError):  # signed by us for an earlier form of the link
        return None
    is_ours = isinstance(parts, list) and len(parts) == 3 and all(isinstance(part, str) for part in parts)
    return Unsubscription(*parts) if is_ours else None


def link_of(board: str, wish: Unsubscription, key: SigningKey) -> str:
    """Return the address that stops it; `board` has no slash at its end."""
    return f"{board}{PATH}{token_of(wish, key)}"


def headers(board: str, wish: Unsubscription, key: SigningKey) -> bytes:
    """Return the header lines of RFC 8058, to be put before a message's own; mail programs make a button of them."""
    link = link_of(board, wish, key).encode("ascii")
    return b"List-Unsubscribe: <" + link + b">\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"
