"""Jira Cloud and Jira Data Center as Trackers."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from time import monotonic
from types import TracebackType
from typing import Self

from connectors.http import TrackerSession
from connectors.jira.client import JiraSite, Login
from connectors.jira.cloud import Cloud
from connectors.jira.create import Creator
from connectors.jira.datacenter import DataCenter
from connectors.jira.flavor import Flavor
from connectors.jira.jql import OVERLAP
from connectors.jira.moves import Mover
from connectors.jira.read import Reader
from connectors.jira.words import words_of
from connectors.jira.write import Writer
from connectors.shelf import Tick
from rules.model import Comment, Person, Ticket
from sync.calls import Calls
from sync.comment import OwnComment, StickyComment, words_digest
from sync.engagement import Scope
from sync.holds.routes import ANYWHERE, NO_FILLS
from sync.listing import Found, Listed, Manner
from sync.neighbours.ticket_draft import TicketDraft
from sync.ports import NOTHING_KNOWN, Edit, Needs, Receipt, Unreadable, Words


class Jira:
    """One Jira site under the name of a source, in the manner of its flavor.

    `tick` counts seconds and decides when the site's set-up is asked for anew.
    """

    def __init__(self, site: JiraSite, flavor: Flavor, tick: Tick) -> None:
        self._site = site
        self._flavor = flavor
        self._reader = Reader(site, flavor, tick)
        self._writer = Writer(site, flavor, self._reader.identity, self._reader.fields)
        self._creator = Creator(site, flavor)
        self._mover = Mover(site, flavor, tick, self._writer.changed_at)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Close all connections."""
        self._site.session.close()

    @property
    def source(self) -> str:
        return self._site.source

    @property
    def calls(self) -> Calls:
        return self._site.session.calls

    def identity(self) -> Person:
        """Return the account the bot writes as."""
        return self._reader.identity()

    def statuses(self, scope: Scope) -> tuple[str, ...]:
        """Return all statuses tickets of the scope can have, in Jira's spelling."""
        return self._reader.statuses(scope)

    def words(self, scope: Scope) -> Words:
        """Return the names of fields, statuses, types, labels and priorities; labels are those of the whole site."""
        return words_of(self._site, self._flavor, scope)

    @property
    def manner(self) -> Manner:
        """The oldest changes come first, a comment moves the change time, and the search's index lags behind."""
        return Manner(oldest_first=True, comments_hide=False, settles=OVERLAP)

    def changed(
        self, scope: Scope, needs: Needs, since: datetime | None, known: Mapping[str, datetime] = NOTHING_KNOWN
    ) -> Iterator[list[Ticket | Unreadable]]:
        """Yield the tickets changed at or after `since` in pages, the longest unchanged first, without those
        `known` at the change time they have."""
        return self._reader.changed(scope, needs, since, known)

    def listed(self, scope: Scope) -> Iterator[list[Listed]]:
        """Yield every ticket of the scope with its change time, a hundred for a call."""
        return self._reader.listed(scope)

    def find(self, scope: Scope, ticket_id: str) -> Found:
        """Tell whether a ticket is still in the scope."""
        return self._reader.find(scope, ticket_id)

    def members(self, scope: Scope, group: str) -> tuple[Person, ...]:
        """Return who holds a project role; Refused for a query, which belongs to no project."""
        return self._reader.members(scope, group)

    def comments(self, ticket_id: str) -> tuple[Comment, ...]:
        """Return all comments of a ticket, the oldest first."""
        return self._reader.comments(ticket_id)

    def ticket(self, ticket_id: str, needs: Needs) -> Ticket:
        """Read one ticket afresh, past the search's index."""
        return self._reader.ticket(ticket_id, needs)

    def sticky_comment(self, ticket_id: str, marker: str, comment_id: str | None = None) -> OwnComment | None:
        """Return the comment of this id, else the bot's own oldest one that holds the marker."""
        return self._reader.sticky_comment(ticket_id, marker, comment_id)

    def reads_as(self, comment: StickyComment) -> str:
        """Return the fingerprint of a comment's words as they will be read back."""
        markup = self._flavor.markup
        return words_digest(markup.plain(markup.written(comment)))

    def remove_comment(self, ticket_id: str, ticket_key: str, comment_id: str) -> None:
        """Delete a comment of the bot's own."""
        self._writer.remove_comment(ticket_id, ticket_key, comment_id)

    def create(self, scope: Scope, draft: TicketDraft) -> Ticket:
        """Create a ticket in the scope's project; Refused, with the fields, where its screen asks for more."""
        return self._reader.ticket(self._creator.create(scope, draft), Needs())

    def edit(self, edit: Edit) -> Receipt:
        """Write labels, flag and comment, in one request unless a comment is edited."""
        return self._writer.edit(edit)

    def path(
        self,
        ticket_id: str,
        ticket_key: str,
        to_status: str,
        barred: frozenset[str] = ANYWHERE,
        fills: Mapping[str, str] = NO_FILLS,
    ) -> tuple[str, ...]:
        """Return the statuses to pass on the way to a status, as far as the site's workflow is known."""
        return self._mover.path(ticket_id, ticket_key, to_status, barred, fills)

    def move(self, ticket_id: str, ticket_key: str, to_status: str, fills: Mapping[str, str] = NO_FILLS) -> Receipt:
        """Move the ticket to a status in one step; Refused, with the ways there are, where none leads there."""
        return self._mover.move(ticket_id, ticket_key, to_status, fills)


class JiraCloud(Jira):
    """One Jira Cloud site, with the rights of `user` and its API token."""

    def __init__(
        self,
        source: str,
        url: str,
        user: str,
        token: str,
        *,
        session: TrackerSession | None = None,
        tick: Tick = monotonic,
    ) -> None:
        site = JiraSite(source, url, "3", Login(token, user), session or TrackerSession(source))
        super().__init__(site, Cloud(site), tick)


class JiraDataCenter(Jira):
    """One Jira Data Center site (8.14 or later), with the rights of the account the personal access token is of."""

    def __init__(
        self, source: str, url: str, token: str, *, session: TrackerSession | None = None, tick: Tick = monotonic
    ) -> None:
        site = JiraSite(source, url, "2", Login(token), session or TrackerSession(source))
        super().__init__(site, DataCenter(site), tick)
