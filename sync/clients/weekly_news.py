"""News that comes with the calendar: the weekly update, and surveys from time to time. Pure."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

from sync.clients.desk import Desk, Telling
from sync.clients.survey_letters import SURVEY, regular_survey
from sync.clients.view import visible_to_client
from sync.clients.weekly_letters import weekly_update
from sync.remembered import Reached

WEEKLY = "weekly"
MONTHS = 12


def weekly_news(desk: Desk) -> Telling:
    """Tell how the week went, at the hour the engagement names; one that was due while nothing ran goes later."""
    weekly = desk.engagement.weekly
    if weekly is None:
        return Telling(WEEKLY, WEEKLY)
    turn = _latest_turn(weekly.day, weekly.at, desk)
    mark, told = Reached("", turn.isoformat(), WEEKLY), _turns(desk, WEEKLY)
    if not told:  # the first turn is the one after weekly updates were asked for
        return Telling(WEEKLY, WEEKLY, no_news=(mark,))
    if turn <= max(told):  # also where the day of the week is another one now
        return Telling(WEEKLY, WEEKLY)
    visible = visible_to_client(desk.subjects, desk.engagement)
    moved = [replace(one, ticket=replace(one.ticket, moves=desk.moves_of(one.ticket))) for one in visible]
    letter = weekly_update(moved, desk.dates, desk.engagement, desk.policy, desk.today)
    older = tuple(sorted(desk.unsent(WEEKLY)))
    return Telling(WEEKLY, WEEKLY, letter, marks=(mark,), outdated=older, because=(f"the weekly turn of {turn}",))


def _turns(desk: Desk, kind: str) -> list[date]:
    """Return the days on which a notice that comes with the calendar was told, or was no news."""
    return [date.fromisoformat(one.stage) for one in desk.of_kind(kind) if not one.ticket_id]


def _latest_turn(day: int, at: time, desk: Desk) -> date:
    """Return the day of the last turn there was, in the client's zone."""
    here = desk.now.astimezone(desk.engagement.client.zone)
    turn = here.date() - timedelta(days=(here.weekday() - day) % 7)
    is_to_come = datetime.combine(turn, at, here.tzinfo) > here
    return turn - timedelta(days=7) if is_to_come else turn


def survey_news(desk: Desk) -> Telling:
    """Ask a client who stays how it goes, so many months after the last such survey or the first cycle."""
    terms, today = desk.engagement.survey, desk.today
    if terms.every is None:
        return Telling(SURVEY, SURVEY)
    mark, told = Reached("", today.isoformat(), SURVEY), _turns(desk, SURVEY)
    if not told:
        return Telling(SURVEY, SURVEY, no_news=(mark,))
    if months_after(max(told), terms.every) > today:
        return Telling(SURVEY, SURVEY)
    letter = regular_survey(desk.engagement, today, terms.link)
    unsent = desk.unsent(SURVEY).items()
    older = tuple(sorted(notice for notice, marks in unsent if not any(one.ticket_id for one in marks)))
    return Telling(
        SURVEY, SURVEY, letter, marks=(mark,), outdated=older, because=(f"the turn every {terms.every} months",)
    )


def months_after(day: date, months: int) -> date:
    """Return the same day so many months later, or the last one of that month where it has no such day."""
    years, month = divmod(day.month - 1 + months, MONTHS)
    first_of_next = date(day.year + years + (month + 1) // MONTHS, (month + 1) % MONTHS + 1, 1)
    last = (first_of_next - timedelta(days=1)).day
    return date(day.year + years, month + 1, min(day.day, last))
