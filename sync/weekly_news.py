"""News that comes with the calendar: the weekly update, and surveys from time to time. Pure."""

from datetime import date, datetime, time, timedelta

from sync.desk import Desk, Telling
from sync.remembered import Reached
from sync.survey_letters import SURVEY, regular_survey
from sync.weekly_letters import weekly_update

WEEKLY = "weekly"
MONTHS = 12


def weekly_news(desk: Desk) -> Telling:
    """Tell how the week went, at the hour the engagement names; one that was due while nothing ran goes later."""
    weekly = desk.engagement.weekly
    if weekly is None:
        return Telling(WEEKLY, WEEKLY)
    turn = Reached("", _latest_turn(weekly.day, weekly.at, desk).isoformat(), WEEKLY)
    if turn not in desk.untold([turn]):
        return Telling(WEEKLY, WEEKLY)
    if not any(desk.of_kind(WEEKLY)):  # the first turn is the one after weekly updates were asked for
        return Telling(WEEKLY, WEEKLY, no_news=(turn,))
    letter = weekly_update(desk.subjects, desk.dates, desk.engagement, desk.policy, desk.today)
    return Telling(WEEKLY, WEEKLY, letter, marks=(turn,), before=(turn,), outdated=tuple(sorted(desk.unsent(WEEKLY))))


def _latest_turn(day: int, at: time, desk: Desk) -> date:
    """Return the day of the last turn there was, in the client's zone."""
    here = desk.now.astimezone(desk.engagement.client.zone)
    turn = here.date() - timedelta(days=(here.weekday() - day) % 7)
    is_to_come = datetime.combine(turn, at, here.tzinfo) > here
    return turn - timedelta(days=7) if is_to_come else turn


def survey_news(desk: Desk) -> Telling:
    """Ask a client who stays how it goes, so many months after the last survey or the first cycle."""
    terms, today = desk.engagement.survey, desk.today
    if terms is None:
        return Telling(SURVEY, SURVEY)
    turn = Reached("", today.isoformat(), SURVEY)
    turns = [date.fromisoformat(one.stage) for one in desk.of_kind(SURVEY) if not one.ticket_id]
    if not turns:
        return Telling(SURVEY, SURVEY, no_news=(turn,))
    if months_after(max(turns), terms.every) > today:
        return Telling(SURVEY, SURVEY)
    letter = regular_survey(desk.engagement, today, terms.link)
    return Telling(SURVEY, SURVEY, letter, marks=(turn,), before=(turn,))


def months_after(day: date, months: int) -> date:
    """Return the same day so many months later, or the last one of that month where it has no such day."""
    years, month = divmod(day.month - 1 + months, MONTHS)
    first_of_next = date(day.year + years + (month + 1) // MONTHS, (month + 1) % MONTHS + 1, 1)
    last = (first_of_next - timedelta(days=1)).day
    return date(day.year + years, month + 1, min(day.day, last))
