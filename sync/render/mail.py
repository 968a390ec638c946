"""Client mail: from the values of `sync.letters` to a worded page, its text and HTML, and the bytes to send.

A letter becomes a `Page` of finished phrases first, so that the templates only lay out.
"""

import re
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import unquote
from hashlib import sha256

from sync.letters import Envelope, Milestone, MilestoneSummary
from sync.render.page import MARKS, Card, Line, Page, Rendered, Section, lay_out, preheader
from sync.render.wording import ENGLISH, Wording, clean, counted, in_words, listed, say

_PLACE_MARKS = {"done": "✓", "here": "●", "ahead": "○"}


def subject(letter: MilestoneSummary, wording: Wording = ENGLISH) -> str:
    """Return the subject: the same for every summary to a client, so that mail programs keep one thread."""
    return say(wording, "subject", client=letter.client)


def render(letter: MilestoneSummary, wording: Wording = ENGLISH) -> Rendered:
    """Word a letter and lay it out as plain text and as HTML without anything to fetch or to run."""
    return lay_out(_page(letter, wording))


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


def _page(letter: MilestoneSummary, wording: Wording) -> Page:
    health = say(wording, f"health.{letter.health}")
    count = counted(wording, "milestones", len(letter.milestones))
    return Page(
        language=wording["language"],
        title=say(wording, "title"),
        subject=subject(letter, wording),
        preheader=_preheader(letter, health, count, wording),
        tone=letter.health,
        mark=MARKS[letter.health],
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
    return preheader(whole)


def _card(milestone: Milestone, wording: Wording) -> Card:
    return Card(
        name=milestone.name,
        kind=milestone.kind if milestone.kind != milestone.name else "",
        reached=say(wording, "reached", stage=milestone.stage, day=in_words(wording, milestone.reached)),
        strip=tuple(step.place for step in milestone.strip),
        places=tuple(_places(milestone, wording)),
        sections=tuple(section for section in _sections(milestone, wording) if section.lines),
    )


def _places(milestone: Milestone, wording: Wording) -> list[Line]:
    stages = {place: [step.stage for step in milestone.strip if step.place == place] for place in _PLACE_MARKS}
    return [
        Line(listed(wording, names), lead=say(wording, f"place.{place}"), mark=_PLACE_MARKS[place])
        for place, names in stages.items()
        if names
    ]


def _sections(milestone: Milestone, wording: Wording) -> tuple[Section, ...]:
    lines = {
        "checked": [Line(sentence) for sentence in milestone.checked],
        "conditions": [
            Line(sentence, lead=say(wording, "condition", day=in_words(wording, until)))
            for sentence, until in milestone.conditions
        ],
        "next": _next(milestone, wording),
        "facts": [Line(value, lead=say(wording, "fact", name=name)) for name, value in milestone.facts],
    }
    return tuple(Section(say(wording, f"section.{name}"), tuple(found)) for name, found in lines.items())


def _next(milestone: Milestone, wording: Wording) -> list[Line]:
    stage = [Line(milestone.next_stage, lead=say(wording, "next_stage"))] if milestone.next_stage else []
    due = [Line(in_words(wording, milestone.due), lead=say(wording, "due"))] if milestone.due else []
    return stage + due
