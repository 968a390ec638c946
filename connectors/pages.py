"""Paging that cannot loop and does not take a short page for the last one."""

from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from sync.ports import BadAnswer

Item = TypeVar("Item")
Place = TypeVar("Place", bound=Hashable)

MOST_PAGES = 10_000  # a million tickets; only a server that makes up places comes here


@dataclass(frozen=True, slots=True)
class Page(Generic[Item, Place]):
    """One page. `following` says where the next one starts: a token, a number, an offset; None after the last."""

    items: list[Item]
    following: Place | None


def walk(
    fetch: Callable[[Place | None], Page[Item, Place]], *, service: str, what: str, most: int = MOST_PAGES
) -> Iterator[list[Item]]:
    """Yield the items of every page that has some, until a page names no following one.

    `fetch` gets None for the first page. Raises BadAnswer where a place comes again, two pages in a row are the
    same, or there is no end.
    """
    place: Place | None = None
    seen: set[Place] = set()
    before: list[Item] = []
    for _ in range(most):
        page = fetch(place)
        if page.items:
            if page.items == before:
                raise BadAnswer(service, what, "the same page came twice")
            yield page.items
            before = page.items
        place = page.following
        if place is None:
            return
        if place in seen:
            raise BadAnswer(service, what, "the pages lead in a circle")
        seen.add(place)
    raise BadAnswer(service, what, f"no end after {most} pages")
