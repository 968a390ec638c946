"""Reading from Jira Cloud: what changed in a scope, one ticket afresh, statuses, and the bot's own comment."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from math import inf
from threading import Lock
from typing import cast

from connectors.http import Params
from connectors.jira.client import JiraSite
from connectors.jira.fields import Asked, FieldBook
from connectors.jira.jql import changed_since, zone_named
from connectors.jira.remarks import Remarks, comment_of
from connectors.jira.shape import ticket_of
from connectors.jira.values import Raw, person
from connectors.pages import Page, walk
from rules.model import Person, Ticket
from sync.engagement import Scope, ScopeKind
from sync.ports import BadAnswer, Missing, Needs

PAGE_SIZE = 100


class Reader:
    """Reads tickets of one site. Every method may raise the errors of `sync.ports`."""

    def __init__(self, site: JiraSite) -> None:
        self._site = site
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
        """Yield the tickets changed since a moment, page by page, each ticket once."""
        asked = self._asked(needs)
        query = changed_since(scope, since, zone_named(self._site.myself.get("timeZone")))
        seen: set[str] = set()
        for page in self._found(query, asked, f"tickets of {scope.value}"):
            with self._site.in_its_form(f"tickets of {scope.value}"):
                fresh = {raw["id"]: raw for raw in page if raw["id"] not in seen}
            seen.update(fresh)
            if tickets := [ticket for raw in fresh.values() if (ticket := self._ticket_unless_gone(raw, asked))]:
                yield tickets

    def ticket(self, ticket_id: str, needs: Needs) -> Ticket:
        """Read one ticket afresh; the search's index is not asked."""
        asked = self._asked(needs)
        what = f"ticket {ticket_id}"
        params: Params = {"fields": ",".join(asked.ids), **_expand(asked)}
        raw = self._site.mapping(self._site.get("issue", ticket_id, what=what, params=params), what)
        return self._ticket(raw, asked)

    def sticky_comment(self, ticket_id: str, marker: str) -> str | None:
        """Return the id of the bot's oldest comment that holds the marker."""
        me = self.identity()
        for page in self._comments(ticket_id):
            with self._site.in_its_form(f"comments of ticket {ticket_id}"):
                for comment in map(comment_of, page):
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

    def _found(self, query: str, asked: Asked, what: str) -> Iterator[list[Raw]]:
        body = {"jql": query, "fields": list(asked.ids), "maxResults": PAGE_SIZE, **_expand(asked)}

        def fetch(token: str | None) -> Page[Raw, str]:
            answer = self._site.search(body | ({"nextPageToken": token} if token else {}), what=what)
            following = None if answer.get("isLast") else answer.get("nextPageToken")
            if answer.get("isLast") is False and not following:
                raise BadAnswer(self._site.source, what, "it says that more pages follow, and not where")
            return Page(self._site.rows(answer.get("issues"), what), following or None)

        return walk(fetch, service=self._site.source, what=what)

    def _ticket_unless_gone(self, raw: Raw, asked: Asked) -> Ticket | None:
        try:
            return self._ticket(raw, asked)
        except Missing:
            return None  # deleted or hidden since it was found

    def _ticket(self, raw: Raw, asked: Asked) -> Ticket:
        what = f"ticket {raw.get('key') or raw.get('id')}"
        with self._site.in_its_form(what):
            return ticket_of(raw, asked, self._remarks(raw, asked), self._site.source, self._site.server)

    def _remarks(self, raw: Raw, asked: Asked) -> Remarks:
        """Return all comments and changes, from their own addresses where the issue's page does not hold all."""
        comments: Sequence[Raw] = ()
        changes: Sequence[Raw] = ()
        if asked.needs.comments and (held := raw["fields"].get("comment")) is not None:
            comments = _all_of(held, "comments", self._comments(raw["id"]))
        if asked.needs.moves:
            pages = self._pages(("issue", raw["id"], "changelog"), "values", f"history of ticket {raw['key']}", {})
            changes = _all_of(raw.get("changelog") or {}, "histories", pages)
        return Remarks(comments, changes)

    def _comments(self, ticket_id: str) -> Iterator[list[Raw]]:
        """Yield all comments, the oldest first."""
        path = ("issue", ticket_id, "comment")
        return self._pages(path, "comments", f"comments of ticket {ticket_id}", {"orderBy": "created"})

    def _pages(self, path: tuple[str, ...], rows: str, what: str, params: Params) -> Iterator[list[Raw]]:
        def fetch(start: int | None) -> Page[Raw, int]:
            place = {"startAt": start or 0, "maxResults": PAGE_SIZE}
            answer = self._site.mapping(self._site.get(*path, what=what, params={**params, **place}), what)
            items = self._site.rows(answer.get(rows), what)
            end = (start or 0) + len(items)
            is_last = not items or answer.get("isLast") or end >= answer.get("total", end + 1)
            return Page(items, None if is_last else end)

        return walk(fetch, service=self._site.source, what=what)


def _expand(asked: Asked) -> Mapping[str, str]:
    return {"expand": "changelog"} if asked.needs.moves else {}


def _all_of(held: Raw, rows: str, pages: Iterable[list[Raw]]) -> Sequence[Raw]:
    """Return what an issue holds or, where it does not say that this is all, what the pages of its own hold."""
    if rows in held and len(held[rows]) >= held.get("total", inf):
        return cast("Sequence[Raw]", held[rows])
    return [row for page in pages for row in page]
