"""News of changes that wait for a client's word: each is asked for once, and anew when it changes. Pure."""

from collections.abc import Sequence
from hashlib import sha256
from itertools import pairwise

from rules.model import Move
from rules.scene import Setting
from rules.values import fold
from sync.actions import Refusal, Verb
from sync.clients.asking import question
from sync.clients.desk import Desk, Telling
from sync.clients.scope_letters import (
    PACK,
    RECEIVES,
    SCOPE_CHANGE,
    WAITS,
    missing_for_change,
    scope_request,
    waiting_changes,
)
from sync.plan import Subject
from sync.remembered import Reached


def scope_news(desk: Desk) -> Telling:
    """Ask for a decision on changes that are complete and wait for the client (CONTRACT 5)."""
    news = {_mark(one, desk): one for one in waiting_changes(desk.subjects, desk.engagement)}
    unsent = desk.unsent(SCOPE_CHANGE).items()
    outdated = tuple(sorted(notice for notice, marks in unsent if not news.keys() >= set(marks)))
    untold = desk.untold(news, outdated)
    fresh = {mark: one for mark, one in news.items() if mark in untold}
    lacks = {mark: missing_for_change(one, desk.engagement) for mark, one in fresh.items()}
    due = {mark: one for mark, one in fresh.items() if not lacks[mark]}
    waiting = {mark: one for mark, one in fresh.items() if lacks[mark]}
    letter = scope_request(list(due.values()), desk.engagement, desk.calendar.day_hours, desk.today) if due else None
    return Telling(
        SCOPE_CHANGE,
        RECEIVES,
        letter,
        marks=tuple(due),
        waiting=tuple(waiting),
        outdated=outdated,
        tickets=tuple(one.ticket.key for one in due.values()),
        because=("waits for the client",) if due else (),
        refusals=tuple(
            Refusal(one.ticket.key, Verb.SEND_NOTICE, f"the client is not asked yet: {lacks[mark]}")
            for mark, one in waiting.items()
        ),
        asks={
            one.ticket.id: question(desk, "The client is to decide on this change", lacks[mark])
            for mark, one in waiting.items()
        },
    )


def _mark(subject: Subject, desk: Desk) -> Reached:
    """Name what is asked: a change that comes back, or reads otherwise than before, is asked for again."""
    times = _times(desk.moves_of(subject.ticket), desk.policy.setting)
    asked = scope_request([subject], desk.engagement, desk.calendar.day_hours, desk.today).changes
    words = sha256(repr(asked).encode()).hexdigest()[:12]
    return Reached(subject.ticket.id, f"{times}/{words}", SCOPE_CHANGE)


def _times(moves: Sequence[Move], setting: Setting) -> int:
    """Count how often a change came to wait for the client; a hold in between is no coming back."""
    stages = [setting.stage(PACK, move.to_status) or "" for move in moves if not setting.is_hold(move.to_status)]
    waits = [False, *(fold(stage) == WAITS for stage in stages)]
    return sum(now and not before for before, now in pairwise(waits))
