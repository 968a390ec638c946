"""Words for the sticky comment of a ticket that is held, sent back, or left to a person. Pure."""

from collections.abc import Iterator, Sequence
from zoneinfo import ZoneInfo

from rules.model import Ticket
from rules.policy import Policy
from sync.actions import Action, Verb
from sync.comment import Paragraph, Run
from sync.remembered import Footprint, Overruled
from sync.scenes import is_held

FLAG = "While something blocks, the ticket is flagged. The flag goes by itself when nothing blocks any more."
UNTIL = "That stands while the same checks fail. It is held again when other checks fail."
DONE = {Verb.HOLD: "moved it on", Verb.RETURN: "moved it on", Verb.SET_FLAG: "changed the flag"}


def hold_notes(ticket: Ticket, known: Footprint, planned: Sequence[Action], policy: Policy) -> tuple[Paragraph, ...]:
    """Say what a hold means for people on the ticket, as it will be once the plan is applied."""
    return tuple(Paragraph((Run(said),)) for said in _said(ticket, known, planned, policy))


def _said(ticket: Ticket, known: Footprint, planned: Sequence[Action], policy: Policy) -> Iterator[str]:
    verbs = {action.verb: action for action in planned}
    is_here = is_held(ticket, known) and Verb.CLEAR_FLAG not in verbs
    if Verb.SET_FLAG in verbs or (is_here and known.held_by is Verb.SET_FLAG):
        yield FLAG
    if (back := verbs.get(Verb.RETURN)) is not None:
        yield _sent_back(back.before, back.after, back.because, policy)
    elif is_here and known.held_by is Verb.RETURN and not planned:
        yield _sent_back(known.held_from, known.held_in, known.held_for, policy)
    if known.overruled is not None and not planned:
        yield _overruled(known.overruled, policy.setting.calendar.zone)


def _sent_back(came_from: str | None, now_in: str | None, rules: Sequence[str], policy: Policy) -> str:
    asked = [found.rule.says.rstrip(".") for name in rules if (found := policy.rule(name)) is not None]
    why = f": {'; '.join(asked)}" if asked else ""
    return f"The ticket was sent back from “{came_from}” to “{now_in}”{why}. A person moves it forward again."


def _overruled(told: Overruled, zone: ZoneInfo) -> str:
    when = f", {told.at.astimezone(zone):%Y-%m-%d %H:%M} ({zone.key})" if told.at is not None else ""
    at_most = "" if told.is_told or not when else " or before"
    return f"{told.name or 'Somebody'} {DONE[told.against]}{when}{at_most}. {UNTIL}"
