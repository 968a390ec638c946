"""Pages people look at: what a ticket's page shows, whichever tracker it is from, and its HTML."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from zlib import crc32

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

BOT_NAME = "Stageward"


@dataclass(frozen=True, slots=True)
class Status:
    """A status and its colour: grey, blue, green, red or violet."""

    name: str
    tone: str


@dataclass(frozen=True, slots=True)
class Fact:
    """A field and its value; empty HTML where nothing is filled in."""

    name: str
    value: Markup
    person: str = ""
    href: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    text: str
    done: bool


@dataclass(frozen=True, slots=True)
class Checklist:
    name: str
    items: tuple[Item, ...]

    @property
    def done(self) -> int:
        """How many items are ticked."""
        return sum(item.done for item in self.items)


@dataclass(frozen=True, slots=True)
class Related:
    """Another ticket and how it is related, read from this one."""

    wording: str
    key: str
    href: str
    title: str
    status: Status


@dataclass(frozen=True, slots=True)
class Said:
    """A comment as it shows."""

    author: str
    at: datetime
    edited: bool
    html: Markup

    @property
    def by_bot(self) -> bool:
        """Whether it is ours."""
        return self.author == BOT_NAME


@dataclass(frozen=True, slots=True)
class Deed:
    """One line of history: who changed what from what to what."""

    who: str
    at: datetime
    what: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class TicketPage:
    """Everything a ticket's page shows, in its order."""

    product: str
    accent: str
    place: str
    key: str
    title: str
    type: str
    status: Status
    labels: tuple[str, ...]
    facts: tuple[Fact, ...]
    description: Markup
    checklists: tuple[Checklist, ...]
    attachments: tuple[str, ...]
    related: tuple[Related, ...]
    comments: tuple[Said, ...]
    deeds: tuple[Deed, ...]
    home: str
    parent: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A ticket in the list of all tickets."""

    key: str
    href: str
    type: str
    title: str
    status: Status
    labels: tuple[str, ...]
    assignee: str


def plain(text: str) -> Markup:
    """Return text as HTML, with nothing in it taken for markup."""
    return Markup("{}").format(text)


def shown(at: datetime) -> str:
    """Spell a moment for readers, in UTC."""
    return f"{at.astimezone(UTC):%-d %b %Y, %H:%M} UTC"


def initials(name: str) -> str:
    """Return up to two letters for a person's badge."""
    return "".join(word[0] for word in name.split()[:2]).upper()


def hue(text: str) -> int:
    """Choose a colour for a text, always the same one; degrees on the colour wheel."""
    return crc32(text.encode()) % 360


def render_ticket(page: TicketPage) -> str:
    """Return a ticket's page with its style inside."""
    return TEMPLATES.get_template("ticket.html").render(page=page, accent=page.accent)


def render_index(product: str, accent: str, place: str, rows: Sequence[Row]) -> str:
    """Return the list of all tickets."""
    return TEMPLATES.get_template("index.html").render(product=product, accent=accent, place=place, rows=rows)


def _environment() -> Environment:
    loader = FileSystemLoader(Path(__file__).parent / "templates")
    environment = Environment(
        loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters.update(shown=shown, initials=initials, hue=hue)
    return environment


TEMPLATES = _environment()
