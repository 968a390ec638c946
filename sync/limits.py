"""Counts a plan before its first write. Over any limit, nothing of it is written."""

from collections.abc import Sequence
from dataclasses import dataclass

from sync.actions import Action, Verb
from sync.engagement import Limits

MUCH_MORE = 1.5  # times what people were told: then they are told again


@dataclass(frozen=True, slots=True)
class Excess:
    """A limit a plan is beyond. `limit` is changes, share or mails; a share is a fraction of 1."""

    limit: str
    counted: float
    allowed: float


def excesses(actions: tuple[Action, ...], tickets: int, limits: Limits) -> tuple[Excess, ...]:
    """Return the limits a plan is beyond.

    `changes` counts every label, comment, move and step of a ladder by itself, `mails` notices, held ones too,
    `share` the tickets touched out of all `tickets` of the engagement; the share is not looked at below
    `share_from` tickets.
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


def is_another(told: Sequence[Excess], found: Sequence[Excess]) -> bool:
    """Tell whether people must be told again of a plan beyond its limits: it is beyond others, or the limits are
    others, or it has grown or shrunk by half."""
    if [(one.limit, one.allowed) for one in told] != [(one.limit, one.allowed) for one in found]:
        return True
    pairs = zip(told, found, strict=True)
    return any(max(one.counted, other.counted) > MUCH_MORE * min(one.counted, other.counted) for one, other in pairs)
