"""What measures look at of a ticket itself: little enough to hold every ticket of an engagement at once."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from sys import intern
from typing import TypeVar

from rules.model import Person, Ticket

T = TypeVar("T", date | None, float | None, tuple[str, ...])


@dataclass(frozen=True, slots=True)
class Outline:
    """A ticket under the names of `rules.model.Ticket`, in the same units."""

    id: str
    key: str
    type: str = ""
    status: str = ""
    done: bool = False
    priority: str | None = None
    assignee: Person | None = None
    created: datetime | None = None
    updated: datetime | None = None
    due: date | None = None
    start: date | None = None
    resolved: datetime | None = None
    estimate: float | None = None
    time_spent: float | None = None
    sprint: tuple[str, ...] = ()


def outline_of(ticket: Ticket) -> Outline:
    """Return what measures look at; what recurs on thousands of tickets is held once."""
    return Outline(
        id=ticket.id,
        key=ticket.key,
        type=intern(ticket.type),
        status=intern(ticket.status),
        done=ticket.done,
        priority=intern(ticket.priority) if ticket.priority else None,
        assignee=ticket.assignee,
        created=ticket.created,
        updated=ticket.updated,
        due=_held_once(ticket.due),
        start=_held_once(ticket.start),
        resolved=ticket.resolved,
        estimate=_held_once(ticket.estimate),
        time_spent=_held_once(ticket.time_spent),
        sprint=_held_once(ticket.sprint),
    )


@lru_cache(maxsize=4_096, typed=True)
def _held_once(value: T) -> T:
    """Return one and the same value for equal ones of a type: days, hours and sprints recur."""
    return value
