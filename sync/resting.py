"""Lets most tickets of an engagement rest: where few changed, the next look is at those that may come to something else."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from hashlib import sha256

from rules.values import fold
from sync.account import EngagementAccount
from sync.neighbours.suggesting import SUPPORT
from sync.outlook import Outlook
from sync.rest import Rest
from sync.stand import Reading, World
from sync.standing_still import knows_more, stamp_of, turns_of
from sync.team.news import next_overtimes
from sync.waivers.heard import SHOWN_FOR


def take_rest(world: World, reading: Reading) -> Rest | None:
    """Return what `rest_left` does; from here on nothing is known to rest until `keep_rest`."""
    rest = rest_left(world, reading)
    reading.hands.still_mine()
    world.store.rests.forget(reading.engagement.name)
    return rest


def rest_left(world: World, reading: Reading) -> Rest | None:
    """Return what the last look left, where it still holds."""
    rest, now = world.store.rests.kept(reading.engagement.name), reading.intake.now
    if rest is None or now >= rest.until or rest.stamp != _stamp(world, reading) or not _is_small_news(reading):
        return None
    is_told = rest.told_until is not None and now < rest.told_until and rest.told_stamp == stamp_of(world, reading)
    return rest if is_told else replace(rest, told_until=None)


def keep_rest(world: World, reading: Reading, outlook: Outlook, account: EngagementAccount) -> None:
    """Remember what tickets came to, at the end of a look."""
    stand, name = outlook.stand, account.name
    if asks_about_all(reading) or account.departed or account.failures:
        return
    until = min(one for one in _turns(world, outlook) if one > reading.intake.now)
    plans = zip(stand.subjects, outlook.plans, strict=True)
    restless = tuple(one.ticket.id for one, plan in plans if plan.actions or plan.footprint or plan.refusals)
    rest = Rest(_stamp(world, reading), until, stand.seen, stand.sums, restless, stand.met)
    if _is_all_told(world, outlook, account):
        told_until = min(one for one in turns_of(world, outlook) if one > reading.intake.now)
        rest = replace(rest, told_stamp=stamp_of(world, reading), told_until=told_until, refusals=outlook.news.refusals)
    world.store.rests.keep(name, rest, stand.shares, stand.affected)


def _is_all_told(world: World, outlook: Outlook, account: EngagementAccount) -> bool:
    """Tell whether the next cycle has nothing else to tell of tickets that do not change. What the home tells is of all."""
    news = outlook.news
    is_news = news.drafts or news.silent or news.outdated or outlook.drafts or account.excesses or account.notices
    return not is_news and outlook.stand.engagement.home is None and not knows_more(world, outlook)


def _is_small_news(reading: Reading) -> bool:
    """Tell whether all that was read are tickets as they are now."""
    found, before, intake = reading.census, reading.before, reading.intake
    if before is None or before.needs != reading.cursor.needs or before.read_at is None:
        return False
    is_large = intake.is_parted or intake.unreadable or reading.settled or found.departed or found.trouble
    return before.read_at <= intake.now and not is_large


def asks_about_all(reading: Reading) -> bool:
    """Tell whether something is asked of all tickets together that is not summed up: rules of the home ticket, answers
    to surveys on tickets, who solved the like before, and the effort on a bill."""
    engagement, policy = reading.engagement, reading.policy
    at_home = engagement.home is not None and (
        any(rule.at_home for rule in policy.rules) or bool(engagement.survey.fields.names)
    )
    return at_home or fold(engagement.work_type or "") == SUPPORT or engagement.billing is not None


def _stamp(world: World, reading: Reading) -> str:
    """Fingerprint of all that what a ticket comes to hangs on, but itself, its neighbours and time."""
    engagement, policy = reading.engagement, reading.policy
    told = (
        engagement,
        policy.digest,
        policy.setting.bot,
        [world.packs[name].digest for name in engagement.packs],
        world.configuration,
        world.waivers,
        sorted(world.team.items()),
        sorted(world.store.rules_seen(engagement.name).items()),
        world.store.rests.tickets_kept(engagement.name),
    )
    return sha256(repr(told).encode()).hexdigest()[:24]


def _turns(world: World, outlook: Outlook) -> Iterator[datetime]:
    """Yield the moments from which on time alone may make of tickets at rest something else, but for their verdicts."""
    stand, now = outlook.stand, outlook.stand.intake.now
    yield stand.policy.setting.calendar.midnight_after(now)
    if stand.rest is not None:
        yield stand.rest.until
    yield from (one.at + SHOWN_FOR for one in stand.hearing.answers.values())
    yield from next_overtimes(world, stand)
