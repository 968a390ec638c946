"""Mail to the team on tickets: a step of a ladder was taken, a stage takes longer than it should."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sync.render.page import Card, Group, Line, Rendered, Section, link_to
from sync.render.stationery import BUILT_IN, Stationery
from sync.render.team_page import Opening, team_mail
from sync.render.wording import Wording, called, counted, listed, say

MOST = 20  # tickets told one by one


@dataclass(frozen=True, slots=True)
class StepTaken:
    """A step of a ladder that was taken on a ticket: the so-many-th of all, for which rules, and what comes next."""

    key: str
    title: str
    url: str
    ladder: str
    step: str
    place: int
    of: int
    owner: str
    rules: tuple[str, ...]
    next: str


@dataclass(frozen=True, slots=True)
class Overtime:
    """A ticket that is in a stage for longer than it takes; `days` are working days, `role` is who the stage is with."""

    key: str
    title: str
    url: str
    stage: str
    takes: str
    days: float
    role: str


def render_steps(
    engagement: str, steps: Sequence[StepTaken], day: date, language: str = "en", stationery: Stationery = BUILT_IN
) -> Rendered:
    """Word the steps of one cycle."""
    wording = stationery.wording(language)
    told = listed(wording, [f"{one.key} {one.step}" for one in steps])
    opening = Opening("step", engagement, day, "at_risk", say(wording, "step.reason"), told)
    found = [_step(one, wording) for one in steps[:MOST]]
    return team_mail(opening, groups_of(found, len(steps), wording), wording, stationery)


def _step(one: StepTaken, wording: Wording) -> Card:
    taken = say(wording, "step.place", step=one.step, place=one.place, of=one.of, ladder=one.ladder)
    lines = {"taken": taken, "owner": one.owner, "rules": listed(wording, one.rules)}
    told = [Line(text, say(wording, f"step.{name}")) for name, text in lines.items()]
    section = Section("", (*told, Line(one.next)))
    return Card(one.key, note=one.title, sections=(section,), link=link_to(one.url))


def render_overtime(
    engagement: str, tickets: Sequence[Overtime], day: date, language: str = "en", stationery: Stationery = BUILT_IN
) -> Rendered:
    """Word which tickets are over the time of their stage."""
    wording = stationery.wording(language)
    told = listed(wording, [f"{one.key} {called(wording, one.stage)}" for one in tickets])
    opening = Opening("overtime", engagement, day, "at_risk", say(wording, "overtime.reason"), told)
    longest = sorted(tickets, key=lambda one: -one.days)
    found = [_overtime(one, wording) for one in longest[:MOST]]
    return team_mail(opening, groups_of(found, len(tickets), wording), wording, stationery)


def _overtime(one: Overtime, wording: Wording) -> Card:
    stage, days = called(wording, one.stage), counted(wording, "overtime.days", round(one.days, 1))
    lines = {
        "stage": say(wording, "overtime.in", stage=stage, days=days),
        "takes": one.takes,
        "role": one.role or say(wording, "overtime.nobody"),
    }
    section = Section("", tuple(Line(text, say(wording, f"overtime.{name}")) for name, text in lines.items()))
    return Card(one.key, note=one.title, sections=(section,), link=link_to(one.url))


def groups_of(found: Sequence[Card], count: int, wording: Wording) -> tuple[Group, ...]:
    """Return cards as one group; those that are not among them are counted."""
    left = count - len(found)
    return (Group("", tuple(found), note=counted(wording, "team.more", left) if left > 0 else ""),)
