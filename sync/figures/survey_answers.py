"""Clients' answers to surveys on tickets, and what low ones ask to be improved. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from rules.calendar import Calendar
from rules.measures.answers import SCORES, Answer
from rules.measures.marks import Marks
from rules.model import Ticket
from rules.values import fold, number_in, value_of
from sync.comment import Fold, Run, Runs
from sync.engagement import Engagement, SurveyFields
from sync.field_texts import text_in

MARKS = Marks()
LOW = {"csat": 6.0, "nps": 6.0, "ces": 3.0}
"""Up to which score an answer asks for something better: detractors of the usual NPS, and the lower half of the
effort scale; a satisfaction that leaves the target of more than 8 (S000-97) two points below."""

BACKLOG = "Improvement backlog: what clients scored low"
LISTED_FOR = timedelta(days=182)  # two quarters, in which a review of the quarter after it comes by
MOST = 10
CALLED = {"csat": "satisfaction", "nps": "recommendation", "ces": "ease"}


@dataclass(frozen=True, slots=True)
class Improvement:
    """A low answer: the day it was asked for in the client's zone, its low scores, who answered, and what they said."""

    day: date
    scores: tuple[tuple[str, float], ...]
    contact: str = ""
    comment: str = ""


def answers_on(tickets: Iterable[Ticket], engagement: Engagement) -> tuple[Answer, ...]:
    """Return the answers noted on tickets: on any that has one of the configured fields filled in, and on Survey
    tickets, which were sent whether or not somebody answered."""
    found = (_answer(ticket, engagement.survey.fields) for ticket in tickets)
    return tuple(answer for answer in found if answer is not None)


def _answer(ticket: Ticket, fields: SurveyFields) -> Answer | None:
    """Read one ticket. A survey counts from the day it was made, another ticket from the day it was done."""
    is_survey = fold(ticket.type) in MARKS.survey
    at = ticket.created if is_survey else (ticket.resolved if ticket.done else None) or ticket.created
    names = {score: getattr(fields, score) or (getattr(MARKS, score) if is_survey else "") for score in SCORES}
    scores = {score: _score(ticket, name, score) if name else None for score, name in names.items()}
    if at is None or (not is_survey and not any(score is not None for score in scores.values())):
        return None
    return Answer(at, scores["csat"], scores["nps"], scores["ces"], comment=text_in(ticket, fields.comment or ""))


def _score(ticket: Ticket, name: str, score: str) -> float | None:
    number = number_in(value_of(ticket, name))
    least, most = SCORES[score]
    return number if number is not None and least <= number <= most else None


def improvements(answers: Sequence[Answer], calendar: Calendar, today: date) -> tuple[Improvement, ...]:
    """Return what low answers of the last two quarters ask to be improved, the newest first."""
    found = [
        Improvement(calendar.day(one.asked_at), low, one.contact, one.comment)
        for one in answers
        if (low := _low_scores(one))
    ]
    recent = (one for one in found if today - LISTED_FOR <= one.day <= today)
    return tuple(sorted(recent, key=lambda one: (-one.day.toordinal(), one.scores, one.comment)))


def _low_scores(answer: Answer) -> tuple[tuple[str, float], ...]:
    scores = ((name, getattr(answer, name)) for name in LOW)
    return tuple((name, score) for name, score in scores if score is not None and score <= LOW[name])


def backlog_of(items: Sequence[Improvement]) -> Iterator[Fold]:
    """Yield the section of the home ticket that lists them; nothing where there are none."""
    if items:
        yield Fold(f"{BACKLOG} ({len(items)})", tuple(map(_line, items[:MOST])), len(items[MOST:]))


def _line(one: Improvement) -> Runs:
    scores = ", ".join(f"{CALLED[name]} {score:g}" for name, score in one.scores)
    who = f" by {one.contact}" if one.contact else ""
    said = f": “{one.comment}”" if one.comment else ""
    return (Run(f"{one.day}", "strong"), Run(f" {scores}{who}{said}"))
