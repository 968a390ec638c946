"""What those who plan a client's news look at, and what they hand in. Pure.

A notice that is not sent yet, and is not true any more, is outdated: it is withdrawn, and what of it still holds is
told anew. So a client never reads what was so some time ago.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType

from rules.calendar import Calendar
from rules.model import Move, Person, Ticket
from rules.policy import Policy
from sync.actions import Refusal
from sync.clients.letters import Health, Single
from sync.comment import Paragraph
from sync.dates.delays import Dates, health_of
from sync.engagement import Engagement
from sync.escalation.ladders import UNSENT, people_of, people_on
from sync.plan import Subject
from sync.remembered import Reached

WITHDRAWN = "withdrawn"
WATCHED = "watched"  # in place of news: a kind is looked at since this mark is there, and what was so before is none


def moves_told(ticket: Ticket) -> tuple[Move, ...]:
    """Return the moves of a ticket as its tracker tells them."""
    return ticket.moves


@dataclass(frozen=True, slots=True)
class Desk:
    """An engagement as its news are planned. `marks` is all that was ever told or is no news; `moves_of` finds the
    moves of a ticket, also where only its versions tell them, which takes a look at each."""

    engagement: Engagement
    policy: Policy
    subjects: tuple[Subject, ...]
    dates: Dates
    marks: frozenset[Reached]
    now: datetime
    moves_of: Callable[[Ticket], tuple[Move, ...]] = moves_told
    people: Mapping[str, Person] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def calendar(self) -> Calendar:
        return self.policy.setting.calendar

    @property
    def today(self) -> date:
        return self.calendar.day(self.now)

    @property
    def health(self) -> Health:
        return health_of(self.subjects, self.dates, self.engagement, self.calendar, self.today)

    def of_kind(self, kind: str) -> Iterator[Reached]:
        """Yield what of a kind was told or is no news."""
        marks = (one for one in self.marks if one.kind == kind and one.stage != WATCHED)
        return (one for one in marks if one.state != WITHDRAWN)

    def unsent(self, kind: str) -> dict[str, list[Reached]]:
        """Return what notices of a kind tell that may still be kept from the client, by their ids."""
        found: dict[str, list[Reached]] = {}
        for one in self.of_kind(kind):
            if one.notice and one.state in UNSENT:
                found.setdefault(one.notice, []).append(one)
        return found

    def untold(self, news: Iterable[Reached], outdated: Collection[str] = ()) -> frozenset[Reached]:
        """Return what of some news nobody was told, and is to be; what outdated notices tell was not."""
        told = {one for one in self.marks if one.state != WITHDRAWN and one.notice not in outdated}
        return frozenset(news) - told

    def people_of(self, role: str) -> tuple[Person, ...]:
        """Return who holds a role, as far as they are met on tickets with a name."""
        return people_of(role, self.policy, self.people or people_on(one.ticket for one in self.subjects))


@dataclass(frozen=True, slots=True)
class Telling:
    """News of one kind in one cycle. `receives` is what contacts get it for (RULINGS E4).

    `marks` is what the letter tells, `no_news` what needs no telling, `waiting` what is not ready to be told.
    `outdated` are ids of notices that are not true any more. `refusals` say what waits, and why; `asks` what people
    are asked on a ticket, by its id.
    """

    kind: str
    receives: str
    letter: Single | None = None
    marks: tuple[Reached, ...] = ()
    no_news: tuple[Reached, ...] = ()
    waiting: tuple[Reached, ...] = ()
    outdated: tuple[str, ...] = ()
    tickets: tuple[str, ...] = ()
    because: tuple[str, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    asks: Mapping[str, Paragraph] = field(default_factory=lambda: MappingProxyType({}))
