"""The model of `board`: where it listens, and who is believed."""

import re
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from typing import Annotated

from pydantic import BeforeValidator

from config.forms import Truth, looks_like, read_row, read_text, wrong
from config.marks import Branch, Scalar
from config.mistakes import quoted
from config.sections import Page, Section, word
from config.settings import PASSWORD_HASH, find_password_hash
from config.urls import PagesUrl, is_loopback
from config.values import BoardConfig, Listen

HEADER = r"[A-Za-z0-9-]{1,64}"
NOT_FOR_A_NAME = frozenset({"host", "cookie", "authorization", "user-agent", "referer", "origin"})


def read_listen(value: object) -> Listen:
    """Read an address of this machine with a port; `localhost` is 127.0.0.1."""
    text = read_text(value).strip()
    host, colon, port = text.rpartition(":")
    host = "127.0.0.1" if host == "localhost" else host.removeprefix("[").removesuffix("]")
    if not colon or not _is_ip(host) or not re.fullmatch(r"[0-9]{1,5}", port, re.ASCII) or int(port) > 65535:
        raise wrong(f"{quoted(text)} is no address to listen on; write it as 127.0.0.1:8080")
    return Listen(host, int(port))


def _is_ip(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def read_network(value: object) -> IPv4Network | IPv6Network:
    text = read_text(value).strip()
    try:
        network = ip_network(text)
    except ValueError:
        raise wrong(f"{quoted(text)} is no address of a proxy; write one such as 10.0.0.5 or 10.0.0.0/28") from None
    if network.prefixlen == 0:
        raise wrong(f"{quoted(text)} is everybody; name the proxies themselves, such as 10.0.0.5")
    return network


def read_header(value: object) -> str:
    text = read_text(value).strip()
    if not re.fullmatch(HEADER, text, re.ASCII) or text.casefold() in NOT_FOR_A_NAME:
        raise wrong(f"{quoted(text)} cannot carry a name; write a header such as X-Forwarded-User")
    return text


ListenAt = Annotated[
    Listen, BeforeValidator(read_listen), looks_like(r"\s*\S+:[0-9]{1,5}\s*", "Write it as 127.0.0.1:8080.")
]
Network = Annotated[
    IPv4Network | IPv6Network,
    BeforeValidator(read_network),
    looks_like(r"\s*[0-9a-fA-F.:]+(/[0-9]{1,3})?\s*", "Write an address such as 10.0.0.5 or 10.0.0.0/28."),
]
Header = Annotated[
    str, BeforeValidator(read_header), looks_like(rf"\s*{HEADER}\s*", "Write a header such as X-Forwarded-User.")
]


class BoardSection(Section):
    url: PagesUrl | None = None
    listen: ListenAt | None = None
    proxies: Annotated[tuple[Network, ...], BeforeValidator(read_row)] = ()
    user_header: Header | None = None
    secure: Truth | None = None

    @classmethod
    def look_over(cls, node: Branch, page: Page) -> None:
        if not {"url", "listen"} & node.keys():
            page.blame(node.mark, '"listen" is missing: where the board listens, such as 127.0.0.1:8080')
        for one, other, what in (
            ("proxies", "user_header", "X-Forwarded-User"),
            ("user_header", "proxies", "[10.0.0.5]"),
        ):
            if one in node and other not in node:
                page.blame(node.key_marks[one], f'"{other}" is missing: {one} means nothing without it; such as {what}')
        listen = node.get("listen")
        if isinstance(listen, Scalar) and _is_open(str(listen)) and not _asks_who(node):
            told = (
                "others can reach the board there, so it has to know who they are: "
                f'set {PASSWORD_HASH} (see "stageward board password"), or proxies with user_header'
            )
            page.blame(listen.mark, told)

    def board(self) -> BoardConfig:
        secure = (self.url or "").startswith("https://") if self.secure is None else self.secure
        return BoardConfig(self.listen, self.url, self.proxies, self.user_header, secure)


def _is_open(listen: str) -> bool:
    """Tell whether an address can be reached from other machines; one that is none is told elsewhere."""
    host = listen.strip().rpartition(":")[0].removeprefix("[").removesuffix("]")
    return _is_ip(host) and not is_loopback(host)


def _asks_who(node: Branch) -> bool:
    return bool(node.get("proxies") and word(node, "user_header")) or find_password_hash() is not None
