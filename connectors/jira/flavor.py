"""What Jira Cloud and Data Center do each in their own way; all else about them is the same."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Protocol

from connectors.jira.values import Raw
from rules.model import Checklist
from sync.comment import StickyComment
from sync.engagement import Scope


@dataclass(frozen=True, slots=True)
class Markup:
    """How long texts are kept: documents or wiki markup."""

    plain: Callable[[object], str]  # the words, a line for each line, list item or table cell
    spoken: Callable[[object], tuple[str, ...]]  # the lines outside quotes and code
    checklists: Callable[[object], Iterator[Checklist]]
    written: Callable[[StickyComment], object]


@dataclass(frozen=True, slots=True)
class History:
    """The raw change sets of one ticket. `missing` is why they are not all; empty where they are."""

    changes: Sequence[Raw] = ()
    missing: str = ""


@dataclass(frozen=True, slots=True)
class Search:
    """Tickets of a scope changed since a moment (all where None). `zone` is where the searching account lives."""

    scope: Scope
    since: datetime | None
    zone: tzinfo
    fields: tuple[str, ...]
    histories: bool = False

    @property
    def what(self) -> str:
        """What is asked for, in a few words."""
        return f"tickets of {self.scope.value}"


class Flavor(Protocol):
    """A site's own manner. All methods may raise the errors of `sync.ports`."""

    @property
    def markup(self) -> Markup: ...

    @property
    def tells_edited(self) -> bool:
        """Whether the answer to an edit can hold the ticket as it is then."""

    @property
    def rows_of_creation(self) -> tuple[str, str]:
        """Under which names the site lists the types a project can create, and the fields one of them asks for."""

    @property
    def quiet_comments(self) -> bool:
        """Whether a comment can be edited without mails to watchers."""

    def found(self, search: Search) -> Iterator[list[Raw]]:
        """Yield pages of raw tickets, the longest unchanged first; some may come twice."""

    def matches(self, query: str, ticket_id: str) -> bool:
        """Tell whether one ticket is found by a query, by its present state where the site can do that."""

    def first(self, query: str) -> str | None:
        """Return the id of the first ticket a query finds."""

    def with_histories(self, raws: Sequence[Raw]) -> Sequence[Raw]:
        """Return the raw tickets of a page with the changes inside that the site tells for many at once."""

    def history(self, raw: Raw) -> History:
        """Return the whole history of a raw ticket that was asked for with its changes."""

    def labels(self) -> tuple[str, ...]:
        """Return labels in use on the site; perhaps only the first ones."""
