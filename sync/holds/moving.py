"""Moves a ticket step by step: each step is an intent of its own, so that a crash halfway can be looked up.

A ticket left halfway is known to be on its way: the next cycle brings it on, or back where nothing blocks any more.
"""

from dataclasses import replace

from rules.values import fold
from sync.actions import Action, ActionState, Verb
from sync.hands import Ended, Hands, Known, Knowns, begin, remember, seen, settle
from sync.holds.holding import held
from sync.lookup import looked_up
from sync.ports import Missing, NotAuthorised, PortError, Receipt, Refused, Unreachable
from sync.render.errors import sentence


def move(hands: Hands, action: Action, known: Knowns, ticket_id: str) -> Ended:
    """Move a ticket, if it still stands where the plan saw it, over other statuses where none leads there directly.

    A hold that is refused on its way is taken back, and not tried again for the same findings.
    """
    ended = _moved(hands, action, known, ticket_id)
    footprint = known[ticket_id].footprint
    is_on_its_way = action.verb is Verb.HOLD and footprint.held_by is Verb.HOLD and footprint.held_in is not None
    if is_on_its_way and ended.fault is None and ended.actions[0].state is ActionState.FAILED:
        return _taken_back(hands, action, known, ended.actions[0].error or "")
    return ended


def _moved(hands: Hands, action: Action, known: Knowns, ticket_id: str) -> Ended:
    try:
        if said := _gone_elsewhere(hands, action):
            return Ended(_not_done(hands, action, said))
        steps = _steps(hands, action, known[ticket_id])
    except PortError as error:
        if isinstance(error, Missing):
            hands.missing.add(ticket_id)
        is_down = isinstance(error, Unreachable | NotAuthorised)
        fault = None if isinstance(error, Refused | Missing) else error
        return Ended(() if is_down else _not_done(hands, action, sentence(error)), fault, is_down)
    return _walk(hands, action, steps, known)


def _gone_elsewhere(hands: Hands, action: Action) -> str:
    """Say where a ticket stands by now; empty where that is where it was seen."""
    status = hands.tracker.ticket(action.ticket_id, hands.needs).status
    if fold(status) == fold(action.before or ""):
        return ""
    return f"it stands in {status} by now, not in {action.before}; nothing was moved"


def _not_done(hands: Hands, action: Action, why: str) -> tuple[Action, ...]:
    return settle(hands, begin(hands, (action,)), ActionState.FAILED, why)


def _steps(hands: Hands, action: Action, known: Known) -> tuple[str, ...]:
    """Ask for the statuses to pass, the goal being the last; a return is one step (RULINGS M3)."""
    goal = action.after or ""
    if action.verb is Verb.RETURN:
        return (goal,)
    origin = goal if action.verb is Verb.RELEASE else known.footprint.held_from or action.before or ""
    barred = hands.routes.barred(origin)
    return hands.tracker.path(action.ticket_id, action.ticket, goal, barred, hands.routes.fills)


def _walk(hands: Hands, action: Action, steps: tuple[str, ...], known: Knowns) -> Ended:
    """Take every step. A step that is further on than the first is taken only from where the one before led to."""
    here = action.before
    for status in steps:
        ended = _step(hands, replace(action, before=here, after=status), known, is_further=here != action.before)
        has_moved = ended.actions[0].state is ActionState.APPLIED
        if has_moved and (ended.fault is None or status == steps[-1]):
            here = status
            continue
        return replace(ended, actions=(_broken_off(action, here, ended),))
    return Ended((action.ended(ActionState.APPLIED),))


def _broken_off(action: Action, here: str | None, ended: Ended) -> Action:
    """Say how far a ticket got, and why no further; where the answer to a step was lost, the next cycle goes on."""
    (step,) = ended.actions
    why = step.error or (sentence(ended.fault) if ended.fault is not None else "")
    has_moved = step.state is ActionState.APPLIED
    reached = step.after if has_moved else here
    where = "" if reached == action.before else f"it got as far as {reached}, on its way to {action.after}: "
    return action.ended(ActionState.UNKNOWN if has_moved else step.state, where + why)


def _step(hands: Hands, step: Action, known: Knowns, *, is_further: bool) -> Ended:
    intents = begin(hands, (step,))
    try:
        if is_further and (said := _gone_elsewhere(hands, step)):
            return Ended(settle(hands, intents, ActionState.FAILED, said))
        receipt = hands.tracker.move(step.ticket_id, step.ticket, step.after or "", hands.routes.fills)
    except PortError as error:
        return looked_up(hands, intents, known, step.ticket_id, error)
    known[step.ticket_id] = _after_move(known[step.ticket_id], step, receipt)
    remember(hands, known[step.ticket_id])
    return Ended(settle(hands, intents, ActionState.APPLIED))


def _after_move(known: Known, action: Action, receipt: Receipt) -> Known:
    ticket = known.snapshot.ticket
    moved = replace(ticket, status=action.after or ticket.status, updated=receipt.updated or ticket.updated)
    return seen(known, moved, held(known.footprint, action))


def _taken_back(hands: Hands, action: Action, known: Knowns, why: str) -> Ended:
    footprint = known[action.ticket_id].footprint
    before, after = footprint.held_in, footprint.held_from
    back = _moved(hands, replace(action, verb=Verb.RELEASE, before=before, after=after), known, action.ticket_id)
    if not (back.actions and back.actions[0].state is ActionState.APPLIED):
        return replace(back, actions=(action.ended(ActionState.FAILED, why),))
    now = known[action.ticket_id]
    known[action.ticket_id] = replace(now, footprint=replace(now.footprint, held_for=action.because))
    remember(hands, known[action.ticket_id])
    return Ended((action.ended(ActionState.FAILED, f"it was taken back to {after}; {why}"),))
