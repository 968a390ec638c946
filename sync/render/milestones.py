"""The mails that tell a stage was reached: milestone summary and delivery confirmation."""

from collections.abc import Sequence

from sync.clients.letters import Milestone, MilestoneSummary
from sync.render.frame import (
    Head,
    due_lines,
    fact_lines,
    name_and_kind,
    names_told,
    opening_of,
    page_of,
    places,
    sections,
    sentences,
)
from sync.render.page import Card, Group, Line, Page
from sync.render.wording import Wording, called, counted, in_words, say

_RECEIVES = {"milestone": "milestones", "delivery": "delivery"}


def milestones_page(letter: MilestoneSummary, wording: Wording) -> Page:
    """Word a milestone summary or a delivery confirmation."""
    about = letter.about
    count = counted(wording, f"{about}.count", len(letter.milestones))
    cards = tuple(_card(milestone, about, wording) for milestone in letter.milestones)
    told = names_told(count, [card.name for card in cards], wording)
    head = Head(about, "status", _RECEIVES[about], letter.client, letter.day)
    return page_of(head, opening_of(letter.health, told, wording), (Group(count, cards),), wording)


def _card(milestone: Milestone, about: str, wording: Wording) -> Card:
    name, kind = name_and_kind(milestone.name, milestone.kind, wording)
    day = in_words(wording, milestone.reached)
    values = {} if about == "delivery" else {"stage": called(wording, milestone.stage)}
    return Card(
        name=name,
        kind=kind,
        note=say(wording, f"{about}.reached", day=day, **values),
        strip=tuple(step.place for step in milestone.strip),
        places=places(milestone.strip, wording),
        sections=sections(_lines(milestone, about, wording), wording),
    )


def _lines(milestone: Milestone, about: str, wording: Wording) -> dict[str, Sequence[Line]]:
    return {
        f"{about}.results": fact_lines(milestone.results, wording),
        "section.checked": sentences(milestone.checked, wording),
        "section.conditions": [
            Line(called(wording, sentence), lead=say(wording, "condition", day=in_words(wording, until)))
            for sentence, until in milestone.conditions
        ],
        "section.next": _next(milestone, about, wording),
        "section.facts": fact_lines(milestone.facts, wording),
    }


def _next(milestone: Milestone, about: str, wording: Wording) -> list[Line]:
    stage = milestone.next_stage
    ahead = [Line(called(wording, stage), lead=say(wording, "next_stage"))] if stage else []
    last = [] if ahead or about != "delivery" else [Line(say(wording, "delivery.last"))]
    return ahead + last + due_lines(milestone.due, wording)
