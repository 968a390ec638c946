"""Values of a ticket's fields by their names, and as text. Pure."""

from rules.model import Ticket, Value
from rules.values import fold, is_empty, shown


def value_of(ticket: Ticket, name: str) -> Value:
    """Return the value of a field by its name, whatever its capitals; None where there is none."""
    return next((value for field, value in ticket.fields.items() if fold(field) == fold(name)), None)


def words_of(value: Value) -> str:
    """Say a field's value: text whole and on one line, nothing for nothing."""
    if is_empty(value):
        return ""
    return " ".join(value.split()) if isinstance(value, str) else shown(value)


def text_in(ticket: Ticket, name: str) -> str:
    """Return what a field of a ticket holds, as text; empty for nothing."""
    return words_of(value_of(ticket, name))
