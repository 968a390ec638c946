"""An engagement as the cycle sees it: one client project under a policy, with everything checked."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from enum import StrEnum
from types import MappingProxyType
from zoneinfo import ZoneInfo

from rules.calendar import Calendar
from rules.values import fold
from sync.mailing.signing import SigningKey


class Mode(StrEnum):
    OFF = "off"
    OBSERVE = "observe"  # judge only
    ADVISE = "advise"  # labels and comment
    ENFORCE = "enforce"  # also holds


class MailMode(StrEnum):
    OFF = "off"
    HOLD = "hold"  # a person releases
    SEND = "send"


class ScopeKind(StrEnum):
    PROJECT = "project"  # Jira
    JQL = "jql"  # Jira
    LIST = "list"  # ClickUp
    FOLDER = "folder"  # ClickUp
    SPACE = "space"  # ClickUp


@dataclass(frozen=True, slots=True)
class Scope:
    """What of a source belongs to an engagement: one project, query, list, folder or space."""

    kind: ScopeKind
    value: str


@dataclass(frozen=True, slots=True)
class Contact:
    """A person at the client. `receives` holds words of RULINGS E4: milestones, delays, weekly ..."""

    name: str
    email: str
    receives: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WorkWeek:
    """Working days (0 = Monday), daily hours on the clock of the client's zone, and days off."""

    days: tuple[int, ...] = (0, 1, 2, 3, 4)
    opens: time = time(9)
    closes: time = time(17)
    holidays: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True)
class MailHours:
    """When a client's mail may go, on the clock of its zone; what is None is as in its working week.
    `digest` is how often ready notices go together: "daily", "weekly", or None for each by itself."""

    days: tuple[int, ...] | None = None
    opens: time | None = None
    closes: time | None = None
    digest: str | None = None


@dataclass(frozen=True, slots=True)
class Client:
    """`language` is that of its mail: "en" or "de"."""

    name: str
    zone: ZoneInfo = ZoneInfo("UTC")
    contacts: tuple[Contact, ...] = ()
    work: WorkWeek = WorkWeek()
    language: str = "en"
    mail: MailHours = MailHours()

    @property
    def sending_hours(self) -> Calendar:
        """The days and hours mail may go to this client."""
        days = self.work.days if self.mail.days is None else self.mail.days
        opens, closes = self.mail.opens or self.work.opens, self.mail.closes or self.work.closes
        return Calendar(self.zone, days, opens, closes, frozenset(self.work.holidays))


@dataclass(frozen=True, slots=True)
class Weekly:
    """When the weekly update goes, in the client's zone; `day` 0 = Monday."""

    day: int
    at: time


@dataclass(frozen=True, slots=True)
class ClientVisible:
    """What of a ticket may leave the house. `title` is "none", "title" or the name of a field; `called` is what clients
    call the engagement on their status page, empty where it is only counted."""

    types: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    title: str = "none"
    called: str = ""


@dataclass(frozen=True, slots=True)
class Approval:
    """Where a client's answer to a change of scope is written: a field by the rules' name, and the two words."""

    field: str
    approved: str = "Approved"
    declined: str = "Declined"


@dataclass(frozen=True, slots=True)
class SurveyFields:
    """Which fields of tickets hold a client's answer to a survey, by the rules' names; what is None is not asked."""

    csat: str | None = None
    nps: str | None = None
    ces: str | None = None
    comment: str | None = None

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(name for name in (self.csat, self.nps, self.ces, self.comment) if name)


@dataclass(frozen=True, slots=True)
class SurveyTerms:
    """How often, in months, a survey goes by itself, never where None; `link` is a form, people reply where there is
    none. `fields` are where answers are written."""

    every: int | None = None
    link: str | None = None
    fields: SurveyFields = SurveyFields()


@dataclass(frozen=True, slots=True)
class Billing:
    """When a record for the bill is made: as soon as the client has accepted, told by a stage; `webhook` is where it is
    sent, None where nowhere."""

    when: str
    webhook: str | None = None


@dataclass(frozen=True, slots=True)
class HoldBy:
    """How a blocked ticket is held: by a status, by the flag, or by one move back; exactly one of these is set.
    `fills` are values for fields that a move asks for, by the fields' names."""

    status: str | None = None
    flag: bool = False
    back: bool = False  # `return: true` in the configuration
    fills: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Limits:
    """A plan beyond any of these is refused whole. `share` is a fraction of 1 of the engagement's tickets."""

    changes: int = 50
    share: float = 0.30
    share_from: int = 10
    mails: int = 20


@dataclass(frozen=True, slots=True)
class Engagement:
    """`stages` maps a tracker status to the stages it means (one per pack); `fields` a rule's field name
    to the tracker's; `roles` a role to account ids or addresses; `groups` a folded role to the project roles (Jira) or
    user groups (ClickUp) whose members may waive as it; `notices` a kind to off, hold or send.
    `observes_new` lets rules that are new to it only be observed, `rules` says how far single ones go, by folded name.
    `rule_pages` is the address below which every pack has a page, without a slash at its end. `comment_visible_to` is
    the project role that may read the sticky comment, everybody where None (Jira only). `approval` is where a client's
    answer to a change goes, None where it is not written. `baseline_field` names the field with the agreed date.
    Without `weekly` no weekly update goes. `digest` maps roles and people's addresses to how often they get a digest of
    this engagement, before what the installation says. With `suggests`, new support tickets are told who solved the
    like, with pages below the addresses of `knowledge`, which end without a slash.
    """

    name: str
    source: str
    scope: Scope
    packs: tuple[str, ...]
    client: Client
    mode: Mode = Mode.OBSERVE
    observes_new: bool = False
    rules: Mapping[str, Mode] = field(default_factory=lambda: MappingProxyType({}))
    home: str | None = None
    work_type: str | None = None
    stages: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    fields: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    roles: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    groups: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    client_visible: ClientVisible = ClientVisible()
    hold: HoldBy | None = None
    enforce_since: date | None = None
    notices: Mapping[str, MailMode] = field(default_factory=lambda: MappingProxyType({}))
    label_prefix: str = "gate:"
    limits: Limits = Limits()
    rule_pages: str | None = None
    comment_visible_to: str | None = None
    approval: Approval | None = None
    baseline_field: str | None = None
    weekly: Weekly | None = None
    survey: SurveyTerms = SurveyTerms()
    digest: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    billing: Billing | None = None
    suggests: bool = False
    knowledge: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MailPolicy:
    """Who writes to clients, and how far mail may go. `sender` is one address with an optional name.

    `team` maps roles to addresses, `windows` engagements to the hours their clients get mail in; `most` is how many
    notices one run may send. `bounces` is where undelivered mail comes back to, `board` the address below which
    contacts unsubscribe, without a slash at its end; both need the `key`.
    """

    sender: str
    mode: MailMode = MailMode.HOLD
    first_contact: MailMode = MailMode.HOLD
    allow_domains: tuple[str, ...] = ()
    team: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    windows: Mapping[str, Calendar] = field(default_factory=lambda: MappingProxyType({}))
    most: int = Limits().mails
    bounces: str | None = None
    board: str | None = None
    key: SigningKey | None = None

    @property
    def is_signed(self) -> bool:
        """Tell whether mail leaves with links and return paths that need the key."""
        return self.mode is not MailMode.OFF and bool(self.bounces or self.board)

    @property
    def project_manager(self) -> str | None:
        """Who of the team answers to clients, and hears where mail does not reach them."""
        return next((address for role, address in self.team.items() if fold(role) == "project-manager"), None)
