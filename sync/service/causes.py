"""Why an engagement does not come through as it should, each cause told once when it begins and once when it is over.

No text of a ticket is in here: what a tracker says of a single one may quote it. Pure.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sync.account import UNREADABLE, EngagementAccount, Trouble
from sync.actions import ActionState
from sync.remembered import OutboxEntry

WARNING, ERROR = "warning", "error"
BAD_MAIL = frozenset({"failed", "stuck"})


@dataclass(frozen=True, slots=True)
class Cause:
    """A line of the log: its event, how grave it is, and what else it holds. Where `lasts`, its end is told, too."""

    event: str
    level: str
    told: Mapping[str, object] = field(default_factory=dict)
    lasts: bool = True


Causes = Mapping[tuple[str, ...], Cause]


def causes_of(one: EngagementAccount) -> dict[tuple[str, ...], Cause]:
    """Return what is wrong after a cycle of one engagement, by what makes it the same as in the cycle before."""
    found: dict[tuple[str, ...], Cause] = {
        ("trouble", trouble.kind): trouble_cause(trouble) for trouble in one.troubles if trouble.kind != UNREADABLE
    }
    unread = sum(trouble.kind == UNREADABLE for trouble in one.troubles)
    if unread:
        found["unreadable",] = Cause("tickets_unreadable", WARNING, {"tickets": unread})
    if one.excesses:
        limits = {excess.limit: f"{excess.counted} of at most {excess.allowed}" for excess in one.excesses}
        found["limit",] = Cause("plan_refused", WARNING, {"digest": one.digest, "limits": limits})
    for action in (*one.beside, *one.actions):
        if action.state in {ActionState.FAILED, ActionState.UNKNOWN}:
            told = {"ticket": action.ticket, "verb": action.verb.value, "rule": list(action.because)}
            event = "write_failed" if action.state is ActionState.FAILED else "write_unknown"
            found[event, action.ticket, action.verb.value] = Cause(event, WARNING, told, lasts=False)
    return found | mail_causes(one.notices)


def trouble_cause(trouble: Trouble) -> Cause:
    """Return what is told of something that stopped an engagement, or could."""
    level = WARNING if trouble.retryable else ERROR
    return Cause("trouble", level, {"kind": trouble.kind, "message": trouble.message})


def mail_causes(notices: tuple[OutboxEntry, ...]) -> dict[tuple[str, ...], Cause]:
    """Return what became of notices that did not go out; neither their words nor to whom."""
    bad = (entry for entry in notices if entry.state in BAD_MAIL)
    return {
        ("mail", entry.id): Cause(f"mail_{entry.state}", WARNING, {"notice": entry.id, "kind": entry.kind}, lasts=False)
        for entry in bad
    }


def broken_by(error: Exception) -> tuple[tuple[str, ...], Cause]:
    """Return what is told of an error nobody expected."""
    kind = type(error).__name__
    return ("broken", kind), Cause("cycle_broken", ERROR, {"kind": kind})
