"""The page of people: what everybody carries over all engagements, what is upcoming, and who has too much."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from flask import Blueprint, render_template, request

from rules.measures.case import NOBODY
from rules.values import fold
from state.board import at_hand
from state.measures import newest_kept
from sync.figures.measures_kept import MeasuresKept, PersonKept

pages = Blueprint("people", __name__)
FULL = 100.0  # percent of somebody's hours
FEW = 3  # engagements named beside a person; more are folded


@dataclass(frozen=True, slots=True)
class Week:
    """A week ahead of somebody: which percentage of their hours is planned, None where not known, and what is due."""

    name: str
    used: float | None
    due: int

    @property
    def is_too_much(self) -> bool:
        return self.used is not None and self.used > FULL


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody over all engagements shown. `open` is by engagement."""

    name: str
    open: tuple[tuple[str, int], ...]
    overdue: int
    hours_left: float | None
    hours: float | None
    weeks: tuple[Week, ...]

    @property
    def tickets(self) -> int:
        return sum(number for _, number in self.open)

    @property
    def has_too_much(self) -> bool:
        return any(week.is_too_much for week in self.weeks)


@pages.get("/people")
def overview() -> str:
    kept = newest_kept(at_hand.reading())
    engagement, only = request.args.get("engagement", ""), request.args.get("only", "")
    everybody = colleagues([one for one in kept if engagement in {"", one.engagement}])
    shown = [one for one in everybody if only != "over-committed" or one.has_too_much]
    return render_template(
        "people.html",
        shown=shown,
        NOBODY=NOBODY,
        FEW=FEW,
        everybody=everybody,
        weeks=_weeks(kept),
        engagement=engagement,
        only=only,
        engagements=[one.engagement for one in kept],
        kept_at=max((one.at for one in kept), default=None),
        too_much=[one.name for one in everybody if one.has_too_much],
    )


def _weeks(kept: Iterable[MeasuresKept]) -> Sequence[str]:
    """Return the weeks ahead as they were seen last; an engagement that was not read since knows fewer of them."""
    newest = max(kept, key=lambda one: one.at, default=None)
    return newest.weeks if newest else ()


def colleagues(kept: Sequence[MeasuresKept]) -> list[Colleague]:
    """Add up what everybody carries, those who have too much first; work of nobody comes last."""
    found: dict[str, list[tuple[MeasuresKept, PersonKept]]] = {}
    for one in kept:
        for person in one.people:
            found.setdefault(fold(person.name), []).append((one, person))
    weeks = _weeks(kept)
    every = [_colleague(parts, weeks) for parts in found.values()]
    return sorted(every, key=lambda one: (one.name == NOBODY, not one.has_too_much, -one.tickets, one.name))


def _colleague(parts: Sequence[tuple[MeasuresKept, PersonKept]], weeks: Sequence[str]) -> Colleague:
    people = [person for _, person in parts]
    left = [person.hours_left for person in people if person.hours_left is not None]
    return Colleague(
        name=people[0].name,
        open=tuple((one.engagement, person.open) for one, person in parts),
        overdue=sum(person.overdue for person in people),
        hours_left=sum(left) if left else None,
        hours=next((person.hours for person in people if person.hours), None),
        weeks=tuple(_week(name, parts) for name in weeks),
    )


def _week(name: str, parts: Sequence[tuple[MeasuresKept, PersonKept]]) -> Week:
    used = [dict(zip(one.weeks, person.used, strict=False)).get(name, 0.0) for one, person in parts if person.hours]
    due = Counter[str]()
    for _, person in parts:
        due.update(person.dues)
    return Week(name, sum(used) if used else None, due[name])
