"""Client mail: from the values of `sync.letters` to a worded page, its text and HTML, and the bytes to send.

A letter becomes a `_Page` of finished phrases first, so that both templates only lay out.
"""

import re
import textwrap
from dataclasses import dataclass
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import unquote
from functools import cache
from hashlib import sha256

import mrml
from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from sync.letters import Envelope, Health, Milestone, MilestoneSummary
from sync.render.wording import ENGLISH, Wording, clean, counted, in_words, listed, say

_TEXT_WIDTH = 72  # columns
_PREHEADER_LENGTH = 120  # characters; inboxes show fewer
_HEALTH_MARKS: dict[Health, str] = {"on_track": "✓", "at_risk": "!", "off_track": "✕"}
_PLACE_MARKS = {"done": "✓", "here": "●", "ahead": "○"}


@dataclass(frozen=True, slots=True)
class Rendered:
    """A worded letter. `text` and `html` are whole bodies; `preheader` is what an inbox shows beside the subject."""

    subject: str
    preheader: str
    text: str
    html: str
    language: str = "en"


@dataclass(frozen=True, slots=True)
class _Line:
    """`lead` is the word a reader's eye finds the line by; `mark` repeats it as a sign."""

    text: str
    lead: str = ""
    mark: str = ""


@dataclass(frozen=True, slots=True)
class _Section:
    title: str
    lines: tuple[_Line, ...]


@dataclass(frozen=True, slots=True)
class _Card:
    """One milestone. `strip` holds the place of every stage, `places` the same in words."""

    name: str
    kind: str
    reached: str
    strip: tuple[str, ...]
    places: tuple[_Line, ...]
    sections: tuple[_Section, ...]


@dataclass(frozen=True, slots=True)
class _Page:
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
    cards: tuple[_Card, ...]
    closing: tuple[str, ...]


def subject(letter: MilestoneSummary, wording: Wording = ENGLISH) -> str:
    """Return the subject: the same for every summary to a client, so that mail programs keep one thread."""
    return say(wording, "subject", client=letter.client)


def render(letter: MilestoneSummary, wording: Wording = ENGLISH) -> Rendered:
    """Word a letter and lay it out as plain text and as HTML without anything to fetch or to run."""
    page = _page(letter, wording)
    text = _environment().get_template("milestone_summary.txt").render(page=page)
    layout = _environment().get_template("milestone_summary.mjml").render(page=page)
    return Rendered(page.subject, page.preheader, _wrapped(text), mrml.to_html(layout).content, page.language)


def message(rendered: Rendered, envelope: Envelope) -> bytes:
    """Return the RFC 5322 message, ready for SMTP; equal input gives equal bytes.

    Raises ValueError for an address or a Message-ID that is none.
    """
    mail = EmailMessage(policy=SMTP)
    mail["From"] = _address(envelope.sender)
    mail["To"] = tuple(_address(recipient) for recipient in envelope.to)
    mail["Subject"] = _header_text(rendered.subject)
    mail["Date"] = datetime.fromtimestamp(envelope.sent_at, UTC)
    mail["Message-ID"] = _message_id(envelope.message_id)
    mail["Auto-Submitted"] = "auto-generated"
    # Not "All": that would also suppress the bounces we want to learn of.
    mail["X-Auto-Response-Suppress"] = "OOF, AutoReply"
    mail.set_content(rendered.text, cte="quoted-printable")
    mail.add_alternative(rendered.html, subtype="html", cte="quoted-printable")
    # Quoted-printable writes every "=" as "=3D", so no body can hold "=_" and end a part early.
    mail.set_boundary(f"=_{sha256(envelope.message_id.encode()).hexdigest()[:32]}")
    mail["Content-Language"] = rendered.language  # last, because setting content drops every Content header
    return mail.as_bytes()


def _header_text(value: str) -> str:
    """Make a value safe for a header.

    `EmailMessage` decodes encoded words ("=?utf-8?q?=0D=0A?=") in what it is given and, in Python 3.11,
    writes a line break found there as it is: that would be a header of the value's own making.
    """
    return clean(value).replace("=?", "= ?")


def _address(written: str) -> Address:
    """Read `name <address>` or a bare address; a name may hold anything, also unquoted commas."""
    pattern = r"(?:(?P<name>.*)<)?(?P<local>[^<>\s@]+)@(?P<domain>[^<>\s@]+)(?(name)>)"
    found = re.fullmatch(pattern, _header_text(written))
    if found is None or not found["local"].isascii():
        raise ValueError(f"not an address: {written!r}")
    name = unquote((found["name"] or "").strip())
    return Address(name, addr_spec=f"{found['local']}@{_ascii_domain(found['domain'])}")


def _message_id(written: str) -> str:
    found = re.fullmatch(r"<([A-Za-z0-9_.+-]+)@([^<>\s@]+)>", _header_text(written))
    if found is None:
        raise ValueError(f"not a Message-ID: {written!r}")
    return f"<{found[1]}@{_ascii_domain(found[2])}>"


def _ascii_domain(domain: str) -> str:
    return domain.encode("idna").decode("ascii")


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


def _page(letter: MilestoneSummary, wording: Wording) -> _Page:
    health = say(wording, f"health.{letter.health}")
    count = counted(wording, "milestones", len(letter.milestones))
    return _Page(
        language=wording["language"],
        title=say(wording, "title"),
        subject=subject(letter, wording),
        preheader=_preheader(letter, health, count, wording),
        tone=letter.health,
        mark=_HEALTH_MARKS[letter.health],
        health=health,
        reason=letter.reason,
        dateline=say(wording, "dateline", client=letter.client, day=in_words(wording, letter.day)),
        count=count,
        cards=tuple(_card(milestone, wording) for milestone in letter.milestones),
        closing=(say(wording, "why", client=letter.client), say(wording, "who")),
    )


def _preheader(letter: MilestoneSummary, health: str, count: str, wording: Wording) -> str:
    names = listed(wording, [milestone.name for milestone in letter.milestones])
    whole = say(wording, "preheader", health=health, count=count, names=names)
    return textwrap.shorten(whole, _PREHEADER_LENGTH, placeholder=" …")


def _card(milestone: Milestone, wording: Wording) -> _Card:
    return _Card(
        name=milestone.name,
        kind=milestone.kind if milestone.kind != milestone.name else "",
        reached=say(wording, "reached", stage=milestone.stage, day=in_words(wording, milestone.reached)),
        strip=tuple(step.place for step in milestone.strip),
        places=tuple(_places(milestone, wording)),
        sections=tuple(section for section in _sections(milestone, wording) if section.lines),
    )


def _places(milestone: Milestone, wording: Wording) -> list[_Line]:
    stages = {place: [step.stage for step in milestone.strip if step.place == place] for place in _PLACE_MARKS}
    return [
        _Line(listed(wording, names), lead=say(wording, f"place.{place}"), mark=_PLACE_MARKS[place])
        for place, names in stages.items()
        if names
    ]


def _sections(milestone: Milestone, wording: Wording) -> tuple[_Section, ...]:
    lines = {
        "checked": [_Line(sentence) for sentence in milestone.checked],
        "conditions": [
            _Line(sentence, lead=say(wording, "condition", day=in_words(wording, until)))
            for sentence, until in milestone.conditions
        ],
        "next": _next(milestone, wording),
        "facts": [_Line(value, lead=say(wording, "fact", name=name)) for name, value in milestone.facts],
    }
    return tuple(_Section(say(wording, f"section.{name}"), tuple(found)) for name, found in lines.items())


def _next(milestone: Milestone, wording: Wording) -> list[_Line]:
    stage = [_Line(milestone.next_stage, lead=say(wording, "next_stage"))] if milestone.next_stage else []
    due = [_Line(in_words(wording, milestone.due), lead=say(wording, "due"))] if milestone.due else []
    return stage + due


def _wrapped(text: str) -> str:
    """Break long lines between words; a list item goes on below its own first word."""
    return "".join(f"{_wrapped_line(line)}\n" for line in text.splitlines())


def _wrapped_line(line: str) -> str:
    start = re.match(r" *(?:[^\w\s] )?", line)
    indent = " " * len(start[0] if start else "")
    return textwrap.fill(line, _TEXT_WIDTH, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)
