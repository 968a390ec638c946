"""Which moves lead where: Jira tells it for one ticket, and it holds for all of its type, project and status."""

from collections.abc import Sequence
from dataclasses import dataclass

from connectors.jira.client import JiraSite
from connectors.shelf import Shelf, Tick
from rules.model import Ticket
from rules.values import fold

Place = tuple[str, str, str]  # project, type and status of a ticket: there one workflow has one set of moves


@dataclass(frozen=True, slots=True)
class Way:
    """A transition: its id, and the name of the status it leads to."""

    id: str
    to: str
    has_screen: bool


class Ways:
    """The moves of one site, kept for a while for tickets that were read just before they are moved."""

    def __init__(self, site: JiraSite, tick: Tick) -> None:
        self._site = site
        self._kept = Shelf(tick)
        self._places: dict[str, Place] = {}

    def note(self, ticket: Ticket) -> None:
        """Take note of where a ticket stands that was read afresh."""
        self._places[ticket.id] = (ticket.key.rpartition("-")[0], ticket.type, ticket.status)

    def place_of(self, ticket_id: str) -> Place | None:
        """Return where a ticket stood when it was read, once: after a move it stands elsewhere."""
        return self._places.pop(ticket_id, None)

    def known(self, place: Place | None) -> Sequence[Way]:
        """Return the moves kept for a place, perhaps with some that are not open for every ticket there."""
        return self._kept.look(place) or () if place else ()

    def asked(self, place: Place | None, ticket_id: str, what: str) -> Sequence[Way]:
        """Return the moves that are open for a ticket now. May raise the errors of `sync.ports`."""
        found = self._site.mapping(self._site.get("issue", ticket_id, "transitions", what=what), what)
        with self._site.in_its_form(what):
            ways = tuple(
                Way(str(way["id"]), str(way["to"]["name"]), bool(way.get("hasScreen"))) for way in found["transitions"]
            )
        if place:
            self._kept.put(place, ways)
        return ways


def leading_to(ways: Sequence[Way], status: str) -> list[str]:
    """Return the ids of the moves that lead to a status, those without a screen first."""
    fitting = [way for way in ways if fold(way.to) == fold(status)]
    return [way.id for way in sorted(fitting, key=lambda way: way.has_screen)]
