"""A worded page of a client mail: finished phrases, and the one layout all mails share, as text and as HTML."""

import re
import textwrap
from dataclasses import dataclass
from functools import cache

import mrml
from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from sync.letters import Health
from sync.render.wording import clean

_TEXT_WIDTH = 72  # columns
_PREHEADER_LENGTH = 120  # characters; inboxes show fewer
MARKS: dict[Health, str] = {"on_track": "✓", "at_risk": "!", "off_track": "✕"}


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
    """`lead` is the word a reader's eye finds the line by; `mark` repeats it as a sign."""

    text: str
    lead: str = ""
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Card:
    """What is said of one ticket. `strip` holds the place of every stage, `places` the same in words."""

    name: str
    kind: str
    sections: tuple[Section, ...]
    reached: str = ""
    strip: tuple[str, ...] = ()
    places: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """A whole mail; `health` is its headline, in the colour of `tone`."""

    language: str
    title: str
    subject: str
    preheader: str
    tone: Health
    mark: str
    health: str
    reason: str
    dateline: str
    count: str
    cards: tuple[Card, ...]
    closing: tuple[str, ...]


def preheader(text: str) -> str:
    """Shorten what an inbox shows beside the subject."""
    return textwrap.shorten(text, _PREHEADER_LENGTH, placeholder=" …")


def lay_out(page: Page) -> Rendered:
    """Lay a page out as plain text and as HTML without anything to fetch or to run."""
    text = _environment().get_template("letter.txt").render(page=page)
    layout = _environment().get_template("letter.mjml").render(page=page)
    return Rendered(page.subject, page.preheader, _wrapped(text), mrml.to_html(layout).content, page.language)


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("sync.render"),
        autoescape=select_autoescape(enabled_extensions=("mjml",), default=False),
        undefined=StrictUndefined,
        finalize=clean,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
    )


def _wrapped(text: str) -> str:
    """Break long lines between words; a list item goes on below its own first word."""
    return "".join(f"{_wrapped_line(line)}\n" for line in text.splitlines())


def _wrapped_line(line: str) -> str:
    start = re.match(r" *(?:[^\w\s] )?", line)
    indent = " " * len(start[0] if start else "")
    return textwrap.fill(line, _TEXT_WIDTH, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)
