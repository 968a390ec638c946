"""An installation as plain values: what is right in the files, turned into what the other rooms use."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from ipaddress import IPv4Network, IPv6Network, ip_address
from pathlib import Path
from types import MappingProxyType
from typing import Literal
from urllib.parse import urlsplit

from rules.measures.case import Colleague
from rules.measures.target import StepUp, Target
from rules.model import Waiver
from rules.pack import Pack
from rules.trial import Example, Place
from sync.engagement import Engagement, MailPolicy
from sync.figures.aims import Aims, Goals
from sync.render.stationery import BUILT_IN, Stationery
from sync.service.hints import PAUSE
from sync.service.keeper import Retention

LOOPBACK = ("127.0.0.1", "localhost", "[::1]")


@dataclass(frozen=True, slots=True)
class SourceConfig:
    """A tracker. `url` is None where ClickUp's public API is meant; `user` is set for Jira Cloud only."""

    name: str
    kind: Literal["jira", "clickup"]
    flavor: Literal["cloud", "datacenter"] | None = None
    url: str | None = None
    user: str | None = None
    team: str | None = None
    allow_http: bool = False


@dataclass(frozen=True, slots=True)
class SmtpConfig:
    host: str
    port: int = 587
    starttls: bool = True


@dataclass(frozen=True, slots=True)
class ImapConfig:
    """The mailbox undelivered mail comes back to; `security` is "tls", "starttls" or "none"."""

    host: str
    port: int
    user: str
    security: str = "tls"
    folder: str = "INBOX"


@dataclass(frozen=True, slots=True)
class Listen:
    """An address of this machine in numbers, and a port; port 0 takes a free one."""

    host: str
    port: int


@dataclass(frozen=True, slots=True)
class BoardConfig:
    """Where the board listens, None where it does not, and the `url` it is reached at from outside.

    `user_header` is believed from `proxies` alone; `secure` says that visitors come over https.
    """

    listen: Listen | None = None
    url: str | None = None
    proxies: tuple[IPv4Network | IPv6Network, ...] = ()
    user_header: str | None = None
    secure: bool = False

    @property
    def address(self) -> tuple[str, int]:
        """Where it listens. Raises ValueError where it does not."""
        if self.listen is None:
            raise ValueError("the board does not listen")
        return self.listen.host, self.listen.port

    @property
    def needs_password(self) -> bool:
        """Whether others can reach it, and no proxy says who they are."""
        return self.listen is not None and not ip_address(self.listen.host).is_loopback and not self.user_header

    @property
    def hosts(self) -> tuple[str, ...]:
        """The names the board is asked by: those of this machine and of `url`; any where only others could tell.

        A page elsewhere could give its own name this machine's address, and read the board through a visitor's browser.
        """
        outside = urlsplit(self.url).hostname if self.url else None
        if outside is None and self.listen is not None and not ip_address(self.listen.host).is_loopback:
            return ()
        return (*LOOPBACK, *([outside] if outside else []))


@dataclass(frozen=True, slots=True)
class Schedule:
    """Time between two cycles, and between two in which everything is read again; how many engagements are cycled at
    once, and after how many intervals without success the admin is told. `ping` is called while all is well.
    `hint_pause` is the least time between two cycles of an engagement that webhooks bring about."""

    every: timedelta = timedelta(minutes=5)
    full_scan: timedelta = timedelta(days=1)
    parallel: int = 4
    alarm_after: int = 6
    ping: str | None = None
    hint_pause: timedelta = PAUSE


@dataclass(frozen=True, slots=True)
class Terms:
    """What was agreed for one engagement beyond its policy."""

    targets: Mapping[str, Target] = field(default_factory=lambda: MappingProxyType({}))
    step_up: StepUp | None = None


@dataclass(frozen=True, slots=True)
class Installation:
    """Everything an admin configured, checked.

    `packs` are all packs of the folder, used or not; `examples` those in files of their own; `places` where
    rules stand, by name; `terms` and `intervals` of cycles are kept by engagement name, `digest` and `team` by role. `state_url` has an absolute path where it is SQLite, `configuration` is the
    SHA-256 of the file. `templates` is None where the folder does not exist; `stationery` is what stands in it.
    """

    engagements: tuple[Engagement, ...]
    sources: tuple[SourceConfig, ...]
    packs: tuple[Pack, ...]
    examples: tuple[Example, ...]
    places: Mapping[str, Place]
    waivers: tuple[Waiver, ...]
    mail: MailPolicy | None
    smtp: SmtpConfig | None
    state_url: str
    configuration: str
    folder: Path
    schedule: Schedule
    intervals: Mapping[str, timedelta]
    terms: Mapping[str, Terms]
    targets: Mapping[str, Target]
    step_up: StepUp | None
    team: Mapping[str, str]
    digest: Mapping[str, str]
    people: Mapping[str, Colleague]
    templates: Path | None
    stationery: Stationery = BUILT_IN
    imap: ImapConfig | None = None
    board: BoardConfig = BoardConfig()
    service: Listen | None = None
    retention: Retention = field(default_factory=Retention)

    @property
    def aims(self) -> Aims:
        """What figures are held against, in all engagements and in single ones."""
        own = {name: Goals(terms.targets, terms.step_up) for name, terms in self.terms.items()}
        return Aims(Goals(self.targets, self.step_up), MappingProxyType(own), self.people)
