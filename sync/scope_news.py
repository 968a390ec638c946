"""News of changes that wait for a client's word: each is asked for once, and anew when it changes. Pure."""

from hashlib import sha256

from sync.actions import Refusal, Verb
from sync.comment import Paragraph, Run
from sync.desk import Desk, Telling
from sync.plan import Subject
from sync.remembered import Reached
from sync.scope_letters import RECEIVES, SCOPE_CHANGE, missing_for_change, scope_request, waiting_changes


def scope_news(desk: Desk) -> Telling:
    """Ask for a decision on changes that are complete and wait for the client (CONTRACT 5)."""
    news = {_mark(one, desk): one for one in waiting_changes(desk.subjects, desk.engagement)}
    unsent = desk.unsent(SCOPE_CHANGE).items()
    outdated = tuple(sorted(notice for notice, marks in unsent if not news.keys() >= set(marks)))
    untold = desk.untold(list(news), outdated)
    waits = {mark: missing_for_change(news[mark], desk.engagement) for mark in untold}
    due = {mark: one for mark, one in news.items() if mark in untold and not waits[mark]}
    waiting = {mark: one for mark, one in news.items() if waits.get(mark)}
    letter = scope_request(list(due.values()), desk.engagement, desk.calendar.day_hours, desk.today) if due else None
    return Telling(
        SCOPE_CHANGE,
        RECEIVES,
        letter,
        marks=tuple(due),
        before=tuple(mark for mark in news if mark in untold),
        outdated=outdated,
        tickets=tuple(one.ticket.key for one in due.values()),
        because=("waits for the client",) if due else (),
        refusals=tuple(
            Refusal(one.ticket.key, Verb.SEND_NOTICE, f"the client is not asked yet: {waits[mark]}")
            for mark, one in waiting.items()
        ),
        asks={one.ticket.id: _question(waits[mark]) for mark, one in waiting.items()},
    )


def _mark(subject: Subject, desk: Desk) -> Reached:
    """Name what is asked: a change that comes back, or reads otherwise than before, is asked for again."""
    ticket = subject.ticket
    entered = ticket.moves[-1].at.isoformat() if ticket.moves else ""
    asked = scope_request([subject], desk.engagement, desk.calendar.day_hours, desk.today).changes
    words = sha256(repr(asked).encode()).hexdigest()[:12]
    return Reached(ticket.id, f"{entered}/{words}", SCOPE_CHANGE)


def _question(why: str) -> Paragraph:
    return Paragraph(
        (Run("The client is to decide on this change", "strong"), Run(f", and nobody has asked them yet: {why}."))
    )
