"""The mails of a ladder: an early warning, a formal escalation, and the word that it is over."""

from collections.abc import Mapping

from sync.clients.letters import Concern, Escalation, Health
from sync.render.frame import (
    Head,
    due_lines,
    fact_lines,
    name_and_kind,
    names_told,
    opening_of,
    page_of,
    sections,
    sentences,
)
from sync.render.page import Card, Group, Line, Page
from sync.render.wording import Wording, counted

_HEALTH: Mapping[str, Health] = {
    "warning": Health("at_risk", "warned"),
    "formal": Health("off_track", "raised"),
    "over": Health("on_track", "settled"),
}


def escalation_page(letter: Escalation, wording: Wording) -> Page:
    """Word a letter of a ladder."""
    cards = tuple(_card(concern, wording) for concern in letter.concerns)
    count = counted(wording, f"{letter.about}.count", len(cards))
    told = names_told(count, [card.name for card in cards], wording)
    head = Head(letter.about, letter.about, "escalation", letter.client, letter.day)
    return page_of(head, opening_of(_HEALTH[letter.about], told, wording), (Group(count, cards),), wording)


def _card(concern: Concern, wording: Wording) -> Card:
    name, kind = name_and_kind(concern.name, concern.kind, wording)
    lines = {
        "section.amiss": sentences(concern.amiss, wording),
        "section.mitigation": [Line(concern.mitigation)] if concern.mitigation else [],
        "section.facts": due_lines(concern.due, wording) + fact_lines(concern.facts, wording),
    }
    return Card(name, kind, sections=sections(lines, wording))
