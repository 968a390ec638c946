"""Leaves for the board what a cycle found, at the end of each one."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from sync.account import EngagementAccount
from sync.at_home import promises_of
from sync.board_lines import Found, facts_found
from sync.board_milestones import children_due, courses
from sync.delays import Outlook
from sync.forecast import Experience, Forecast, forecast
from sync.home_summary import is_promise
from sync.ladders import Stance
from sync.outlook import Outlook as Ahead
from sync.plan import Subject
from sync.promise import Promise
from sync.stand import Stand, World
from sync.store import Store


def keep_for_board(world: World, ahead: Ahead, account: EngagementAccount) -> None:
    """Replace what the board shows of an engagement. Called when all else of the cycle is done."""
    stand, engagement = ahead.stand, ahead.stand.engagement
    found = Found(
        engagement=engagement,
        policy=stand.policy,
        subjects=tuple(_subjects(stand)),
        outlook=prospects_of(world.store, stand),
        stances=_stances(ahead, account),
        at=stand.intake.now,
        troubles=tuple(one.message for one in account.troubles),
        modes=stand.reach.modes,
    )
    world.store.board.keep(facts_found(found, world.store.board.facts(engagement.name)))


def prospects_of(store: Store, stand: Stand) -> Outlook:
    """Return what was promised and when it will be kept: the same for the board and for the client's page."""
    promises = promises_of(store, stand)
    return Outlook(promises, _forecasts(stand, promises))


def _subjects(stand: Stand) -> Iterator[Subject]:
    """Yield the tickets that are still there, as the bot left them."""
    for one in stand.subjects:
        known = stand.known.get(one.ticket.id)
        if known is not None:
            yield replace(one, footprint=known.footprint)


def _stances(ahead: Ahead, account: EngagementAccount) -> tuple[Stance, ...]:
    """Return where tickets stand on ladders now; a refused plan took no step."""
    stances = tuple(one for group in ahead.ladders.stances.values() for one in group)
    if not account.excesses:
        return stances
    return tuple(replace(one, climb=replace(one.climb, rung=one.climb.before)) for one in stances)


def _forecasts(stand: Stand, promises: Mapping[str, Promise]) -> dict[str, Forecast]:
    """Tell when open promises will be kept, from tickets of this engagement that are done."""
    setting, now = stand.policy.setting, stand.intake.now
    experience = Experience(tuple(courses(stand.subjects, stand.engagement, stand.policy)))
    due = children_due(stand.subjects)
    found: dict[str, Forecast] = {}
    for ticket in (one.ticket for one in stand.subjects if is_promise(one.ticket, stand.engagement)):
        promise = promises.get(ticket.id)
        children = (*due.get(ticket.key, ()), *due.get(ticket.id, ()))
        told = forecast(ticket, setting, experience, now, promise.agreed if promise else None, children)
        if told is not None:
            found[ticket.id] = told
    return found
