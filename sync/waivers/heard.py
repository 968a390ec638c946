"""What came of commands and of waivers, as values the store keeps."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from types import MappingProxyType

from rules.model import Waiver
from sync.comment import Paragraph
from sync.trail import Event

SHOWN_FOR = timedelta(days=14)  # an answer, unless the next command is answered before
BY_COMMAND_LINE = "command line"


@dataclass(frozen=True, slots=True)
class Granted:
    """A waiver somebody gave in a comment or on the command line; kept after its end.

    `by` is an account id or an address, `origin` the comment's id. `was_asked` tells that the ticket has stood since
    where the rule is asked: leaving that ends it (RULINGS W4).
    """

    ticket_id: str
    ticket: str
    rule: str
    until: date
    because: str
    by: str
    by_name: str
    at: datetime
    origin: str
    rule_digest: str
    stage: str = ""
    was_asked: bool = False
    ended: datetime | None = None
    ended_because: str = ""

    @property
    def waiver(self) -> Waiver:
        return Waiver(self.rule, self.ticket_id, self.until, self.because, self.by_name, rule_digest=self.rule_digest)


@dataclass(frozen=True, slots=True)
class Filed:
    """A waiver of waivers.yaml as it was first loaded: `entry` is its fingerprint, `rule_digest` the rule's then."""

    entry: str
    rule_digest: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Answer:
    """What people are told of the newest commands on a ticket."""

    ticket_id: str
    at: datetime
    told: tuple[Paragraph, ...]

    def is_shown(self, now: datetime) -> bool:
        return now < self.at + SHOWN_FOR


@dataclass(frozen=True, slots=True)
class Listened:
    """What the store knows of commands and waivers: since when is listened, the newest answers by ticket id; the waivers
    people gave, ended ones too, in the order they were given; those of waivers.yaml as first loaded, by fingerprint."""

    since: datetime | None = None
    answers: Mapping[str, Answer] = field(default_factory=lambda: MappingProxyType({}))
    granted: tuple[Granted, ...] = ()
    filed: Mapping[str, Filed] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Heard:
    """What a look at commands and waivers found and the store does not know yet. `comments` are ids of comments that
    are never listened to again; of `waivers`, one that is known is replaced. Listening `begins` at a moment, or ends
    where nobody is listened to any more."""

    waivers: tuple[Granted, ...] = ()
    filed: tuple[Filed, ...] = ()
    comments: tuple[str, ...] = ()
    answers: tuple[Answer, ...] = ()
    events: tuple[Event, ...] = ()
    begins: datetime | None = None
    ends: bool = False

    @property
    def is_news(self) -> bool:
        return self != Heard()


@dataclass(frozen=True, slots=True)
class Hearing:
    """What holds in a cycle: the waivers in force; by ticket id the answers, and the waivers given by people, ended ones
    too; tickets to be judged anew because somebody asked; and what is to be kept of it all."""

    waivers: tuple[Waiver, ...] = ()
    answers: Mapping[str, Answer] = field(default_factory=lambda: MappingProxyType({}))
    granted: Mapping[str, tuple[Granted, ...]] = field(default_factory=lambda: MappingProxyType({}))
    recheck: frozenset[str] = frozenset()
    news: Heard = Heard()
