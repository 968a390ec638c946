"""From an order to a configured engagement: the lines for stageward.yaml, and the draft of the home ticket. Pure."""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import unified_diff
from zoneinfo import ZoneInfo

from sync.engagement import Client, Contact, Engagement, Scope
from sync.neighbours.ticket_draft import TicketDraft

PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_./@-]*")
WORDS_OF_YAML = frozenset({"true", "false", "null", "yes", "no", "on", "off", "y", "n"})
LATER = "<created with --apply>"  # stands for the key of a home ticket that is not there yet
CRITERIA, BEGINS, ENDS = "Success criteria", "Start date", "Due date"
HAS_TO_BE_FOUND = "Stageward home of engagement"  # begins the line by which a home ticket made here is found again


class NotAdded(Exception):
    """An engagement could not be added to the configuration; the text says why, and what to do."""


@dataclass(frozen=True, slots=True)
class Promised:
    """A milestone as it was ordered; None is no day yet."""

    name: str
    due: date | None = None


@dataclass(frozen=True, slots=True)
class Order:
    """What an order or onboarding sheet says of an engagement; None and empty are what it leaves open. `home` is the
    key of its home ticket. Days are the client's."""

    name: str
    client: str
    source: str
    scope: Scope
    packs: tuple[str, ...]
    timezone: str | None = None
    language: str | None = None
    contacts: tuple[Contact, ...] = ()
    work_type: str | None = None
    mode: str = "observe"
    home: str | None = None
    starts: date | None = None
    due: date | None = None
    criteria: tuple[str, ...] = ()
    milestones: tuple[Promised, ...] = ()


def engagement_of(order: Order) -> Engagement:
    """Return the engagement as a tracker is asked for it, before it is configured."""
    client = Client(order.client, ZoneInfo(order.timezone or "UTC"))
    return Engagement(order.name, order.source, order.scope, order.packs, client)


def block_of(order: Order, indent: int = 2, newline: str = "\n") -> str:
    """Return the item for the list `engagements`, its dash so many columns in, as lines of YAML."""
    lines = [f"- name: {_scalar(order.name)}", *(f"  {line}" for line in _facts(order))]
    return "".join(f"{' ' * indent}{line}{newline}" for line in lines)


def _facts(order: Order) -> Iterator[str]:
    yield "client:"
    yield f"  name: {_scalar(order.client)}"
    yield from (f"  {key}: {value}" for key, value in _pairs(timezone=order.timezone, language=order.language))
    if order.contacts:
        yield "  contacts:"
        yield from (f"    - {_contact(one)}" for one in order.contacts)
    yield f"source: {_scalar(order.source)}"
    yield f"scope: {{{order.scope.kind.value}: {_scalar(order.scope.value)}}}"
    yield from (f"{key}: {value}" for key, value in _pairs(home=order.home, work_type=order.work_type, mode=order.mode))
    yield f"packs: {_row(order.packs)}"


def _pairs(**values: str | None) -> Iterator[tuple[str, str]]:
    return ((key, _scalar(value)) for key, value in values.items() if value is not None)


def _contact(contact: Contact) -> str:
    receives = f", receives: {_row(contact.receives)}" if contact.receives else ""
    return f"{{name: {_scalar(contact.name)}, email: {_scalar(contact.email)}{receives}}}"


def _row(words: Sequence[str]) -> str:
    return f"[{', '.join(map(_scalar, words))}]"


def _scalar(text: str) -> str:
    """Write a text so that it is read as the same text, quoted where it could be anything else."""
    is_plain = PLAIN.fullmatch(text) and text.casefold() not in WORDS_OF_YAML
    return text if is_plain else json.dumps(text, ensure_ascii=False)


def diff_of(file: str, before: str, after: str) -> str:
    """Return what becomes of a file, as a unified diff; empty where nothing does."""
    lines = unified_diff(before.splitlines(), after.splitlines(), file, f"{file} (new)", lineterm="")
    return "\n".join(lines)


def home_draft(order: Order) -> TicketDraft:
    """Draft the ticket that stands for the whole engagement, with success criteria and dates filled in."""
    criteria = "\n".join(order.criteria)
    begins = order.starts.isoformat() if order.starts else ""
    values = {CRITERIA: criteria, BEGINS: begins}
    return TicketDraft(
        title=f"{order.client}: {order.name}",
        told=tuple(_told(order)),
        due=order.due,
        values={name: text for name, text in values.items() if text},
    )


def mark_of_home(engagement: str) -> str:
    """Return the line of a description by which the home ticket of an engagement is found again."""
    return f"{HAS_TO_BE_FOUND} {engagement}"


def _told(order: Order) -> Iterator[str]:
    yield "This ticket stands for the whole engagement."
    if order.criteria:
        yield f"{CRITERIA}:"
        yield from (f"- {one}" for one in order.criteria)
    yield from (f"{name}: {day}" for name, day in ((BEGINS, order.starts), (ENDS, order.due)) if day)
    if order.milestones:
        yield "Milestones:"
        yield from (f"- {one.name}{f', due {one.due}' if one.due else ''}" for one in order.milestones)
    yield mark_of_home(order.name)
