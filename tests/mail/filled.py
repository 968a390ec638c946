"""Letters in which every text is one value, whatever kind they are."""

from dataclasses import fields, is_dataclass, replace

CLOSED = frozenset({"word", "because", "place", "state", "about", "occasion", "link"})
"""Fields that hold words of our own, or an address that is checked."""


def filled(letter, value):
    """Return the letter with the value for each of its texts; a kind stays apart from a name."""
    return _fill(letter, value)


def _fill(part, value):
    if is_dataclass(part):
        texts = {field.name: getattr(part, field.name) for field in fields(part) if field.name not in CLOSED}
        new = {name: f"kind {value}" if name == "kind" else _fill(one, value) for name, one in texts.items()}
        return replace(part, **new)
    if isinstance(part, tuple):
        return tuple(_fill(one, value) for one in part)
    return value if isinstance(part, str) else part
