"""A last look at a shaped ticket: trackers that change their form should not surprise a rule in the middle of a cycle."""

from collections.abc import Iterable

from rules.model import Ticket


def checked(ticket: Ticket) -> Ticket:
    """Return a ticket whose texts are texts; raises TypeError that names the fact which is not."""
    one = ("id", "key", "type", "status", "title", "url")
    perhaps = ("description", "priority", "parent")
    several = ("labels", "sprint", "attachments")
    for name in one:
        _is_text(name, [getattr(ticket, name)])
    for name in perhaps:
        _is_text(name, [getattr(ticket, name) or ""])
    for name in several:
        _is_text(name, getattr(ticket, name))
    _is_text("checklists", (item.text for checklist in ticket.checklists for item in checklist.items))
    return ticket


def _is_text(fact: str, values: Iterable[object]) -> None:
    for value in values:
        if not isinstance(value, str):
            raise TypeError(f"{fact} should be text and is {type(value).__name__}")
