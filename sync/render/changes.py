"""The mail that asks a client for their word on a change of scope."""

from sync.clients.letters import ScopeChange, ScopeChangeRequest
from sync.render.frame import Head, Opening, fact_lines, figure, name_and_kind, names_told, page_of, sections
from sync.render.page import Card, Figure, Group, Line, Page, Section
from sync.render.wording import Wording, counted, say


def changes_page(letter: ScopeChangeRequest, wording: Wording) -> Page:
    """Word what would change, what it takes and touches, and how to answer."""
    count = len(letter.changes)
    cards = tuple(_card(change, letter.day_hours, wording) for change in letter.changes)
    title = counted(wording, "change.count", count)
    told = names_told(title, [card.name for card in cards], wording)
    opening = Opening("asks", say(wording, "change.headline"), counted(wording, "change.reason", count), told)
    head = Head("change", "change", "approvals", letter.client, letter.day)
    answers = tuple(Line(say(wording, f"change.answer.{answer}")) for answer in ("yes", "no", "ask"))
    how = Group(say(wording, "change.answer"), (Card("", sections=(Section("", answers),)),))
    return page_of(head, opening, (Group(title, cards), how), wording)


def _card(change: ScopeChange, day_hours: float, wording: Wording) -> Card:
    name, kind = name_and_kind(change.name, change.kind, wording)
    lines = {
        "change.description": [Line(change.description)] if change.description else [],
        "change.reason_given": [Line(change.reason)] if change.reason else [],
        "change.on_time": [Line(change.on_time)] if change.on_time else [],
        "change.on_budget": [Line(change.on_budget)] if change.on_budget else [],
        "section.facts": fact_lines(change.facts, wording),
    }
    return Card(
        name, kind, figures=effort_figures(change.effort, day_hours, wording), sections=sections(lines, wording)
    )


def effort_figures(hours: float | None, day_hours: float, wording: Wording) -> tuple[Figure, ...]:
    """Say an effort of so many hours, from a working day on in days as well; None is one nobody weighed yet."""
    if hours is None:
        return (figure(wording, "change.effort", say(wording, "change.effort.open")),)
    told = counted(wording, "change.effort", hours)
    if hours >= day_hours > 0:
        told = f"{told} ({counted(wording, 'change.effort.days', round(hours / day_hours, 1))})"
    return (figure(wording, "change.effort", told),)
