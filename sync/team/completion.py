"""Tells the admin of engagements whose cycles are not completed: once when that begins, once when it is over."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime
from hashlib import sha256

from sync.account import BUSY, EngagementAccount
from sync.mailing.post import Draft, entry_for_team
from sync.notices import NOT_COMPLETED
from sync.remembered import OutboxEntry
from sync.render.page import Rendered
from sync.render.stationery import Stationery
from sync.render.team_troubles import render_resumed, render_stopped
from sync.stand import World
from sync.team.addressees import ADMIN, addresses_of
from sync.team.streaks import Streak, gone_on, is_news

Render = Callable[[Sequence[Streak], date, str, Stationery], Rendered]


def keep_completion(world: World, accounts: Sequence[EngagementAccount], now: datetime) -> tuple[OutboxEntry, ...]:
    """Remember what became of each engagement in a run, together with the mails that tell it; return those.

    Where another run is at work in an engagement, this one says nothing of it.
    """
    before = world.store.mail.team.streaks()
    looked_at = [one for one in accounts if all(trouble.kind != BUSY for trouble in one.troubles)]
    after = {one.name: _streak(one, before.get(one.name), now) for one in looked_at}
    begun = [one for one in after.values() if one is not None and is_news(one, now, world.interval_of(one.engagement))]
    over = [before[name] for name, one in after.items() if one is None and name in before and before[name].told]
    entries = (*mails_on(world, begun, render_stopped, now), *mails_on(world, over, render_resumed, now))
    told = {one.engagement: replace(one, told=True) for one in begun}
    changed = {name: told.get(name, one) for name, one in after.items() if one != before.get(name)}
    if changed:
        world.store.mail.team.keep_streaks(changed, entries)
    return entries


def _streak(account: EngagementAccount, before: Streak | None, now: datetime) -> Streak | None:
    if not account.failures:
        return None
    return gone_on(before, account.name, account.failures[0].message, now)


def mails_on(world: World, streaks: Sequence[Streak], render: Render, now: datetime) -> tuple[OutboxEntry, ...]:
    """Write one mail on all engagements to each address."""
    if not streaks:
        return ()
    letter = render(streaks, now.date(), "en", world.stationery)
    about = "\n".join(f"{one.engagement} {one.since.isoformat()}" for one in streaks)
    engagement = streaks[0].engagement if len(streaks) == 1 else ""
    entries = []
    for address in addresses_of([ADMIN], world.team):
        key = sha256(f"{NOT_COMPLETED}\n{render.__name__}\n{address}\n{about}".encode()).hexdigest()[:24]
        entries.append(entry_for_team(Draft(NOT_COMPLETED, "", key, letter), address, engagement, world.mail, now))
    return tuple(entry for entry in entries if entry is not None)
