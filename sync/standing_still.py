"""Lets an engagement stand still: where a whole look had nothing to do, the next one is spared until something changes.

A look comes to something else only by what a tracker tells, by what people asked for or changed here, by the
configuration, or by time. Of the last one each part says from which moment on it may come to something else.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256

from sync.account import EngagementAccount
from sync.dates.reading import experience_of
from sync.escalation.ladders import Stance
from sync.judging import scene_of
from sync.outlook import Outlook
from sync.refused import TRIED_AGAIN
from sync.stand import Reading, Stand, World
from sync.standstill import Standstill
from sync.team.news import next_overtimes
from sync.trying.rule_pages import addresses
from sync.waivers.heard import SHOWN_FOR

A_WEEK = timedelta(days=7)


def stands_still(world: World, reading: Reading) -> Standstill | None:
    """Return what the last whole look came to where another one would come to the same; else forget it."""
    store, name = world.store.standstills, reading.engagement.name
    kept = store.kept(name)
    if kept is None:
        return None
    if not reading.is_news and reading.intake.now < kept.until and kept.stamp == stamp_of(world, reading):
        return kept
    reading.hands.still_mine()
    store.keep(name, None)
    return None


def account_of(reading: Reading, still: Standstill) -> EngagementAccount:
    """Return the account of a cycle that was spared a look."""
    engagement = reading.engagement
    return EngagementAccount(
        name=engagement.name,
        source=engagement.source,
        seen=still.tally.seen,
        refusals=still.refusals,
        troubles=still.troubles,
        pages=addresses(reading.policy, engagement.rule_pages),
        still=still.tally,
    )


def keep_still(world: World, reading: Reading, outlook: Outlook, account: EngagementAccount) -> None:
    """Remember that an engagement stands still, if a look that is over had nothing to do but judge. Called last of
    all."""
    if not _had_nothing_to_do(reading, outlook, account) or knows_more(world, outlook):
        return
    until = min(one for one in turns_of(world, outlook) if one >= reading.intake.now)
    still = Standstill(stamp_of(world, reading), until, account.tally(), account.troubles, account.refusals)
    world.store.standstills.keep(account.name, still)


def _had_nothing_to_do(reading: Reading, outlook: Outlook, account: EngagementAccount) -> bool:
    """Tell whether a look left nothing behind that makes the next one come to something else. What was read and judged
    does not: the same is read and judged again."""
    hearing, news, ladders = outlook.stand.hearing, outlook.news, outlook.ladders
    begun = reading.before is None or reading.settled or reading.intake.unreadable or reading.census.trouble
    noticed = hearing.news.is_news or hearing.recheck or outlook.stand.reach.seen
    done = account.actions or account.notices or account.excesses or account.departed or account.failures
    told = news.drafts or news.silent or news.outdated or ladders.noticed or ladders.withdrawn
    return not (begun or noticed or done or told or any(plan.footprint is not None for plan in outlook.plans))


def knows_more(world: World, outlook: Outlook) -> bool:
    """Tell whether tickets that were done lately count from the next look on."""
    fresh, used = outlook.dates.fresh, outlook.dates.experience
    return bool(fresh) and used != experience_of(world.store, outlook.stand.engagement)


def stamp_of(world: World, reading: Reading) -> str:
    """Fingerprint of all a look hangs on but tickets and time."""
    engagement, policy = reading.engagement, reading.policy
    mail = world.mail and replace(world.mail, windows={}, key=None)  # neither decides what there is to tell
    told = (
        engagement,
        policy.digest,
        policy.setting.bot,
        [world.packs[name].digest for name in engagement.packs],
        world.configuration,
        world.waivers,
        mail,
        sorted(world.team.items()),
        experience_of(world.store, engagement),
        world.store.standstills.outside(engagement.name),
    )
    return sha256(repr(told).encode()).hexdigest()[:24]


def turns_of(world: World, outlook: Outlook) -> Iterator[datetime]:
    """Yield the moments from which on time alone may make another look come to something else."""
    stand, now = outlook.stand, outlook.stand.intake.now
    yield stand.policy.setting.calendar.midnight_after(now)
    due = world.store.tickets.next_due(stand.engagement.name, now)
    if due is not None:
        yield due
    if stand.rest is not None:
        yield stand.rest.until
        if not stand.tells and stand.rest.told_until is not None:
            yield stand.rest.told_until
    yield from outlook.dates.turns
    yield from (one.at + SHOWN_FOR for one in stand.hearing.answers.values())
    granted = (one for of_ticket in stand.hearing.granted.values() for one in of_ticket)
    yield from (one.ended + SHOWN_FOR for one in granted if one.ended is not None)
    yield from (one.at + TRIED_AGAIN for one in world.store.refused(stand.engagement.name))
    for stances in outlook.ladders.stances.values():
        for stance in stances:
            yield from _turns_of_a_climb(world, stand, stance)
    yield from next_overtimes(world, stand)
    yield from _next_weekly_turn(stand, now)


def _turns_of_a_climb(world: World, stand: Stand, stance: Stance) -> Iterator[datetime]:
    climb = stance.climb
    if climb.until is not None:
        yield climb.until
    elif climb.needs_ahead:
        scene = scene_of(world.store, stand.policy, stand.known[stance.ticket.id], stand.near, stand.intake.now)
        moments = (turn(scene) for need in climb.needs_ahead for turn in need.turns)
        yield from (moment for moment in moments if moment is not None)


def _next_weekly_turn(stand: Stand, now: datetime) -> Iterator[datetime]:
    """Yield when the weekly update goes next, on the clock of the client's zone."""
    weekly = stand.engagement.weekly
    if weekly is not None:
        here = now.astimezone(stand.engagement.client.zone)
        ahead = timedelta(days=(weekly.day - here.weekday()) % 7)
        turn = datetime.combine(here.date() + ahead, weekly.at, here.tzinfo)
        yield turn if turn > here else turn + A_WEEK
