"""Reading from Jira: what changed in a scope, one ticket afresh, statuses, and the bot's own comment."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, tzinfo

from connectors.jira.client import WRONG_SHAPE, JiraSite
from connectors.jira.fields import Asked, FieldBook
from connectors.jira.flavor import Flavor, Search
from connectors.jira.holders import holders
from connectors.jira.jql import within, zone_named
from connectors.jira.numbered import all_of, numbered
from connectors.jira.remarks import NO_HISTORY, Remarks, comment_of, comments_of, own_comment_of
from connectors.jira.shape import ticket_of
from connectors.jira.values import Mark, Raw, mark, moment, person
from connectors.shaped import checked
from connectors.shelf import Shelf, Tick
from rules.model import Comment, Person, Ticket
from rules.values import fold
from sync.comment import OwnComment
from sync.engagement import Scope, ScopeKind
from sync.listing import Found, Listed, Whereabouts
from sync.ports import BadAnswer, Misshapen, Missing, Needs, Unreadable


class Reader:
    """Reads tickets of one site. Every method may raise the errors of `sync.ports`."""

    def __init__(self, site: JiraSite, flavor: Flavor, tick: Tick) -> None:
        self._site = site
        self._flavor = flavor
        self._shelf = Shelf(tick)

    def identity(self) -> Person:
        """Return the account the bot writes as."""
        somebody = person(self._site.myself)
        if somebody is None or not somebody.id:
            raise BadAnswer(self._site.source, "the bot's own account", "it has no account id")
        return somebody

    def statuses(self, scope: Scope) -> tuple[str, ...]:
        """Return the statuses of all types of a project; for a query, all of the site."""
        if scope.kind is not ScopeKind.PROJECT:
            return self._shelf.get("statuses", lambda: self._names(("status",), "all statuses"))
        path, what = ("project", scope.value, "statuses"), f"statuses of project {scope.value}"
        return self._shelf.get(scope, lambda: self._names(path, what))

    def changed(
        self, scope: Scope, needs: Needs, since: datetime | None, known: Mapping[str, datetime]
    ) -> Iterator[list[Ticket | Unreadable]]:
        """Yield the tickets changed since a moment, page by page, without those known at the change time they have;
        one comes again only where it changed meanwhile."""
        asked = self._asked(needs)
        for page in self._found(Search(scope, since, self._zone, asked.ids, asked.histories)):
            with self._site.in_its_form(f"tickets of {scope.value}"):
                news = [raw for raw in page if raw["id"] not in known or known[raw["id"]] != _changed_at(raw)]
            whole = self._flavor.with_histories(news) if asked.histories else news
            if told := [one for raw in whole if (one := self._ticket_unless_gone(raw, asked))]:
                yield told

    def listed(self, scope: Scope) -> Iterator[list[Listed]]:
        """Yield every ticket of a scope with its change time."""
        for page in self._found(Search(scope, None, self._zone, ("updated",))):
            with self._site.in_its_form(f"tickets of {scope.value}"):
                yield [Listed(raw["id"], raw["key"], _changed_at(raw)) for raw in page]

    def find(self, scope: Scope, ticket_id: str) -> Found:
        """Tell whether a ticket can be read, and whether the scope's own query finds it: no query finds what is
        archived, which the ticket itself does not tell."""
        what = f"ticket {ticket_id}"
        try:
            raw = self._site.mapping(self._site.get("issue", ticket_id, what=what, params={"fields": "key"}), what)
        except Missing:
            return Found(Whereabouts.GONE)
        with self._site.in_its_form(what):
            key = str(raw["key"])
        is_here = self._flavor.matches(within(scope), ticket_id)
        return Found(Whereabouts.HERE if is_here else Whereabouts.ELSEWHERE, key)

    def members(self, scope: Scope, role: str) -> tuple[Person, ...]:
        """Return who holds a project role."""
        return self._shelf.get((scope, "role", fold(role)), lambda: holders(self._site, scope, role))

    def comments(self, ticket_id: str) -> tuple[Comment, ...]:
        """Return all comments of a ticket, the oldest first."""
        with self._site.in_its_form(f"comments of ticket {ticket_id}"):
            return comments_of((raw for page in self._comments(ticket_id) for raw in page), self._flavor.markup)

    def ticket(self, ticket_id: str, needs: Needs) -> Ticket:
        """Read one ticket afresh; the search's index is not asked."""
        asked = self._asked(needs)
        what = f"ticket {ticket_id}"
        params = {"fields": ",".join(asked.ids)} | ({"expand": "changelog"} if asked.histories else {})
        raw = self._site.mapping(self._site.get("issue", ticket_id, what=what, params=params), what)
        return self._ticket(raw, asked)

    def sticky_comment(self, ticket_id: str, marker: str, comment_id: str | None) -> OwnComment | None:
        """Return the comment of an id, else the bot's oldest one that holds the marker."""
        what = f"comment {comment_id} of ticket {ticket_id}"
        if comment_id is not None and (raw := self._unless_gone(("issue", ticket_id, "comment", comment_id), what)):
            with self._site.in_its_form(what):
                return own_comment_of(raw, self._flavor.markup)
        me = self.identity()
        for page in self._comments(ticket_id):
            with self._site.in_its_form(f"comments of ticket {ticket_id}"):
                for raw in page:
                    comment = comment_of(raw, self._flavor.markup)
                    if marker in comment.text and comment.author.same_as(me):
                        return own_comment_of(raw, self._flavor.markup)
        return None

    def _unless_gone(self, path: tuple[str, ...], what: str) -> Raw | None:
        try:
            return self._site.mapping(self._site.get(*path, what=what), what)
        except Missing:
            return None

    @property
    def _zone(self) -> tzinfo:
        """Where the bot's account lives: the search reads times there."""
        return zone_named(self._site.myself.get("timeZone"))

    def _found(self, search: Search) -> Iterator[list[Raw]]:
        """Yield the pages of a search, every state of a ticket once."""
        seen: set[Mark] = set()
        for page in self._flavor.found(search):
            with self._site.in_its_form(search.what):
                fresh = {marked: raw for raw in page if (marked := mark(raw)) not in seen}
            seen.update(fresh)
            yield list(fresh.values())

    def _names(self, path: tuple[str, ...], what: str) -> tuple[str, ...]:
        """Return the names of statuses, told in one list or grouped by type, each once."""
        rows = self._site.rows(self._site.get(*path, what=what), what)
        with self._site.in_its_form(what):
            return tuple(dict.fromkeys(status["name"] for row in rows for status in row.get("statuses", (row,))))

    def _asked(self, needs: Needs) -> Asked:
        return self.fields().asked(needs)

    def fields(self) -> FieldBook:
        """Return all fields of the site, asked for anew from time to time."""
        return self._shelf.get("fields", self._book)

    def _book(self) -> FieldBook:
        what = "the fields of the site"
        rows = self._site.rows(self._site.get("field", what=what), what)
        with self._site.in_its_form(what):
            return FieldBook(self._site.source, rows)

    def _ticket_unless_gone(self, raw: Raw, asked: Asked) -> Ticket | Unreadable | None:
        try:
            return self._ticket(raw, asked)
        except Missing:
            return None  # deleted or hidden since it was found
        except Misshapen as error:
            return Unreadable(str(raw.get("key") or raw["id"]), error.answer)

    def _ticket(self, raw: Raw, asked: Asked) -> Ticket:
        what = f"ticket {raw.get('key') or raw.get('id')}"
        with self._site.in_its_form(what):
            remarks = self._remarks(raw, asked)
            source, server = self._site.source, self._site.server
            return checked(ticket_of(raw, asked, remarks, self._flavor.markup, source=source, server=server))

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


def _changed_at(raw: Raw) -> datetime | None:
    """Return when a ticket changed; None where that is told in no form we know, which shaping it then reports."""
    try:
        return moment(mark(raw)[1])
    except WRONG_SHAPE:
        return None
