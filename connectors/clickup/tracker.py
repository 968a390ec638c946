"""ClickUp behind the port `Tracker`."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from time import monotonic
from types import TracebackType
from typing import Self
from zoneinfo import ZoneInfo

from connectors.clickup import remarks, richtext
from connectors.clickup.client import ClickUpClient, understood
from connectors.clickup.create import Creator
from connectors.clickup.names import Names
from connectors.clickup.read import Reader
from connectors.clickup.values import Raw, person
from connectors.clickup.write import Writer
from connectors.http import TrackerSession
from connectors.shelf import Tick
from rules.model import Comment, Person, Ticket
from sync.calls import Calls
from sync.comment import OwnComment, StickyComment
from sync.engagement import Scope
from sync.holds.routes import ANYWHERE, NO_FILLS
from sync.listing import Found, Listed, Manner
from sync.neighbours.ticket_draft import TicketDraft
from sync.ports import NOTHING_KNOWN, Edit, Needs, Receipt, Unreadable, Words

UTC = ZoneInfo("UTC")
SETTLES = timedelta(seconds=30)  # tasks come from no search index, and times are exact to the millisecond


class ClickUp:
    """One ClickUp workspace as a source; every method may raise the errors of `sync.ports`.

    `team` is the workspace's id, `url` stands for scheme and host of the public API, `zone` decides the day of
    a due date, `tick` counts seconds and decides when names are asked for anew. Used in a `with` block, or closed by hand, it gives its connections back.
    """

    def __init__(  # noqa: PLR0913 - all but three are given by name and have a default
        self,
        source: str,
        team: str,
        token: str,
        *,
        url: str | None = None,
        zone: ZoneInfo = UTC,
        session: TrackerSession | None = None,
        tick: Tick = monotonic,
    ) -> None:
        self._session = session or TrackerSession(source)
        self._client = ClickUpClient(source, token, self._session, url)
        self._names = Names(self._client, team, tick)
        self._reader = Reader(self._client, team, self._names, zone)
        self._writer = Writer(self._client, self._names)
        self._creator = Creator(self._client, self._names, zone)
        self._identity: Person | None = None

    @property
    def source(self) -> str:
        return self._client.source

    @property
    def calls(self) -> Calls:
        """Return what was asked of ClickUp since this was opened."""
        return self._session.calls

    def identity(self) -> Person:
        """Return the account the token belongs to; asked for once."""
        if self._identity is None:
            user = self._client.user()
            self._identity = person(user)
        return self._identity

    def statuses(self, scope: Scope) -> tuple[str, ...]:
        """Return the statuses of all lists of the scope, each once, as ClickUp spells them."""
        return self._names.statuses_of_scope(scope)

    def words(self, scope: Scope) -> Words:
        """Return the names of fields, statuses and types of all lists of the scope, and the tags of their spaces."""
        return self._names.words(scope)

    @property
    def manner(self) -> Manner:
        """The newest changes come first, and nobody promises that a comment moves the change time."""
        return Manner(oldest_first=False, comments_hide=True, settles=SETTLES)

    def changed(
        self, scope: Scope, needs: Needs, since: datetime | None, known: Mapping[str, datetime] = NOTHING_KNOWN
    ) -> Iterator[list[Ticket | Unreadable]]:
        """Yield the tickets changed at or after `since` (aware; all where None), and some from just before it,
        without those `known` at the change time they have."""
        return self._reader.changed(scope, needs, since, known)

    def listed(self, scope: Scope) -> Iterator[list[Listed]]:
        """Yield every ticket of the scope with its change time, a hundred for a call."""
        return self._reader.listed(scope)

    def find(self, scope: Scope, ticket_id: str) -> Found:
        """Tell whether a ticket is still in the scope; an archived one is not."""
        return self._reader.find(scope, ticket_id)

    def members(self, scope: Scope, group: str) -> tuple[Person, ...]:  # noqa: ARG002 - groups are the workspace's
        """Return who is in a user group."""
        return self._names.members(group)

    def comments(self, ticket_id: str) -> tuple[Comment, ...]:
        """Return all comments of a ticket and the replies to them, the oldest first."""
        return self._reader.comments(ticket_id)

    def ticket(self, ticket_id: str, needs: Needs) -> Ticket:
        """Read one ticket afresh."""
        return self._reader.ticket(ticket_id, needs)

    def sticky_comment(self, ticket_id: str, marker: str, comment_id: str | None = None) -> OwnComment | None:
        """Return the comment of this id, else our oldest one that holds the marker, looking at every page."""
        own, ours = self.identity().id, list[Raw]()
        with understood(self.source, f"comments of task {ticket_id}"):
            for raw in self._reader.raw_comments(ticket_id):
                if str(raw["id"]) == comment_id:
                    return remarks.own_comment(raw)
                if str(raw["user"]["id"]) == own and marker in remarks.text(raw):
                    ours.append(raw)
            oldest = min(ours, key=lambda raw: (int(raw["date"]), str(raw["id"])), default=None)
            return remarks.own_comment(oldest) if oldest is not None else None

    def reads_as(self, comment: StickyComment) -> str:
        """Return the fingerprint of a comment's words as they will be read back."""
        return remarks.words({"comment": richtext.render(comment)})

    def remove_comment(self, ticket_id: str, ticket_key: str, comment_id: str) -> None:  # noqa: ARG002 - the port's signature
        """Delete a comment of the bot's own."""
        self._client.remove_comment(comment_id)

    def create(self, scope: Scope, draft: TicketDraft) -> Ticket:
        """Create a task in the one list of a scope; Refused, with their names, where there are more."""
        return self.ticket(self._creator.create(scope, draft), Needs())

    def edit(self, edit: Edit) -> Receipt:
        """Write the comment and labels; labels not named stay as they are."""
        return self._writer.edit(edit)

    def path(
        self,
        ticket_id: str,  # noqa: ARG002 - the port's signature
        ticket_key: str,  # noqa: ARG002 - the port's signature
        to_status: str,
        barred: frozenset[str] = ANYWHERE,  # noqa: ARG002 - the port's signature
        fills: Mapping[str, str] = NO_FILLS,  # noqa: ARG002 - the port's signature
    ) -> tuple[str, ...]:
        """Return the status itself: every status of a list leads to every other."""
        return (to_status,)

    def move(
        self,
        ticket_id: str,
        ticket_key: str,  # noqa: ARG002 - the port's signature
        to_status: str,
        fills: Mapping[str, str] = NO_FILLS,  # noqa: ARG002 - nothing is asked for on the way
    ) -> Receipt:
        """Set the status; Refused where the ticket's list does not have it."""
        return self._writer.move(ticket_id, to_status)

    def close(self) -> None:
        """Give the connections back."""
        self._session.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
