"""A worded page of a client mail: finished phrases, and the one layout all mails share, as text and as HTML."""

import re
import textwrap
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from types import MappingProxyType
from typing import Literal

import mrml
from jinja2 import StrictUndefined, Template
from jinja2.sandbox import ImmutableSandboxedEnvironment

from sync.render.stationery import BUILT_IN, Stationery
from sync.render.wording import clean

_TEXT_WIDTH = 72  # columns
PLAIN_LINK = re.compile(r"https?://[A-Za-z0-9.-]+(?::\d+)?(?:/[A-Za-z0-9._~/%-]*)?(?:\?[A-Za-z0-9._~/%=&-]*)?")
_PREHEADER_LENGTH = 120  # characters; inboxes show fewer
Tone = Literal["on_track", "at_risk", "off_track", "asks"]
MARKS: Mapping[str, str] = MappingProxyType({"on_track": "✓", "at_risk": "!", "off_track": "✕", "asks": "→"})


@dataclass(frozen=True, slots=True)
class Rendered:
    """A worded letter. `text` and `html` are whole bodies; `preheader` is what an inbox shows beside the subject."""

    subject: str
    preheader: str
    text: str
    html: str
    language: str = "en"


@dataclass(frozen=True, slots=True)
class Line:
    """`lead` is the word a reader's eye finds the line by; `mark` repeats it as a sign, `link` is where it leads."""

    text: str
    lead: str = ""
    mark: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """A date or an amount to be read at a glance, beside others of its card."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Section:
    """`scale` are marks to choose from, such as 1 to 10."""

    title: str
    lines: tuple[Line, ...] = ()
    scale: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Card:
    """What is said of one ticket. `strip` holds the place of every stage, `places` the same in words; `link` is where
    the name leads."""

    name: str
    kind: str = ""
    note: str = ""
    figures: tuple[Figure, ...] = ()
    strip: tuple[str, ...] = ()
    places: tuple[Line, ...] = ()
    sections: tuple[Section, ...] = ()
    link: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Cards under a heading; `note` stands in their place, or below them, `link` is an address to open. One that
    `begins` is the head of a letter in a digest."""

    title: str
    cards: tuple[Card, ...] = ()
    note: str = ""
    link: str = ""
    begins: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """A whole mail; `headline` is in the colour of `tone`."""

    language: str
    title: str
    subject: str
    preheader: str
    tone: Tone
    mark: str
    headline: str
    reason: str
    dateline: str
    groups: tuple[Group, ...]
    closing: tuple[str, ...]


def link_to(url: str) -> str:
    """Return an address as a link of a mail; empty for one that holds more than plain signs, as it stands in an
    attribute."""
    return url if PLAIN_LINK.fullmatch(url) else ""


def preheader(text: str) -> str:
    """Shorten what an inbox shows beside the subject."""
    return textwrap.shorten(text, _PREHEADER_LENGTH, placeholder=" …")


def lay_out(page: Page, stationery: Stationery = BUILT_IN) -> Rendered:
    """Lay a page out as plain text and as HTML without anything to fetch or to run."""
    text = _template("letter.txt", stationery.layout("letter.txt")).render(page=page)
    layout = _template("letter.mjml", stationery.layout("letter.mjml")).render(page=page)
    return Rendered(page.subject, page.preheader, _wrapped(text), mrml.to_html(layout).content, page.language)


@cache
def environment_of(name: str) -> ImmutableSandboxedEnvironment:
    """Return where a layout is filled: all but plain text is escaped, and nothing in it reaches out of its letter."""
    return ImmutableSandboxedEnvironment(
        autoescape=not name.endswith(".txt"),
        undefined=StrictUndefined,
        finalize=clean,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


@lru_cache(maxsize=8)
def _template(name: str, source: str) -> Template:
    return environment_of(name).from_string(source)


def _wrapped(text: str) -> str:
    """Break long lines between words; a list item goes on below its own first word."""
    return "".join(f"{_wrapped_line(line)}\n" for line in text.splitlines())


def _wrapped_line(line: str) -> str:
    start = re.match(r" *(?:[^\w\s] )?", line)
    indent = " " * len(start[0] if start else "")
    return textwrap.fill(line, _TEXT_WIDTH, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)
