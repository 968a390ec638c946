"""Jira Data Center's own manner: search by row numbers, wiki markup, histories only inside the ticket."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from connectors.jira.client import JiraSite
from connectors.jira.flavor import History, Markup, Search
from connectors.jira.jql import changed_since
from connectors.jira.moving_rows import MovingRows, Rows
from connectors.jira.numbered import PAGE_SIZE, holds_all
from connectors.jira.values import Raw, mark
from connectors.jira.wiki import markup_of
from connectors.jira.wiki_text import plain_text, spoken_lines, task_lists

WIKI = Markup(plain_text, spoken_lines, task_lists, markup_of)
IN_PART = "the site tells only a part of this ticket's history"


class DataCenter:
    """One site of Jira Data Center; see `Flavor`."""

    markup = WIKI
    tells_edited = False
    quiet_comments = False
    rows_of_creation = ("values", "values")

    def __init__(self, site: JiraSite) -> None:
        self._site = site

    def found(self, search: Search) -> Iterator[list[Raw]]:
        """Yield pages of the search; rows that move meanwhile are followed."""
        what = search.what
        body: Mapping[str, object] = {"fields": list(search.fields), "maxResults": PAGE_SIZE}
        if search.histories:
            body = {**body, "expand": ["changelog"]}

        def fetch(query: str, start: int) -> Rows:
            answer = self._site.search("search", body={**body, "jql": query, "startAt": start}, what=what)
            with self._site.in_its_form(what):
                rows = self._site.rows(answer["issues"], what)
                return Rows(tuple(map(mark, rows)), rows, int(answer["total"]))

        def query_since(moment: datetime | None) -> str:
            return changed_since(search.scope, moment, search.zone)

        return MovingRows(fetch, query_since, self._site.source, what).pages(search.since)

    def matches(self, query: str, ticket_id: str) -> bool:
        """Search for one ticket; what its node has not indexed yet is not found."""
        what = f"ticket {ticket_id} by its query"
        body = {"jql": f"({query}) AND id = {ticket_id}", "fields": ["id"], "maxResults": 1}
        return bool(self._site.rows(self._site.search("search", body=body, what=what).get("issues"), what))

    def first(self, query: str) -> str | None:
        """Return the id of the first ticket a query finds."""
        what = "a ticket to learn from"
        body = {"jql": query, "fields": ["id"], "maxResults": 1}
        rows = self._site.rows(self._site.search("search", body=body, what=what).get("issues"), what)
        return str(rows[0]["id"]) if rows else None

    def with_histories(self, raws: Sequence[Raw]) -> Sequence[Raw]:
        """Return the tickets as they are: a ticket's page is the only place for its history."""
        return raws

    def history(self, raw: Raw) -> History:
        """Return the changes the ticket holds: there is no other address to ask."""
        held = raw.get("changelog") or {}
        return History(held.get("histories") or (), "" if holds_all(held, "histories") else IN_PART)

    def labels(self) -> tuple[str, ...]:
        """Return the few labels that the site suggests when nothing is typed yet; it has no list of them."""
        what = "labels of the site"
        path = ("jql", "autocompletedata", "suggestions")
        params = {"fieldName": "labels", "fieldValue": ""}
        answer = self._site.mapping(self._site.get(*path, what=what, params=params), what)
        with self._site.in_its_form(what):
            return tuple(str(one["value"]).strip('"') for one in answer["results"])
