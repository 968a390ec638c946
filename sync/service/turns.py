"""When each engagement has its turn: intervals that spread, back-off, hints, clocks that are set, and alarms. Pure.

A turn is kept as begun with its due time unchanged, and moved on when its cycle ended: a cycle that was killed is due
still and comes at once, one that ended is never given out twice.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum
from hashlib import sha256

from sync.account import BUSY, STOPPED, EngagementAccount, RunAccount
from sync.service.agenda_store import Turn
from sync.service.hints import PAUSE, due_after_hint

HOUSE = ":house"  # the turn of what concerns all engagements together; no engagement's name begins with a colon
PRUNING = ":pruning"  # the turn of letting go of what was kept long enough
SPREAD = 0.1  # the part of an interval by which it may be shorter, so that engagements do not stay in step
CATCH_UP = timedelta(seconds=5)  # the longest pause before what was due while nobody served
MOST_INTERVALS = 8  # of back-off
LONGEST_BACK_OFF = timedelta(hours=1)
LONGEST_RETRY = timedelta(days=1)  # a service that asks for a longer pause is asked again before
CLOCKS_APART = timedelta(minutes=1)  # between machines, at most
SHORTEST_ALARM = timedelta(minutes=30)
TOLD_ELSEWHERE = frozenset({"vanished"})  # waits for a person, and the rest of the cycle was done


class Outcome(Enum):
    """What a cycle came to for the agenda."""

    COMPLETED = "completed"
    FAILED = "failed"
    BUSY = "busy"  # another run is at work there
    STOPPED = "stopped"  # the service was told to stop


@dataclass(frozen=True, slots=True)
class Ended:
    """How a cycle ended, and the pause in seconds its source asks for."""

    outcome: Outcome
    retry_after: float | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Agenda:
    """What is to be done now: turns to be kept anew, and those that are due, the longest due first."""

    changed: tuple[Turn, ...]
    due: tuple[Turn, ...]


def agenda(
    kept: Mapping[str, Turn], intervals: Mapping[str, timedelta], now: datetime, pause: timedelta = PAUSE
) -> Agenda:
    """Return what is due among these intervals by name; a name without a turn gets its first one. Cycles that hints
    bring about are no closer than `pause`, or an interval."""
    turns = {name: _turn(kept.get(name), name, every, now) for name, every in intervals.items()}
    changed = tuple(turn for name, turn in turns.items() if turn != kept.get(name))
    waiting = {name: _due_at(turn, now, min(pause, intervals[name])) for name, turn in turns.items()}
    order = sorted((at, name) for name, at in waiting.items() if at <= now)
    return Agenda(changed, tuple(turns[name] for _, name in order))


def _due_at(turn: Turn, now: datetime, pause: timedelta) -> datetime:
    """Return when a turn comes. A hint from a clock that was set back since would be news until then."""
    is_ahead = turn.hinted is not None and turn.hinted > now + CLOCKS_APART
    return due_after_hint(replace(turn, hinted=None) if is_ahead else turn, now, pause)


def _turn(kept: Turn | None, name: str, every: timedelta, now: datetime) -> Turn:
    return Turn(name, now + _catching_up(name, every)) if kept is None else put_right(kept, every, now)


def caught_up(turn: Turn, every: timedelta, now: datetime) -> Turn:
    """Return a turn as a service that begins takes it up: what was due meanwhile comes once, a little spread."""
    return replace(turn, due=now + _catching_up(turn.engagement, every)) if turn.due <= now else turn


def put_right(turn: Turn, every: timedelta, now: datetime) -> Turn:
    """Return a turn whose moments a clock that was set cannot have put out of reach; of a shorter interval than
    before, too."""
    # Whoever failed may have been told by its source to wait; nobody else waits longer than an interval.
    is_put_back = turn.began is not None and turn.began > now
    longest = max(every, LONGEST_RETRY) if turn.failures and not is_put_back else every
    return replace(
        turn,
        due=min(turn.due, now + longest),
        began=_past(turn.began, now),
        completed=_past(turn.completed, now),
    )


def interval(name: str, every: timedelta) -> timedelta:
    """Return an engagement's own interval: at most `every`, at most a tenth shorter, always the same for a name."""
    return every * (1 - SPREAD * _share(name))


def back_off(every: timedelta, failures: int) -> timedelta:
    """Return the pause after so many failures in a row: doubled each time, up to 8 intervals or an hour, whichever is
    less, and never below an interval."""
    longest = max(every, min(LONGEST_BACK_OFF, MOST_INTERVALS * every))
    doubled: int = 2 ** min(failures - 1, MOST_INTERVALS)
    return min(every * doubled, longest)


def after(turn: Turn, every: timedelta, ended: Ended, now: datetime) -> Turn:
    """Return a begun turn once its cycle ended at `now`."""
    own, began = interval(turn.engagement, every), turn.began or now
    match ended.outcome:
        case Outcome.COMPLETED:
            return replace(turn, due=max(began + own, now), completed=now, failures=0)
        case Outcome.BUSY:
            return replace(turn, due=max(began + own, now))
        case Outcome.STOPPED:
            return replace(turn, due=min(turn.due, now))
        case Outcome.FAILED:
            failures = turn.failures + 1
            asked = min(timedelta(seconds=ended.retry_after or 0), LONGEST_RETRY)
            pause = max(began + back_off(own, failures), now + asked)
            return replace(turn, due=max(pause, now), failures=failures)


def ended_as(account: RunAccount) -> Ended:
    """Return what a cycle over one engagement, or none, came to."""
    for one in account.engagements:
        if {BUSY, STOPPED} & (kinds := {trouble.kind for trouble in one.troubles}):
            return Ended(Outcome.STOPPED if STOPPED in kinds else Outcome.BUSY)
        if stopping := [trouble for trouble in one.failures if trouble.kind not in TOLD_ELSEWHERE]:
            pauses = [trouble.retry_after for trouble in stopping if trouble.retry_after]
            return Ended(Outcome.FAILED, max(pauses, default=None), stopping[0].message)
    return Ended(Outcome.COMPLETED)


def needs_alarm(turn: Turn, every: timedelta, intervals: int, since: datetime, now: datetime) -> bool:
    """Tell whether the admin is to hear that nothing came through: for so many intervals and at least half an hour,
    counted from `since` (when serving began) or the last completed cycle, whichever was later."""
    last = max(turn.completed, since) if turn.completed is not None else since
    return turn.alarmed is None and now - last >= max(intervals * every, SHORTEST_ALARM)


def is_over(turn: Turn, now: datetime) -> bool:
    """Tell whether an alarm was given, and a cycle came through since; one from a clock that was ahead is over."""
    if turn.alarmed is None or turn.completed is None:
        return False
    return turn.completed > turn.alarmed or turn.alarmed > now


def all_well(turns: Mapping[str, Turn], intervals: Mapping[str, timedelta], now: datetime) -> bool:
    """Tell whether the last cycle of every engagement came through, and none is late by more than an interval."""
    found = [(turns.get(name), every) for name, every in intervals.items()]
    return all(
        turn is not None and turn.completed is not None and not turn.failures and now <= turn.due + every
        for turn, every in found
    )


def in_brief(account: EngagementAccount) -> EngagementAccount:
    """Return of an account what the house looks at later: whether it failed, without its thousands of tickets."""
    told = tuple(one for one in account.troubles if one in account.failures or one.kind == BUSY)
    return EngagementAccount(account.name, account.source, troubles=told)


def shortest(intervals: Sequence[timedelta], every: timedelta) -> timedelta:
    """Return how often the house has its turn: as often as any engagement."""
    return min([every, *intervals])


def _catching_up(name: str, every: timedelta) -> timedelta:
    return min(every * SPREAD, CATCH_UP) * _share(name)


def _share(name: str) -> float:
    """Return a place between 0 and 1 that is always the same for a name and evenly spread over names."""
    return int.from_bytes(sha256(name.encode()).digest()[:8]) / 2**64


def _past(at: datetime | None, now: datetime) -> datetime | None:
    return None if at is None else min(at, now)
