"""Leaves for the board what a cycle found, at the end of each one."""

from collections.abc import Iterator
from dataclasses import replace

from sync.account import EngagementAccount
from sync.escalation.ladders import Stance
from sync.outlook import Outlook
from sync.pages.board_lines import Found, facts_found
from sync.plan import Subject
from sync.stand import Stand, World


def keep_for_board(world: World, ahead: Outlook, account: EngagementAccount) -> None:
    """Replace what the board shows of an engagement. Called when all else of the cycle is done."""
    stand, engagement = ahead.stand, ahead.stand.engagement
    found = Found(
        engagement=engagement,
        policy=stand.policy,
        subjects=tuple(_subjects(stand)),
        dates=ahead.dates.dates,
        stances=_stances(ahead, account),
        at=stand.intake.now,
        troubles=tuple(one.message for one in account.troubles),
        modes=stand.reach.modes,
        every=world.interval_of(engagement.name),
        sums=stand.sums,
        affected=stand.affected,
        tells=stand.tells,
    )
    before = world.store.board.before(engagement.name, stand.affected)
    world.store.board.keep(facts_found(found, before), stand.affected)


def _subjects(stand: Stand) -> Iterator[Subject]:
    """Yield the tickets that are still there, as the bot left them."""
    for one in stand.subjects:
        known = stand.known.get(one.ticket.id)
        if known is not None:
            yield replace(one, footprint=known.footprint)


def _stances(ahead: Outlook, account: EngagementAccount) -> tuple[Stance, ...]:
    """Return where tickets stand on ladders now; a refused plan took no step."""
    stances = tuple(one for group in ahead.ladders.stances.values() for one in group)
    if not account.excesses:
        return stances
    return tuple(replace(one, climb=replace(one.climb, rung=one.climb.before)) for one in stances)
