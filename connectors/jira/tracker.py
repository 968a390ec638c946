"""Jira Cloud as a Tracker."""

from collections.abc import Iterator
from datetime import datetime
from types import TracebackType
from typing import Self

from connectors.http import TrackerSession
from connectors.jira.client import JiraSite
from connectors.jira.read import Reader
from connectors.jira.write import Writer
from rules.model import Person, Ticket
from sync.engagement import Scope
from sync.ports import Calls, Edit, Needs, Receipt


class JiraCloud:
    """One Jira Cloud site under the name of a source, with the rights of `user` and its API token."""

    def __init__(self, source: str, url: str, user: str, token: str, *, session: TrackerSession | None = None) -> None:
        self._source = source
        self._session = session or TrackerSession(source)
        site = JiraSite(source, url, user, token, self._session)
        self._reader = Reader(site)
        self._writer = Writer(site, self._reader.identity)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Close all connections."""
        self._session.close()

    @property
    def source(self) -> str:
        return self._source

    @property
    def calls(self) -> Calls:
        return self._session.calls

    def identity(self) -> Person:
        """Return the account the bot writes as."""
        return self._reader.identity()

    def statuses(self, scope: Scope) -> tuple[str, ...]:
        """Return all statuses tickets of the scope can have, in Jira's spelling."""
        return self._reader.statuses(scope)

    def changed(self, scope: Scope, needs: Needs, since: datetime | None) -> Iterator[list[Ticket]]:
        """Yield the tickets changed at or after `since` in pages, the longest unchanged first, each once."""
        return self._reader.changed(scope, needs, since)

    def ticket(self, ticket_id: str, needs: Needs) -> Ticket:
        """Read one ticket afresh, past the search's index."""
        return self._reader.ticket(ticket_id, needs)

    def sticky_comment(self, ticket_id: str, marker: str) -> str | None:
        """Return the id of the bot's own oldest comment that holds the marker."""
        return self._reader.sticky_comment(ticket_id, marker)

    def edit(self, edit: Edit) -> Receipt:
        """Write labels and comment, in one request unless a comment is edited."""
        return self._writer.edit(edit)

    def move(self, ticket_id: str, ticket_key: str, to_status: str) -> Receipt:
        """Move the ticket to a status; Refused, with the ways there are, where none leads there."""
        return self._writer.move(ticket_id, ticket_key, to_status)
