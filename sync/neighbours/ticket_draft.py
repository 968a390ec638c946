"""A ticket to be created, before any tracker's form."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class TicketDraft:
    """A ticket to be created. `told` are the paragraphs of its description; `values` are texts for fields by their
    names, filled in where the place has such a field; `kind` is its type, the most ordinary one there where None."""

    title: str
    told: tuple[str, ...] = ()
    due: date | None = None
    kind: str | None = None
    values: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
