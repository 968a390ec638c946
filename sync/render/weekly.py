"""The weekly mail: progress, risks with what is done about them, next steps, and what is needed from the client."""

from collections.abc import Sequence

from sync.clients.letters import Progress, Risk, Step, WeeklyUpdate
from sync.render.frame import Head, name_and_kind, names_told, opening_of, page_of
from sync.render.page import Card, Group, Line, Page, Section
from sync.render.wording import Wording, called, counted, in_words, say


def weekly_page(letter: WeeklyUpdate, wording: Wording) -> Page:
    """Word a week; a part without anything to tell says so."""
    progress = tuple(_progress(one, wording) for one in letter.progress)
    note = counted(wording, "weekly.unchanged", letter.unchanged) if letter.unchanged else ""
    quiet = "" if progress else say(wording, "weekly.quiet")
    groups = (
        Group(say(wording, "weekly.progress"), progress, " ".join(filter(None, (quiet, note)))),
        _part("needs", [need_card(one, wording) for one in letter.needs], wording),
        _part("risks", [risk_card(one, wording) for one in letter.risks], wording),
        _part("next", [_next(one, wording) for one in letter.next_steps], wording),
    )
    head = Head("weekly", "status", "weekly", letter.client, letter.day)
    title = say(wording, "title.weekly")
    told = names_told(title, [card.name for card in progress], wording) if progress else title
    return page_of(head, opening_of(letter.health, told, wording), groups, wording)


def _part(name: str, cards: Sequence[Card], wording: Wording) -> Group:
    note = "" if cards else say(wording, f"weekly.no_{name}")
    return Group(say(wording, f"weekly.{name}"), tuple(cards), note)


def _progress(one: Progress, wording: Wording) -> Card:
    name, kind = name_and_kind(one.name, one.kind, wording)
    strip = tuple("done" if one.done else step.place for step in one.strip)
    return Card(name, kind, note=_joined(_reached(one, wording), _dates(one, wording)), strip=strip)


def _joined(*told: str) -> str:
    return ". ".join(filter(None, told))


def _reached(one: Progress, wording: Wording) -> str:
    if one.done:
        return say(wording, "weekly.done", day=in_words(wording, one.done))
    stage = called(wording, one.stage)
    place = next((place for place, step in enumerate(one.strip, 1) if step.place == "here"), 0)
    return say(wording, "weekly.stage", stage=stage, place=place, count=len(one.strip)) if place else stage


def _dates(one: Progress, wording: Wording) -> str:
    if one.done or one.agreed is None:
        return ""
    agreed = in_words(wording, one.agreed)
    if one.expected is None:
        return say(wording, "weekly.agreed", day=agreed)
    return say(wording, "weekly.expected", agreed=agreed, expected=in_words(wording, one.expected))


def risk_card(one: Risk, wording: Wording) -> Card:
    """Say what could happen, and what is done about it."""
    name, kind = name_and_kind(one.name, one.kind, wording)
    impact = [Line(one.impact, lead=say(wording, "weekly.impact"))] if one.impact else []
    done = Line(one.mitigation, lead=say(wording, "weekly.mitigation"))
    return Card(name, kind, sections=(Section("", (*impact, done)),))


def _next(one: Step, wording: Wording) -> Card:
    name, kind = name_and_kind(one.name, one.kind, wording)
    stage = say(wording, "weekly.next_stage", stage=called(wording, one.stage)) if one.stage else ""
    due = say(wording, "weekly.due", day=in_words(wording, one.due)) if one.due else ""
    return Card(name, kind, note=_joined(stage, due))


def need_card(one: Step, wording: Wording) -> Card:
    """Say what waits for the client, and until when."""
    name, kind = name_and_kind(one.name, one.kind, wording)
    by = one.due and say(wording, "weekly.need_by", day=in_words(wording, one.due))
    return Card(name, kind, note=by or say(wording, "weekly.need"))
