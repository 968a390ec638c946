"""The mail that reminds a role of waivers that end soon."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from rules.model import Waiver
from sync.commands import DATE, waive_line
from sync.render.page import MARKS, Card, Group, Line, Page, Rendered, Section, lay_out, preheader
from sync.render.stationery import BUILT_IN, Stationery
from sync.render.wording import Wording, in_words, listed, say


@dataclass(frozen=True, slots=True)
class Ending:
    """A waiver that ends soon; `ticket` is the key people know."""

    ticket: str
    ticket_id: str
    waiver: Waiver


def render_endings(
    engagement: str, endings: Sequence[Ending], day: date, language: str = "en", stationery: Stationery = BUILT_IN
) -> Rendered:
    """Word the reminder; no title of a ticket is in it."""
    wording = stationery.wording(language)
    title = say(wording, "ending.title")
    page = Page(
        language=wording["language"],
        title=title,
        subject=say(wording, "ending.subject", engagement=engagement),
        preheader=preheader(listed(wording, [f"{one.ticket} {one.waiver.rule}" for one in endings])),
        tone="at_risk",
        mark=MARKS["at_risk"],
        headline=title,
        reason=say(wording, "ending.reason"),
        dateline=say(wording, "dateline.team", engagement=engagement, day=in_words(wording, day)),
        groups=(Group("", tuple(_card(one, wording) for one in endings)),),
        closing=(say(wording, "ending.why"),),
    )
    return lay_out(page, stationery)


def _card(one: Ending, wording: Wording) -> Card:
    waiver = one.waiver
    lines = (
        Line(waiver.rule, lead=say(wording, "ending.rule")),
        Line(in_words(wording, waiver.until), lead=say(wording, "ending.until")),
        Line(waiver.because, lead=say(wording, "ending.because", who=waiver.by)),
        Line(waive_line(waiver.rule, DATE), lead=say(wording, "ending.prolong")),
    )
    return Card(one.ticket, sections=(Section(say(wording, "ending.waiver"), lines),))
