"""What a cycle of one engagement came to. Pure."""

from enum import StrEnum

from sync.account import BUSY, STOPPED, EngagementAccount
from sync.actions import Action, ActionState


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


def writes_of(one: EngagementAccount) -> tuple[Action, ...]:
    """Return what was tried, not only planned."""
    return tuple(action for action in (*one.beside, *one.actions) if action.state is not ActionState.PLANNED)
