"""Ports: what the cycle needs from the world, and the errors the world may answer with.

Errors carry fields and no prose; `sync.render.errors` makes the sentences.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import ClassVar, Protocol

from rules.model import Comment, Person, Ticket
from sync.calls import Calls
from sync.comment import OwnComment, StickyComment
from sync.engagement import Scope
from sync.holds.routes import ANYWHERE, NO_FILLS
from sync.listing import Found, Listed, Manner
from sync.neighbours.ticket_draft import TicketDraft

NOTHING_KNOWN: Mapping[str, datetime] = MappingProxyType({})


class PortError(Exception):
    """Base of everything a port may raise on purpose; `exit_code` is what it comes to for a shell."""

    exit_code: ClassVar[int] = 1


class Cause(StrEnum):
    """Why no connection came to be, where a person can do something about it."""

    REFUSED = "nothing listens at its address"
    NO_NAME = "the name in its address is not known"
    NO_WAY = "no connection could be made"
    SLOW = "no connection was made in time"
    PROXY = "the proxy let nothing through"
    UNTRUSTED = "its certificate is not trusted"
    NO_TLS = "no encrypted connection could be agreed on"
    BAD_ADDRESS = "its address is not valid"


@dataclass(unsafe_hash=True)
class Unreachable(PortError):
    """The service did not answer, or only with faults, after all retries. Trying later may help.

    `retry_after` is the pause in seconds it asks for, where it told; `cause` says why nothing could be sent at all.
    """

    exit_code: ClassVar[int] = 75

    service: str
    reason: str
    retry_after: float | None = None
    cause: Cause | None = None


@dataclass(unsafe_hash=True)
class NotAuthorised(PortError):
    """The credentials are wrong, expired, or not good for this; trying again does not help."""

    service: str
    what: str
    answer: str = ""


@dataclass(unsafe_hash=True)
class Missing(PortError):
    """The ticket, comment or container is gone or hidden; trackers do not tell which. `answer` is the service's own
    short text where it says more than that."""

    service: str
    what: str
    answer: str = ""


@dataclass(unsafe_hash=True)
class Refused(PortError):
    """The service understood the request and will not do it. `answer` is its own short text."""

    service: str
    what: str
    status: int
    answer: str = ""


@dataclass(unsafe_hash=True)
class OutcomeUnknown(PortError):
    """A write was sent and its answer lost: it may have happened. It must be looked up, not repeated."""

    service: str
    what: str
    reason: str


@dataclass(unsafe_hash=True)
class BadAnswer(PortError):
    """The service answered with something that is not its API: a login page, cut JSON, a changed shape."""

    service: str
    what: str
    answer: str = ""


@dataclass(unsafe_hash=True)
class Misshapen(BadAnswer):
    """The answer is of the service's API, and something in it is not of the form it always had."""


@dataclass(unsafe_hash=True)
class Busy(PortError):
    """Another run is at work on something that only one may write to. It may hang: it is waited for until then."""

    name: str
    since: datetime
    until: datetime


@dataclass(unsafe_hash=True)
class LeaseLost(PortError):
    """This run was silent for so long that another one took over: it must not write any more."""

    name: str


class Stopped(PortError):
    """The service was told to stop: what is not done yet is left for the next cycle."""

    exit_code: ClassVar[int] = 75


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A ticket that was found and could not be made sense of; the others of its page are whole."""

    key: str
    why: str


@dataclass(frozen=True, slots=True)
class Needs:
    """What a policy looks at, so that a connector asks for exactly that.

    `fields` maps a rule's field name to the tracker's own id or name where the configuration says so,
    else to None: then the name itself is looked up. Native facts are always read. `changes` names the fields
    whose changes rules count.
    """

    fields: Mapping[str, str | None] = field(default_factory=lambda: MappingProxyType({}))
    comments: bool = False
    moves: bool = False
    links: bool = False
    children: bool = False
    checklists: bool = False
    attachments: bool = False
    changes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Words:
    """Names in use at a source, in its own spelling: what rules and configuration may speak of there.

    `labels` may hold only the first ones where there are very many.
    """

    fields: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    priorities: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Edit:
    """Fields, labels and comment of one ticket, to be written in as few requests as the tracker allows.

    `comment_id` is the sticky comment to edit; None with a `comment` means: create it. `flag` is whether Jira's flag
    shall be set, None where it stays as it is; `flag_field` is its field's own id or name where configured. `fields`
    are texts to write, or options to choose, by the fields' own ids or names.
    """

    ticket_id: str
    ticket_key: str
    add_labels: tuple[str, ...] = ()
    remove_labels: tuple[str, ...] = ()
    comment: StickyComment | None = None
    comment_id: str | None = None
    flag: bool | None = None
    flag_field: str | None = None
    fields: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Receipt:
    """Proof of a write. `comment_id` is told where the tracker tells it; `updated` is the ticket's new
    change time where known, so that our own echo can be recognised. `oldest_id` is the bot's oldest comment with its
    marker, where the answer to a new one told all that stood there by then."""

    comment_id: str | None = None
    updated: datetime | None = None
    oldest_id: str | None = None


class Tracker(Protocol):
    """One source. All methods may raise the errors of this module and nothing else."""

    @property
    def source(self) -> str: ...

    @property
    def calls(self) -> Calls: ...

    def identity(self) -> Person:
        """Return the account the bot writes as."""

    def statuses(self, scope: Scope) -> tuple[str, ...]:
        """Return all statuses tickets of the scope can have, in the tracker's own spelling."""

    def words(self, scope: Scope) -> Words:
        """Return the names tickets of the scope can carry; fields by their names, not ids."""

    @property
    def manner(self) -> Manner: ...

    def changed(
        self, scope: Scope, needs: Needs, since: datetime | None, known: Mapping[str, datetime] = NOTHING_KNOWN
    ) -> Iterator[list[Ticket | Unreadable]]:
        """Yield the tickets changed at or after `since` (all where None), page by page, without
        duplicates within one call. May yield tickets that did not change, but none that is `known` by its id
        at the very change time it has: for those, nothing beyond the page is asked."""

    def listed(self, scope: Scope) -> Iterator[list[Listed]]:
        """Yield every ticket of the scope with its change time, at as few calls as the tracker allows."""

    def find(self, scope: Scope, ticket_id: str) -> Found:
        """Tell whether a ticket still belongs to the scope, past any search index where the tracker allows."""

    def members(self, scope: Scope, group: str) -> tuple[Person, ...]:
        """Return who holds a project role (Jira) or is in a user group (ClickUp); Missing where there is none of that
        name, Refused where the scope has none. An answer is good for a quarter of an hour."""

    def comments(self, ticket_id: str) -> tuple[Comment, ...]:
        """Read all comments of one ticket afresh, the oldest first, as `ticket` tells them."""

    def ticket(self, ticket_id: str, needs: Needs) -> Ticket:
        """Read one ticket afresh, past any search index."""

    def sticky_comment(self, ticket_id: str, marker: str, comment_id: str | None = None) -> OwnComment | None:
        """Return the comment of this id where it is still there; else the bot's own one that holds the marker, looking
        at every page; the oldest."""

    def reads_as(self, comment: StickyComment) -> str:
        """Return the fingerprint of the words a comment will have when it is written here and read back."""

    def remove_comment(self, ticket_id: str, ticket_key: str, comment_id: str) -> None:
        """Delete a comment of the bot's own."""

    def create(self, scope: Scope, draft: TicketDraft) -> Ticket:
        """Create a ticket and read it afresh; never repeated. `Refused` where the scope is no single place, or where
        the place asks for a field that the draft has no value for."""

    def edit(self, edit: Edit) -> Receipt:
        """Write labels and comment. Labels not named stay as they are, in their order."""

    def path(
        self,
        ticket_id: str,
        ticket_key: str,
        to_status: str,
        barred: frozenset[str] = ANYWHERE,
        fills: Mapping[str, str] = NO_FILLS,
    ) -> tuple[str, ...]:
        """Return the statuses to pass on the way to a status, at most four, that one being the last; nothing is moved.

        None of `barred` (folded) is passed, and none where work is done; `fills` are values for fields that a move
        asks for, by their names. `Refused` where no way is known, with where the ticket could go."""

    def move(self, ticket_id: str, ticket_key: str, to_status: str, fills: Mapping[str, str] = NO_FILLS) -> Receipt:
        """Move the ticket to a status in one step; `Refused` where none leads there, or where it asks for a field that
        `fills` has no value for."""


class Clock(Protocol):
    def now(self) -> datetime:
        """Return the present moment, aware, in UTC."""
