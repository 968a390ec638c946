"""Writes a tracker refused: said in every cycle, and tried again only when something may be different. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256

from rules.facts import digest_of, packed
from rules.model import Ticket
from rules.policy import Policy
from rules.values import fold
from sync.actions import Action, Refusal, Verb
from sync.remembered import KeptRefusal

TRIED_AGAIN = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Unwilling:
    """What the tracker refused on one ticket, while ticket and rules are as they were then."""

    refusals: tuple[KeptRefusal, ...] = ()

    def sift(self, actions: Sequence[Action]) -> tuple[tuple[Action, ...], tuple[Refusal, ...]]:
        """Part actions into those to be done and those that would be refused once more."""
        known = {one.what: one for one in self.refusals}
        wanted = tuple(action for action in actions if _what(action) not in known)
        refused = (Refusal(one.ticket, one.verb, _said(known[_what(one)])) for one in actions if one not in wanted)
        return wanted, tuple(refused)


WILLING = Unwilling()


def unwilling(
    kept: Iterable[KeptRefusal], ticket: Ticket, policy: Policy, label_prefix: str, now: datetime
) -> Unwilling:
    """Return which of a ticket's refusals still stand; those of a day ago do not."""
    recent = [one for one in kept if now - one.at < TRIED_AGAIN]
    seen = fingerprint(ticket, policy, label_prefix) if recent else ""
    return Unwilling(tuple(one for one in recent if one.fingerprint == seen))


def refusal_of(action: Action, ticket: Ticket, policy: Policy, label_prefix: str, now: datetime) -> KeptRefusal:
    """Return what to remember of an action that was refused on a ticket as it stands now."""
    seen = fingerprint(ticket, policy, label_prefix)
    return KeptRefusal(ticket.id, _what(action), seen, now, action.error or "")


def fingerprint(ticket: Ticket, policy: Policy, label_prefix: str) -> str:
    """Fingerprint of the rules and of what people did to a ticket: what the bot writes itself is left out, so that
    the writes beside a refused one are no reason to try again."""
    labels = tuple(label for label in ticket.labels if not fold(label).startswith(fold(label_prefix)))
    bot = policy.setting.bot
    others = tuple(one for one in ticket.comments if bot is None or one.author.same_as(bot) is not True)
    seen = replace(ticket, labels=labels, comments=others, moves=(), changes=None, updated=None)
    return sha256(f"{policy.digest} {digest_of(seen)}".encode()).hexdigest()[:16]


def _what(action: Action) -> str:
    """Fingerprint of an action, whatever its reasons are."""
    before = None if action.verb is Verb.PUT_COMMENT else action.before
    return sha256(packed([action.verb.value, before, action.after])).hexdigest()[:16]


def _said(refusal: KeptRefusal) -> str:
    return f"{refusal.error} Not tried again before {refusal.at + TRIED_AGAIN:%Y-%m-%d %H:%M} UTC, unless the ticket or the rules change."
