"""What a doctor asks of trackers, the mail server and the store: facts as values, and the ports that tell them.

Nothing asked for here changes anything. Every method of a port may raise the errors of `sync.ports`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from rules.model import Person
from sync.engagement import Scope
from sync.holds.routes import NO_FILLS, Way


class Right(StrEnum):
    """What the bot's account may do; the value is how people call it."""

    BROWSE = "see tickets"
    EDIT = "edit tickets"
    COMMENT = "comment"
    OWN_COMMENT = "edit its own comments"
    MOVE = "move tickets"
    QUIET = "keep the tracker's own mails back"


class Kind(StrEnum):
    """What a field holds. OTHER is read, and nothing more is known of it; UNREADABLE is not read at all."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    PERSON = "person"
    PEOPLE = "people"
    CHOICE = "choice"
    LIST = "list"
    TICK = "tick box"
    OTHER = "other"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Pulse:
    """What the last answer told beside its content: when it was sent, by the tracker's clock and by ours, and how
    many requests are left of how many."""

    heard: datetime
    sent: datetime | None = None
    left: int | None = None
    limit: int | None = None
    is_near_limit: bool = False

    @property
    def skew(self) -> timedelta | None:
        """How far the tracker's clock is ahead of ours; None where it tells no time."""
        return None if self.sent is None else self.sent - self.heard


@dataclass(frozen=True, slots=True)
class Track:
    """Tickets that share one way: of one type in one Jira project, of one ClickUp list.

    `types` is empty where any may be met. Where `is_free`, every status leads to every other.
    """

    name: str
    statuses: tuple[str, ...]
    types: tuple[str, ...] = ()
    is_free: bool = False


@dataclass(frozen=True, slots=True)
class Extent:
    """What a scope is: its name, about how many tickets (None where not told), and the tracks in it."""

    name: str
    tickets: int | None
    tracks: tuple[Track, ...]
    is_archived: bool = False


@dataclass(frozen=True, slots=True)
class Grant:
    """Whether the bot has a right at a place; None where the tracker does not tell."""

    right: Right
    place: str
    given: bool | None


@dataclass(frozen=True, slots=True)
class FieldFact:
    """A custom field. `missing_in` are places of the scope whose tickets do not have it."""

    id: str
    name: str
    kind: Kind
    missing_in: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sample:
    """A ticket looked at. `shows` are the ids of the fields asked for that it has, filled or empty;
    None where the tracker tells that elsewhere."""

    key: str
    track: str
    type: str
    status: str
    shows: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Home:
    """A ticket found under the configured key: the key it is known by, and whether it is in the scope."""

    key: str
    is_in_scope: bool


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody a look-up found."""

    person: Person
    is_active: bool = True


class Examiner(Protocol):
    """What one source tells a doctor."""

    def identity(self) -> Person:
        """Return the account the bot writes as."""

    def pulse(self) -> Pulse | None:
        """Return what the last answer told; None before the first."""

    def extent(self, scope: Scope) -> Extent:
        """Return what the scope is; Missing or Refused where it is not there."""

    def grants(self, scope: Scope) -> tuple[Grant, ...]:
        """Return what the bot may do with tickets of the scope."""

    def fields(self, scope: Scope) -> tuple[FieldFact, ...]:
        """Return the fields tickets of the scope can have; several may share a name."""

    def samples(self, scope: Scope, fields: Sequence[str], status: str | None = None) -> tuple[Sample, ...]:
        """Return tickets changed last, at most one page for each place, perhaps only those in a status."""

    def ways(self, key: str, fills: Mapping[str, str] = NO_FILLS) -> tuple[Way, ...]:
        """Return where the bot can move a ticket to now; a way names the fields it asks for and `fills` has no value
        for."""

    def wordings(self) -> tuple[str, ...]:
        """Return every wording of links."""

    def labels(self, scope: Scope, wanted: Sequence[str]) -> tuple[str, ...] | None:
        """Return which labels are not there yet; None where a label comes to be by being used."""

    def home(self, key: str, scope: Scope) -> Home:
        """Find a ticket by its key; Missing where there is none."""

    def people(self, named: str) -> tuple[Account, ...]:
        """Return the accounts that an account id or an address may mean."""

    def members(self, scope: Scope, group: str) -> tuple[Person, ...]:
        """Return who holds a project role or is in a user group; Missing where there is none of that name."""


class MailExaminer(Protocol):
    def examine(self, sender: str) -> None:
        """Connect, log in and offer a sender, and take it back before any recipient is named."""


@dataclass(frozen=True, slots=True)
class MailServer:
    """A mail server and how to ask it."""

    host: str
    port: int
    is_encrypted: bool
    logs_in: bool
    examiner: MailExaminer


@dataclass(frozen=True, slots=True)
class StoreFacts:
    """The opened store. `version` is the newest step of its tables; `free` the bytes left on its disk, None where a
    server looks after that; `server` what such a server tells of itself."""

    place: str
    version: str
    free: int | None
    server: "ServerFacts | None" = None


@dataclass(frozen=True, slots=True)
class ServerFacts:
    """A database on a server: the server's version as it tells it, the database's size in bytes, and how long the
    shortest question takes, in seconds."""

    version: str
    size: int
    latency: float


class StoreExaminer(Protocol):
    def __call__(self) -> StoreFacts:
        """Open the store, try whether it can be written, and close it; nothing is kept."""


@dataclass(frozen=True, slots=True)
class Hooking:
    """How webhooks come in: for which sources a secret is given, and whether anything listens for them."""

    sources: frozenset[str] = frozenset()
    listens: bool = False


@dataclass(frozen=True, slots=True)
class Secret:
    """A variable that holds a secret: whether it is set, and whether something needs it."""

    variable: str
    is_set: bool
    is_needed: bool
