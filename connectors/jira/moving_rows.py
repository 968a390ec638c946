"""Rows of a search by row numbers, read to the end while people change them.

The rows are in order of change. One that changes moves to the end, and all behind it come one place nearer. So
every page begins with the last row of the page before; where it begins with a row not seen yet, some were passed
over, and it is read again from further back.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from connectors.jira.jql import OVERLAP
from connectors.jira.numbered import PAGE_SIZE
from connectors.jira.values import Mark, Raw, moment
from connectors.pages import MOST_PAGES
from sync.ports import BadAnswer

MOST_ROWS = 10_000  # of one query; servers with the newer search answer nothing beyond
MOST_STEPS_BACK = 20  # until a page fits; they grow, so that this is beyond any site


@dataclass(frozen=True, slots=True)
class Rows:
    """One page: its rows with their marks, and how many rows there are in all."""

    marks: tuple[Mark, ...]
    raws: list[Raw]
    total: int


class MovingRows:
    """Reads one search. `fetch` gets a query and the number of the first row; `query_since` writes the query."""

    def __init__(
        self,
        fetch: Callable[[str, int], Rows],
        query_since: Callable[[datetime | None], str],
        service: str,
        what: str,
    ) -> None:
        self._fetch = fetch
        self._query_since = query_since
        self._service = service
        self._what = what
        self._seen: set[Mark] = set()
        self._steps_back = 0

    def pages(self, since: datetime | None) -> Iterator[list[Raw]]:
        """Yield every page; rows may come twice. Raises BadAnswer where the pages never fit together."""
        query, start, overlaps = self._query_since(since), 0, False
        for _ in range(MOST_PAGES):
            page = self._fetch(query, start)
            if overlaps and not (page.marks and page.marks[0] in self._seen):
                start = self._further_back(start)
                overlaps = start > 0
                continue
            self._steps_back = 0 if overlaps else self._steps_back
            self._seen.update(page.marks)
            if page.raws:
                yield page.raws
            end = start + len(page.raws)
            if not page.raws or end >= page.total:
                return
            overlaps = len(page.raws) > 1
            start = end - overlaps
            if start + PAGE_SIZE > MOST_ROWS and (rest := self._rest(page.marks[-1])) != query:
                query, start, overlaps = rest, 0, False
        raise BadAnswer(self._service, self._what, f"no end after {MOST_PAGES} pages")

    def _further_back(self, start: int) -> int:
        self._steps_back += 1
        if self._steps_back > MOST_STEPS_BACK:
            raise BadAnswer(self._service, self._what, "its pages do not fit together")
        return max(0, start - (PAGE_SIZE << (self._steps_back - 1)))

    def _rest(self, last: Mark) -> str:
        """Return the query for what changed in the minute of the last row or later."""
        at = moment(last[1])
        return self._query_since(at + OVERLAP if at else None)
