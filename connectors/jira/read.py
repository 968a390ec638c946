"""Reading from Jira: what changed in a scope, one ticket afresh, statuses, and the bot's own comment."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from threading import Lock

from connectors.http import Params
from connectors.jira.client import JiraSite
from connectors.jira.fields import Asked, FieldBook
from connectors.jira.flavor import Flavor
from connectors.jira.jql import zone_named
from connectors.jira.numbered import all_of, numbered
from connectors.jira.remarks import NO_HISTORY, Remarks, comment_of
from connectors.jira.shape import ticket_of
from connectors.jira.values import Raw, person
from rules.model import Person, Ticket
from sync.engagement import Scope, ScopeKind
from sync.ports import BadAnswer, Missing, Needs


class Reader:
    """Reads tickets of one site. Every method may raise the errors of `sync.ports`."""

    def __init__(self, site: JiraSite, flavor: Flavor) -> None:
        self._site = site
        self._flavor = flavor
        self._book: FieldBook | None = None
        self._reading_book = Lock()

    def identity(self) -> Person:
        """Return the account the bot writes as."""
        somebody = person(self._site.myself)
        if somebody is None or not somebody.id:
            raise BadAnswer(self._site.source, "the bot's own account", "it has no account id")
        return somebody

    def statuses(self, scope: Scope) -> tuple[str, ...]:
        """Return the statuses of all types of a project; for a query, all of the site."""
        if scope.kind is not ScopeKind.PROJECT:
            return self._names(("status",), "all statuses")
        return self._names(("project", scope.value, "statuses"), f"statuses of project {scope.value}")

    def changed(self, scope: Scope, needs: Needs, since: datetime | None) -> Iterator[list[Ticket]]:
        """Yield the tickets changed since a moment, page by page; one comes again only where it changed meanwhile."""
        asked = self._asked(needs)
        zone = zone_named(self._site.myself.get("timeZone"))
        seen: set[tuple[str, str]] = set()
        for page in self._flavor.found(scope, asked, since, zone):
            with self._site.in_its_form(f"tickets of {scope.value}"):
                marked = {(raw["id"], raw["fields"]["updated"]): raw for raw in page}
            fresh = {mark: raw for mark, raw in marked.items() if mark not in seen}
            seen.update(fresh)
            if tickets := [ticket for raw in fresh.values() if (ticket := self._ticket_unless_gone(raw, asked))]:
                yield tickets

    def ticket(self, ticket_id: str, needs: Needs) -> Ticket:
        """Read one ticket afresh; the search's index is not asked."""
        asked = self._asked(needs)
        what = f"ticket {ticket_id}"
        params: Params = {"fields": ",".join(asked.ids), **({"expand": "changelog"} if asked.histories else {})}
        raw = self._site.mapping(self._site.get("issue", ticket_id, what=what, params=params), what)
        return self._ticket(raw, asked)

    def sticky_comment(self, ticket_id: str, marker: str) -> str | None:
        """Return the id of the bot's oldest comment that holds the marker."""
        me = self.identity()
        for page in self._comments(ticket_id):
            with self._site.in_its_form(f"comments of ticket {ticket_id}"):
                for comment in (comment_of(raw, self._flavor.markup) for raw in page):
                    if marker in comment.text and comment.author.same_as(me):
                        return comment.id
        return None

    def _names(self, path: tuple[str, ...], what: str) -> tuple[str, ...]:
        """Return the names of statuses, told in one list or grouped by type, each once."""
        rows = self._site.rows(self._site.get(*path, what=what), what)
        with self._site.in_its_form(what):
            return tuple(dict.fromkeys(status["name"] for row in rows for status in row.get("statuses", (row,))))

    def _asked(self, needs: Needs) -> Asked:
        with self._reading_book:
            if self._book is None:
                what = "the fields of the site"
                rows = self._site.rows(self._site.get("field", what=what), what)
                with self._site.in_its_form(what):
                    self._book = FieldBook(self._site.source, rows)
            return self._book.asked(needs)

    def _ticket_unless_gone(self, raw: Raw, asked: Asked) -> Ticket | None:
        try:
            return self._ticket(raw, asked)
        except Missing:
            return None  # deleted or hidden since it was found

    def _ticket(self, raw: Raw, asked: Asked) -> Ticket:
        what = f"ticket {raw.get('key') or raw.get('id')}"
        with self._site.in_its_form(what):
            remarks = self._remarks(raw, asked)
            source, server = self._site.source, self._site.server
            return ticket_of(raw, asked, remarks, self._flavor.markup, source=source, server=server)

    def _remarks(self, raw: Raw, asked: Asked) -> Remarks:
        """Return all comments and changes, from their own addresses where the issue's page does not hold all."""
        comments: Sequence[Raw] = ()
        if asked.needs.comments and (held := raw["fields"].get("comment")) is not None:
            comments = all_of(held, "comments", self._comments(raw["id"]))
        return Remarks(comments, self._flavor.history(raw) if asked.histories else NO_HISTORY)

    def _comments(self, ticket_id: str) -> Iterator[list[Raw]]:
        """Yield all comments, the oldest first."""
        path = ("issue", ticket_id, "comment")
        return numbered(self._site, path, "comments", f"comments of ticket {ticket_id}", {"orderBy": "created"})
