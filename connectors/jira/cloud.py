"""Jira Cloud's own manner: search by page tokens, documents (ADF), histories at their own address."""

from collections.abc import Iterator, Sequence

from connectors.jira.adf import document
from connectors.jira.client import JiraSite
from connectors.jira.flavor import History, Markup, Search
from connectors.jira.histories import with_long_histories
from connectors.jira.jql import changed_since
from connectors.jira.numbered import PAGE_SIZE, all_of, numbered
from connectors.jira.text import plain_text, spoken_lines, task_lists
from connectors.jira.values import Raw
from connectors.pages import Page, walk
from sync.ports import BadAnswer

ADF = Markup(plain_text, spoken_lines, task_lists, document)
MOST_LABELS = 1000  # one page of them; a site may have many more


class Cloud:
    """One site of Jira Cloud; see `Flavor`."""

    markup = ADF
    tells_edited = True
    quiet_comments = True
    rows_of_creation = ("issueTypes", "fields")

    def __init__(self, site: JiraSite) -> None:
        self._site = site

    def found(self, search: Search) -> Iterator[list[Raw]]:
        """Yield pages of the search, each found by the token of the one before."""
        what = search.what
        query = changed_since(search.scope, search.since, search.zone)
        body = {"jql": query, "fields": list(search.fields), "maxResults": PAGE_SIZE}
        if search.histories:
            body["expand"] = "changelog"

        def fetch(token: str | None) -> Page[Raw, str]:
            place = {"nextPageToken": token} if token else {}
            answer = self._site.search("search", "jql", body=body | place, what=what)
            following = None if answer.get("isLast") else answer.get("nextPageToken")
            if answer.get("isLast") is False and not following:
                raise BadAnswer(self._site.source, what, "it says that more pages follow, and not where")
            return Page(self._site.rows(answer.get("issues"), what), following or None)

        return walk(fetch, service=self._site.source, what=what)

    def matches(self, query: str, ticket_id: str) -> bool:
        """Search for one ticket, by its present state: the index of the search lags behind."""
        what = f"ticket {ticket_id} by its query"
        body = {"jql": f"({query}) AND id = {ticket_id}", "fields": ["id"], "reconcileIssues": [int(ticket_id)]}
        return bool(self._site.rows(self._site.search("search", "jql", body=body, what=what).get("issues"), what))

    def first(self, query: str) -> str | None:
        """Return the id of the first ticket a query finds."""
        what = "a ticket to learn from"
        body = {"jql": query, "fields": ["id"], "maxResults": 1}
        rows = self._site.rows(self._site.search("search", "jql", body=body, what=what).get("issues"), what)
        return str(rows[0]["id"]) if rows else None

    def with_histories(self, raws: Sequence[Raw]) -> Sequence[Raw]:
        """Return the tickets with their whole histories, asked for together where several are cut short."""
        return with_long_histories(self._site, raws)

    def history(self, raw: Raw) -> History:
        """Return all changes, from their own address where the ticket's page does not hold all."""
        path = ("issue", raw["id"], "changelog")
        pages = numbered(self._site, path, "values", f"history of ticket {raw['key']}", {})
        return History(all_of(raw.get("changelog") or {}, "histories", pages))

    def labels(self) -> tuple[str, ...]:
        """Return the first page of the site's labels."""
        what = "labels of the site"
        answer = self._site.mapping(self._site.get("label", what=what, params={"maxResults": MOST_LABELS}), what)
        with self._site.in_its_form(what):
            return tuple(str(label) for label in answer["values"])
