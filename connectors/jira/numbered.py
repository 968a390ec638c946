"""Pages that are asked for by the number of their first row, as those of comments and histories are."""

from collections.abc import Iterable, Iterator, Sequence
from math import inf
from typing import cast

from connectors.http import Params
from connectors.jira.client import JiraSite
from connectors.jira.values import Raw
from connectors.pages import Page, walk

PAGE_SIZE = 100


def numbered(site: JiraSite, path: tuple[str, ...], rows: str, what: str, params: Params) -> Iterator[list[Raw]]:
    """Yield every page of `rows` found under an address."""

    def fetch(start: int | None) -> Page[Raw, int]:
        place = {"startAt": start or 0, "maxResults": PAGE_SIZE}
        answer = site.mapping(site.get(*path, what=what, params={**params, **place}), what)
        items = site.rows(answer.get(rows), what)
        end = (start or 0) + len(items)
        is_last = not items or answer.get("isLast") or end >= answer.get("total", end + 1)
        return Page(items, None if is_last else end)

    return walk(fetch, service=site.source, what=what)


def all_of(held: Raw, rows: str, pages: Iterable[list[Raw]]) -> Sequence[Raw]:
    """Return what an issue holds or, where it does not say that this is all, what the pages of its own hold."""
    return cast("Sequence[Raw]", held[rows]) if holds_all(held, rows) else [row for page in pages for row in page]


def holds_all(held: Raw, rows: str) -> bool:
    """Tell whether an issue says that the rows it holds are all there are."""
    return rows in held and len(held[rows]) >= held.get("total", inf)
