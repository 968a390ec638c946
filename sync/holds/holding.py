"""Holding: what is held back, what goes on by itself, and what is left to the person who did otherwise. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from rules.model import Change, Move, Outcome, Person, Severity, Standing, Ticket, Verdict
from rules.policy import Policy
from rules.values import fold, is_empty
from sync.actions import Action, Verb
from sync.engagement import Engagement, HoldBy, Mode
from sync.remembered import FLAGGED, IMPEDIMENT, Footprint, Overruled
from sync.scenes import is_held
from sync.trail import Event, Kind

MOVES = frozenset({Verb.HOLD, Verb.RELEASE, Verb.RETURN})
FLAGS = frozenset({Verb.SET_FLAG, Verb.CLEAR_FLAG})


def blockers(verdict: Verdict) -> tuple[str, ...]:
    """Return the names of failing block rules, sorted: the set a hold stands for."""
    return tuple(sorted(f.rule for f in verdict.with_outcome(Outcome.FAIL) if f.severity is Severity.BLOCK))


def noticed(ticket: Ticket, verdict: Verdict, footprint: Footprint, bot: Person | None = None) -> Footprint:
    """Return the footprint after a look: whoever moved the ticket or changed the flag ends a hold, and wins until
    other rules fail. `bot` is our own account."""
    blocking, undecided = blockers(verdict), verdict.standing is Standing.UNKNOWN
    if footprint.held_in is not None and not stands(ticket, footprint, bot):
        footprint = _let_go(ticket, footprint, blocking, undecided=undecided)
    elif footprint.held_in is not None and blocking and footprint.held_by is not Verb.RETURN:
        footprint = replace(footprint, held_for=blocking)
    if footprint.held_in is None and not undecided and footprint.held_for != blocking:
        footprint = replace(footprint, held_for=(), overruled=None)
    return footprint


def _let_go(ticket: Ticket, footprint: Footprint, blocking: tuple[str, ...], *, undecided: bool) -> Footprint:
    """Leave the ticket to whoever changed it, for what fails now: part of what it was held for, or all of it."""
    is_the_same = bool(blocking) and set(blocking) <= set(footprint.held_for)
    overruled = _overruled(ticket, footprint) if is_the_same or undecided else None
    held_for = blocking if is_the_same else footprint.held_for
    return replace(footprint, held_in=None, held_from=None, held_for=held_for, overruled=overruled)


def stands(ticket: Ticket, footprint: Footprint, bot: Person | None) -> bool:
    """Tell whether a ticket stands as the bot left it when it held it, and nobody put it there since."""
    if not is_held(ticket, footprint):
        return False
    newest = _newest(ticket, footprint)
    if newest is None or newest.by is None or bot is None or not _leads_here(newest, ticket):
        return True
    return newest.by.same_as(bot) is not False


def _newest(ticket: Ticket, footprint: Footprint) -> Move | Change | None:
    """Return the newest change of what the hold is by; None where the tracker tells none."""
    if footprint.held_by is Verb.SET_FLAG:
        return next((one for one in reversed(ticket.changes or ()) if fold(one.field) == fold(FLAGGED)), None)
    return ticket.moves[-1] if ticket.moves else None


def _leads_here(newest: Move | Change, ticket: Ticket) -> bool:
    """Tell whether a change came to what stands now; our own newest write is not read back yet."""
    return isinstance(newest, Change) or fold(newest.to_status) == fold(ticket.status)


def _overruled(ticket: Ticket, footprint: Footprint) -> Overruled:
    newest = _newest(ticket, footprint)
    if newest is None or (isinstance(newest, Move) and not _leads_here(newest, ticket)):
        return Overruled(footprint.held_by, ticket.updated)
    by = newest.by or Person()
    return Overruled(footprint.held_by, newest.at, by.id or by.email or "", by.name or by.email or "", is_told=True)


def overrides(ticket: Ticket, before: Footprint, after: Footprint, engagement: str, now: datetime) -> list[Event]:
    """Return what the trail keeps of somebody who did otherwise than the bot, once: where that is found just now."""
    told = after.overruled
    if told is None or told == before.overruled:
        return []
    facts = {
        "against": told.against.value,
        "name": told.name,
        "changed_at": told.at.isoformat() if told.at else "",
        "is_exact": told.is_told,
        "status": ticket.status,
        "rules": list(after.held_for),
    }
    return [Event(now, Kind.OVERRIDE, engagement, told.who, ticket.id, ticket.key, facts)]


def holding(ticket: Ticket, verdict: Verdict, known: Footprint, engagement: Engagement, policy: Policy) -> list[Action]:
    """Plan what holds a blocked ticket or lets it go on, in mode enforce; an undecided standing changes nothing."""
    hold = engagement.hold
    if engagement.mode is not Mode.ENFORCE or hold is None or verdict.standing is Standing.UNKNOWN:
        return []
    blocking = blockers(verdict)
    action = Action(engagement.name, ticket.key, ticket.id, Verb.HOLD, because=blocking)
    if is_held(ticket, known) and known.held_by is not Verb.RETURN:
        planned = _while_held(action, ticket, known, hold)
    elif not blocking or known.held_for == blocking:
        planned = None
    elif hold.flag:
        planned = _flagging(action, ticket)
    elif hold.back:
        before = status_before(ticket, verdict, engagement, policy)
        planned = _returning(action, ticket, known, before)
    else:
        planned = _putting(action, ticket, hold)
    return [planned] if planned is not None else []


def _while_held(action: Action, ticket: Ticket, known: Footprint, hold: HoldBy) -> Action | None:
    """Let it go on where nothing blocks; where it was left on its way to the hold status, bring it there."""
    if known.held_by is Verb.SET_FLAG:
        is_over = not action.because and has_flag(ticket)
        return replace(action, verb=Verb.CLEAR_FLAG, before=FLAGGED) if is_over else None
    if known.held_from is None:
        return None
    if not action.because:
        return replace(action, verb=Verb.RELEASE, before=ticket.status, after=known.held_from)
    return _putting(action, ticket, hold) if hold.status else None


def _putting(action: Action, ticket: Ticket, hold: HoldBy) -> Action | None:
    is_there = fold(ticket.status) == fold(hold.status or "")
    return None if is_there else replace(action, before=ticket.status, after=hold.status)


def _flagging(action: Action, ticket: Ticket) -> Action | None:
    """Set the flag where it can be seen that nobody has set it."""
    is_free = FLAGGED in ticket.fields and is_empty(ticket.fields[FLAGGED])
    return replace(action, verb=Verb.SET_FLAG, after=FLAGGED) if is_free else None


def _returning(action: Action, ticket: Ticket, known: Footprint, before: str | None) -> Action | None:
    """Move it back once; what blocked it before and still does there is no reason for another move (RULINGS M3)."""
    if is_held(ticket, known) and set(action.because) <= set(known.held_for):
        return None
    if before is None or fold(before) == fold(ticket.status):
        return None
    return replace(action, verb=Verb.RETURN, before=ticket.status, after=before)


def status_before(ticket: Ticket, verdict: Verdict, engagement: Engagement, policy: Policy) -> str | None:
    """Return the status a ticket had in the stage it came from, where that is an earlier one; else a status of the
    stage before in the pack's order. None where there is no earlier stage."""
    came_from = (move.from_status or "" for move in reversed(ticket.moves) if not _is_by(move, policy.setting.bot))
    return next((status for status in came_from if _is_earlier(status, verdict, policy)), None) or next(
        _statuses_before(verdict, engagement, policy), None
    )


def _is_by(move: Move, bot: Person | None) -> bool:
    return move.by is not None and bot is not None and move.by.same_as(bot) is True


def _is_earlier(status: str, verdict: Verdict, policy: Policy) -> bool:
    """Tell whether a status means an earlier stage in every pack that has a stage for it and the ticket."""
    stages, order = policy.setting.stages_of(status), policy.order
    both = [(order[pack], stages[pack], own) for pack, own in verdict.stages.items() if pack in stages]
    return bool(both) and all(places[fold(stage)] < places[fold(own)] for places, stage, own in both)


def _statuses_before(verdict: Verdict, engagement: Engagement, policy: Policy) -> Iterator[str]:
    """Yield statuses that mean an earlier stage, the nearest stage first; those that are mapped before names of
    stages, which need not be statuses."""
    mapped = {fold(status): status for status in engagement.stages}
    for pack, own in verdict.stages.items():
        table, order = policy.setting.stages[pack], policy.order[pack]
        nearest = sorted(table, key=lambda name: (-order[fold(table[name])], name not in mapped))
        for name in nearest:
            if order[fold(table[name])] < order[fold(own)] and _is_earlier(name, verdict, policy):
                yield mapped.get(name, table[name])


def waits(ticket: Ticket, known: Footprint, planned: Sequence[Action]) -> tuple[str, str] | None:
    """Return where the ticket will wait and where it goes back to, once the plan is applied."""
    for action in planned:
        if action.verb is Verb.HOLD:
            is_on_its_way = known.held_by is Verb.HOLD and is_held(ticket, known)
            return (action.after or "", (known.held_from if is_on_its_way else action.before) or "")
        return None
    if known.held_by is Verb.HOLD and is_held(ticket, known) and known.held_from is not None:
        return (ticket.status, known.held_from)
    return None


def held(footprint: Footprint, action: Action) -> Footprint:
    """Return the footprint after a step of a hold or a release, or after a change of the flag. What happened twice
    by our books happened once."""
    after, here = action.after or "", footprint.held_in or ""
    is_ours = footprint.held_by is Verb.HOLD and bool(here)
    match action.verb:
        case Verb.HOLD if is_ours and fold(here) == fold(after):
            return replace(footprint, held_for=action.because, overruled=None)
        case Verb.HOLD if is_ours and fold(here) == fold(action.before or ""):
            return replace(footprint, held_in=after, held_for=action.because, overruled=None)
        case Verb.HOLD | Verb.RETURN | Verb.SET_FLAG:
            return replace(
                footprint,
                held_by=action.verb,
                held_from=action.before,
                held_in=after,
                held_for=action.because,
                overruled=None,
            )
        case Verb.RELEASE if footprint.held_from is not None and fold(footprint.held_from) != fold(after):
            return replace(footprint, held_in=after)
        case _:
            return replace(footprint, held_by=Verb.HOLD, held_from=None, held_in=None, held_for=(), overruled=None)


def flagged(ticket: Ticket, action: Action) -> Ticket:
    """Return the ticket as it is after a change of the flag."""
    value = (IMPEDIMENT,) if action.verb is Verb.SET_FLAG else None
    return replace(ticket, fields={**ticket.fields, FLAGGED: value})


def has_flag(ticket: Ticket) -> bool:
    """Tell whether a ticket is seen with a flag."""
    return not is_empty(ticket.fields.get(FLAGGED))
