"""Gathers engagements for a report, and keeps answers to surveys that somebody imports. Acts through the store only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from rules.measures.answers import Misread, read_answers
from rules.measures.period import Period
from sync.engagement import Engagement
from sync.figures.measuring import measured
from sync.figures.project_end import Books, ProjectEnd, project_end
from sync.pages.decisions import decision_of, newest
from sync.pages.request import DECISION
from sync.ports import PortError
from sync.report import By, Report, periods_for, report_of
from sync.stand import World


@dataclass(unsafe_hash=True)
class NotImported(PortError):
    """A file of answers holds mistakes: nothing of it was taken. `file` is its name as it was given."""

    exit_code: ClassVar[int] = 2

    file: str
    mistakes: tuple[Misread, ...]

    def __str__(self) -> str:
        lines = [f"{self.file}:{one.line}:{one.column}: error: {one.message}" for one in self.mistakes]
        return "\n".join([*lines, "Nothing was imported. Mend the file and import it again."])


@dataclass(frozen=True, slots=True)
class Imported:
    """How many answers a file held, and how many of them were not known before."""

    answers: int
    new: int


def report(world: World, engagements: Sequence[Engagement], period: Period, by: By = By.ENGAGEMENT) -> Report:
    """Work out the report of some engagements over a period, from what the last cycle left."""
    now = world.clock.now()
    grows = any(world.aims.goals_of(one.name).step_up for one in engagements)
    periods = periods_for(period, _first_day(world, engagements) if grows else None)
    return report_of([measured(world, one, now, periods) for one in engagements], periods, world.aims, now, by)


def project_ends(world: World, engagements: Sequence[Engagement]) -> tuple[ProjectEnd, ...]:
    """Tell of each engagement what was scoped, what changed and why, over its whole time."""
    return tuple(_project_end(world, one) for one in engagements)


def _project_end(world: World, engagement: Engagement) -> ProjectEnd:
    store, now = world.store, world.clock.now()
    told = measured(world, engagement, now, with_tickets=True)
    calendar = told.history.calendar
    last = told.history.ended or calendar.day(now)
    whole = Period(min(told.began or last, last), last)
    decisions = newest(map(decision_of, store.requests.asked(DECISION, engagement.name)))
    books = Books(decisions, tuple(store.listened(engagement.name).granted))
    return project_end(told, books, report_of([told], [whole], world.aims, now).groups[0], whole)


def _first_day(world: World, engagements: Sequence[Engagement]) -> date | None:
    """Return the day the first of these engagements was first read; None before that."""
    cursors = (world.store.cursor(one.name) for one in engagements)
    return min((one.first_cycle.date() for one in cursors if one is not None), default=None)


def import_answers(world: World, engagement: Engagement, file: str, text: str, now: datetime) -> Imported:
    """Keep the answers of a CSV text; raises NotImported with every mistake, and keeps nothing then."""
    read = read_answers(text, engagement.client.zone)
    if read.mistakes:
        raise NotImported(file, read.mistakes)
    return Imported(len(read.answers), world.store.measures.keep_answers(engagement.name, read.answers, now))
