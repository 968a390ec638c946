"""An installation as plain values: what is right in the files, turned into what the other rooms use."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from config.spans import Cadence
from rules.model import Waiver
from rules.pack import Pack
from rules.trial import Example, Place
from sync.engagement import Engagement, MailPolicy
from sync.render.stationery import BUILT_IN, Stationery


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
class Schedule:
    """Time between two cycles, and between two in which everything is read again."""

    every: timedelta = timedelta(minutes=5)
    full_scan: timedelta = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Target:
    """What a measure shall come to: `test` is at_least, at_most, more_than or less_than; `unit` may be
    empty, "%" or a unit of durations."""

    test: str
    amount: float
    unit: str = ""


@dataclass(frozen=True, slots=True)
class StepUp:
    """How targets grow: by a fraction of 1, once held for a time."""

    after: Cadence
    by: float


@dataclass(frozen=True, slots=True)
class Colleague:
    """What somebody of the team can do. `hours` are working hours a week, None where not told."""

    hours: float | None = None
    skills: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Terms:
    """What was agreed for one engagement beyond its policy."""

    targets: Mapping[str, Target] = field(default_factory=lambda: MappingProxyType({}))
    step_up: StepUp | None = None


@dataclass(frozen=True, slots=True)
class Installation:
    """Everything an admin configured, checked.

    `packs` are all packs of the folder, used or not; `examples` those in files of their own; `places` where
    rules stand, by name; `terms` are kept by engagement name, `digest` and `team` by role. `state_url` has an absolute path where it is SQLite, `configuration` is the
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
    terms: Mapping[str, Terms]
    targets: Mapping[str, Target]
    step_up: StepUp | None
    team: Mapping[str, str]
    digest: Mapping[str, str]
    people: Mapping[str, Colleague]
    templates: Path | None
    stationery: Stationery = BUILT_IN
    imap: ImapConfig | None = None
