"""Puts the summary of an engagement on its home ticket: reads what was promised, and adds it to what is told there."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from rules.measures.answers import Answer
from sync.dates.delays import Dates
from sync.escalation.ladders import Stance
from sync.figures.survey_answers import answers_on, backlog_of, improvements
from sync.pages.home_summary import AtHome, home_summary
from sync.plan import Subject, may_write
from sync.scenes import is_home
from sync.stand import Stand
from sync.store import Store


def with_summary(
    store: Store, stand: Stand, dates: Dates, stances: Iterable[Stance], now: datetime
) -> tuple[Subject, ...]:
    """Return the tickets of an engagement, its home with the summary among what is told there."""
    home = next((one for one in stand.subjects if is_home(one.ticket, stand.policy)), None)
    if home is None or not may_write(home.ticket, stand.engagement):
        return stand.subjects
    today = stand.policy.setting.calendar.day(now)
    view = AtHome(stand.subjects, dates, tuple(stances), stand.engagement, stand.policy, today, stand.sums)
    backlog = backlog_of(improvements(_answers(store, stand), stand.policy.setting.calendar, today))
    told = replace(home, notes=(*home.notes, *home_summary(view), *backlog))
    return tuple(told if one is home else one for one in stand.subjects)


def _answers(store: Store, stand: Stand) -> tuple[Answer, ...]:
    on_tickets = answers_on((one.ticket for one in stand.subjects), stand.engagement)
    return (*store.measures.answers(stand.engagement.name), *on_tickets)
