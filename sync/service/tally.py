"""What a cycle leaves to be counted of one engagement. No ticket is named. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from sync.account import BUSY, STOPPED, EngagementAccount
from sync.actions import Action, ActionState

ENDS_SOON = timedelta(days=7)


class Ending(StrEnum):
    """What a cycle of one engagement came to."""

    DONE = "done"
    REFUSED = "refused"  # its plan goes beyond a limit
    LATER = "later"  # a tracker cannot be reached; the next one tries again
    FAILED = "failed"
    BUSY = "busy"  # another run is at work there
    STOPPED = "stopped"  # the service ends, and left the rest for later
    BROKEN = "broken"  # it ended by what nobody expected


COMPLETED = frozenset({Ending.DONE, Ending.REFUSED})
UNTOLD = frozenset({Ending.BUSY, Ending.STOPPED})  # what stands is better known to the run before or after


@dataclass(frozen=True, slots=True)
class Tally:
    """Numbers of tickets and findings as they stood after a cycle, of the day it ended on. `failing` counts tickets by
    rule and severity, `waivers` are those that let something pass, `ending` those of them that end within a week."""

    day: date
    known: int = 0
    outcomes: Mapping[str, int] = field(default_factory=dict)
    standings: Mapping[str, int] = field(default_factory=dict)
    failing: Mapping[tuple[str, str], int] = field(default_factory=dict)
    waivers: int = 0
    ending: int = 0
    plan_refused: bool = False


def ending_of(one: EngagementAccount) -> Ending:
    """Return what a cycle came to, as its exit code would tell (`sync.account`)."""
    kinds = {trouble.kind for trouble in one.troubles}
    if BUSY in kinds or STOPPED in kinds:
        return Ending.STOPPED if STOPPED in kinds else Ending.BUSY
    failed = any(action.state is ActionState.FAILED for action in one.actions)
    if failed or any(not trouble.retryable for trouble in one.failures):
        return Ending.FAILED
    if one.failures:
        return Ending.LATER
    return Ending.REFUSED if one.excesses else Ending.DONE


def tally_of(one: EngagementAccount, today: date) -> Tally:
    """Count what stands."""
    found = one.tally()
    return Tally(
        today,
        found.seen,
        found.outcomes,
        found.standings,
        {(rule, severity): count for rule, severity, count in found.failing},
        len(found.waivers),
        sum(until - today <= ENDS_SOON for until in found.waivers),
        bool(one.excesses),
    )


def writes_of(one: EngagementAccount) -> tuple[Action, ...]:
    """Return what was tried, not only planned."""
    return tuple(action for action in (*one.beside, *one.actions) if action.state is not ActionState.PLANNED)
