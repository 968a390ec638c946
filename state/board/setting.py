"""What the board is told when it starts."""

from dataclasses import dataclass, field
from ipaddress import IPv4Network, IPv6Network

from sync.mailing.signing import SigningKey
from sync.ports import Clock
from sync.render.stationery import BUILT_IN, Stationery
from sync.service.hints import Hints


@dataclass(frozen=True, slots=True)
class BoardSetting:
    """Where requests are trusted from, and what sessions are signed with.

    `proxies` are the only addresses whose `user_header` is believed; `password_hash` is an argon2 hash; `hosts` are
    the names the board answers to, any where empty. With neither way to sign in, everybody who reaches the board
    reads it and nobody can ask for anything. Signing in, forms and links to unsubscribe need the `key`. `hints` takes
    what trackers post; None where nothing listens for that.
    """

    clock: Clock
    key: SigningKey | None = None
    password_hash: str | None = field(default=None, repr=False)
    proxies: tuple[IPv4Network | IPv6Network, ...] = ()
    user_header: str | None = None
    hosts: tuple[str, ...] = ()
    secure: bool = False
    stationery: Stationery = BUILT_IN
    hints: Hints | None = None

    def __post_init__(self) -> None:
        if self.key is None and (self.password_hash is not None or self.believes_proxies):
            raise ValueError("whoever signs in needs a session, and that needs the key")

    @property
    def believes_proxies(self) -> bool:
        return bool(self.proxies and self.user_header)

    @property
    def asks_who(self) -> bool:
        """Tell whether staff must say who they are before they see anything."""
        return self.password_hash is not None or self.believes_proxies
