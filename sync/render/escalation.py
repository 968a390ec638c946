"""The mails of a ladder: an early warning, a formal escalation, and the word that it is over."""

from sync.letters import Concern, Escalation, Health
from sync.render.page import MARKS, Card, Line, Page, Rendered, Section, lay_out, preheader
from sync.render.wording import ENGLISH, Wording, in_words, listed, say

TONES: dict[str, Health] = {"warning": "at_risk", "formal": "off_track", "over": "on_track"}


def render_escalation(letter: Escalation, wording: Wording = ENGLISH) -> Rendered:
    """Word a letter and lay it out as plain text and as HTML."""
    title = say(wording, f"escalation.title.{letter.about}")
    names = listed(wording, [concern.name for concern in letter.concerns])
    page = Page(
        language=wording["language"],
        title=title,
        subject=say(wording, f"escalation.subject.{letter.about}", client=letter.client),
        preheader=preheader(say(wording, "escalation.preheader", title=title, names=names)),
        tone=TONES[letter.about],
        mark=MARKS[TONES[letter.about]],
        health=title,
        reason=say(wording, f"escalation.reason.{letter.about}"),
        dateline=say(wording, "dateline", client=letter.client, day=in_words(wording, letter.day)),
        count="",
        cards=tuple(_card(concern, wording) for concern in letter.concerns),
        closing=(say(wording, "escalation.why", client=letter.client), say(wording, "escalation.who")),
    )
    return lay_out(page)


def _card(concern: Concern, wording: Wording) -> Card:
    kind = concern.kind if concern.kind != concern.name else ""
    return Card(concern.name, kind, tuple(section for section in _sections(concern, wording) if section.lines))


def _sections(concern: Concern, wording: Wording) -> list[Section]:
    due = [Line(in_words(wording, concern.due), lead=say(wording, "due"))] if concern.due else []
    lines = {
        "amiss": [Line(sentence) for sentence in concern.amiss],
        "mitigation": [Line(concern.mitigation)] if concern.mitigation else [],
        "facts": [*due, *(Line(value, lead=say(wording, "fact", name=name)) for name, value in concern.facts)],
    }
    return [Section(say(wording, f"section.{name}"), tuple(found)) for name, found in lines.items()]
