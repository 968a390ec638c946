"""Tells the admin of engagements that no cycle comes through in, whatever the reason: once, and once when it is over."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sync.notices import NOT_COMPLETED
from sync.remembered import OutboxEntry
from sync.render.team_troubles import render_resumed, render_stopped
from sync.service.agenda_store import Turn
from sync.service.roster import Roster
from sync.service.turns import is_over, needs_alarm
from sync.stand import World
from sync.team.completion import mails_on
from sync.team.streaks import Streak

NO_END = "No cycle came to its end."


@dataclass(frozen=True, slots=True)
class Alarms:
    """The engagements an alarm is given of now, and those it is over for."""

    begun: tuple[Turn, ...] = ()
    over: tuple[Turn, ...] = ()


def alarms(turns: Mapping[str, Turn], roster: Roster, since: datetime, now: datetime) -> Alarms:
    """Return what is to be told; `since` is when serving began."""
    found = [(turns[name], every) for name, every in roster.intervals.items() if name in turns]
    begun = (turn for turn, every in found if needs_alarm(turn, every, roster.alarm_after, since, now))
    return Alarms(tuple(begun), tuple(turn for turn, _ in found if is_over(turn, now)))


def keep_alarms(world: World, told: Alarms, why: Mapping[str, str], since: datetime) -> None:
    """Remember alarms, and put the mails that tell them into the outbox. Where the admin heard of the same cycles that
    failed already, no second mail says so."""
    now = world.clock.now()
    heard = {name for name, streak in world.store.mail.team.streaks().items() if streak.told}
    begun = [_streak(one, why, since) for one in told.begun if one.engagement not in heard]
    over = [_streak(one, why, since) for one in told.over if _was_mailed(world, one)]
    for entry in (*mails_on(world, begun, render_stopped, now), *mails_on(world, over, render_resumed, now)):
        world.store.queue(entry, entry.engagement, ())
    for turn in told.begun:
        world.store.agenda.keep_alarmed(turn.engagement, now)
    for turn in told.over:
        world.store.agenda.keep_alarmed(turn.engagement, None)


def _streak(turn: Turn, why: Mapping[str, str], since: datetime) -> Streak:
    begun = turn.alarmed or turn.completed or since
    return Streak(turn.engagement, begun, max(1, turn.failures), why.get(turn.engagement, NO_END))


def _was_mailed(world: World, turn: Turn) -> bool:
    of_one, of_several = world.store.outbox(turn.engagement), world.store.outbox("")
    return any(_tells(entry, turn) for entry in (*of_one, *of_several))


def _tells(entry: OutboxEntry, turn: Turn) -> bool:
    return entry.kind == NOT_COMPLETED and entry.created == turn.alarmed


def names(turns: Sequence[Turn]) -> str:
    return ", ".join(turn.engagement for turn in turns)
