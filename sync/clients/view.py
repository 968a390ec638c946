"""What of a ticket a client may see, and what they call it. Pure.

Every letter takes what it tells from here: nothing else of a ticket leaves the house.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Literal

from rules.model import Ticket, Value, Verdict
from rules.pack import Pack
from rules.policy import Policy
from rules.values import fold, is_empty
from sync.clients.letters import Facts, StripStep
from sync.engagement import Engagement
from sync.field_texts import words_of
from sync.plan import Subject

MITIGATION, REASON, IMPACT = "Mitigation", "Reason", "Impact"
NATIVE = frozenset({"description"})
"""Native facts a client may be shown where `client_visible.fields` lists them."""


def visible_to_client(subjects: Sequence[Subject], engagement: Engagement) -> list[Subject]:
    """Return the tickets of the types clients are told of."""
    types = visible_types(engagement)
    return [subject for subject in subjects if fold(subject.ticket.type) in types]


def visible_types(engagement: Engagement) -> frozenset[str]:
    """Return the types of tickets clients are told of, folded."""
    return frozenset(map(fold, engagement.client_visible.types))


def is_field_visible(engagement: Engagement, name: str) -> bool:
    return fold(name) in {fold(field) for field in engagement.client_visible.fields}


def text_for_client(ticket: Ticket, engagement: Engagement, name: str) -> str:
    """Return the text of a field where clients may see it; empty where they may not, or it holds nothing."""
    return words_of(_value(ticket, name)) if is_field_visible(engagement, name) else ""


def name_for_client(ticket: Ticket, engagement: Engagement) -> str:
    """Return what the client may call a ticket: its title or a field where allowed, else its type (M8)."""
    title = engagement.client_visible.title
    if title == "title":
        return ticket.title
    value = _fields(ticket).get(fold(title)) if title != "none" else None
    return ticket.type if is_empty(value) else words_of(value)


def facts_for_client(ticket: Ticket, engagement: Engagement, without: Sequence[str] = ()) -> Facts:
    """Return the client-visible fields that are filled in, with their values, but for some."""
    told = {fold(name) for name in (*without, engagement.client_visible.title)}
    values = {name: _value(ticket, name) for name in engagement.client_visible.fields if fold(name) not in told}
    return tuple((name, _fact(value)) for name, value in values.items() if not is_empty(value))


def strip_in(pack: Pack, stage: str) -> tuple[StripStep, ...]:
    """Return all stages of a pack as seen from one of them."""
    names = tuple(one.name for one in pack.stages)
    return _strip(names, [fold(name) for name in names].index(fold(stage)))


@lru_cache(maxsize=1_024)  # many tickets stand in few stages
def _strip(names: tuple[str, ...], here: int) -> tuple[StripStep, ...]:
    return tuple(StripStep(name, _place(at, here)) for at, name in enumerate(names))


def standing_place(verdict: Verdict, policy: Policy) -> tuple[str, tuple[StripStep, ...]]:
    """Return a ticket's stage and its strip in the first pack that has one for it; empty where none has."""
    for pack in policy.packs:
        stage = verdict.stages.get(pack.name)
        if stage is not None and fold(stage) in {fold(one.name) for one in pack.stages}:
            return stage, strip_in(pack, stage)
    return "", ()


def _place(at: int, here: int) -> Literal["done", "here", "ahead"]:
    return "here" if at == here else ("done" if at < here else "ahead")


def _fact(value: Value) -> str | date:
    return value if isinstance(value, date) and not isinstance(value, datetime) else words_of(value)


def _value(ticket: Ticket, name: str) -> Value:
    """Return a field by its name; a tracker's own field called description goes before the ticket's description."""
    fields = _fields(ticket)
    return ticket.description if fold(name) in NATIVE and fold(name) not in fields else fields.get(fold(name))


def _fields(ticket: Ticket) -> Mapping[str, Value]:
    return {fold(field): value for field, value in ticket.fields.items()}
