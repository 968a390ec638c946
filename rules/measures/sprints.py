"""When sprints were: trackers tell us no days of theirs, so the tickets that name them do. Pure."""

from collections.abc import Iterator
from datetime import date, datetime

from rules.calendar import Calendar
from rules.measures.case import Case, Kind, Sprint


class SprintDays:
    """Gathers sprints from the work that names them, one case after the other: a sprint begins with the first of it
    and ends on the last day its work is due. `now` stands for when a ticket was made that does not say it."""

    def __init__(self, calendar: Calendar, now: datetime) -> None:
        self._calendar, self._now = calendar, now
        self._first: dict[str, date] = {}
        self._last: dict[str, date] = {}

    def take(self, case: Case) -> None:
        """Take what a case tells of its sprints."""
        ticket = case.ticket
        for name in ticket.sprint if Kind.WORK in case.kinds else ():
            begun = ticket.start or self._calendar.day(ticket.created or self._now)
            self._first[name] = min(begun, self._first.get(name, begun))
            if ticket.due is not None:
                self._last[name] = max(ticket.due, self._last.get(name, ticket.due))

    def __iter__(self) -> Iterator[Sprint]:
        """Yield the sprints that have work with a due date, in order of their names."""
        for name, last in sorted(self._last.items()):
            yield Sprint(name, min(self._first[name], last), last)
