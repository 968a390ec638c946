"""Values of a ticket's fields by their names, and as text. Pure."""

from rules.model import Ticket, Value
from rules.values import is_empty, shown, value_of


def words_of(value: Value) -> str:
    """Say a field's value: text whole and on one line, nothing for nothing."""
    if is_empty(value):
        return ""
    return " ".join(value.split()) if isinstance(value, str) else shown(value)


def text_in(ticket: Ticket, name: str) -> str:
    """Return what a field of a ticket holds, as text; empty for nothing."""
    return words_of(value_of(ticket, name))
