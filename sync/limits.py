"""Counts a plan before its first write. Over any limit, nothing of it is written."""

from dataclasses import dataclass

from sync.actions import Action, Verb
from sync.engagement import Limits


@dataclass(frozen=True, slots=True)
class Excess:
    """A limit a plan is beyond. `limit` is changes, share or mails; a share is a fraction of 1."""

    limit: str
    counted: float
    allowed: float


def excesses(actions: tuple[Action, ...], tickets: int, limits: Limits) -> tuple[Excess, ...]:
    """Return the limits a plan is beyond.

    `changes` counts actions on trackers, `mails` notices, `share` the tickets touched out of all
    `tickets` of the engagement; the share is not looked at below `share_from` tickets.
    """
    changes = [action for action in actions if action.verb is not Verb.SEND_NOTICE]
    mails = len(actions) - len(changes)
    share = len({action.ticket_id for action in changes}) / tickets if tickets else 0.0
    counted = [
        Excess("changes", len(changes), limits.changes),
        Excess("share", share if tickets >= limits.share_from else 0.0, limits.share),
        Excess("mails", mails, limits.mails),
    ]
    return tuple(one for one in counted if one.counted > one.allowed)
