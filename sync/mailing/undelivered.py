"""Tells the project manager of notices that contacts did not get, or may not have got; once for each."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import groupby

from sync.engagement import Engagement
from sync.mailing.deliveries import Delivery
from sync.mailing.post import Draft, entry_for_team
from sync.notices import FOR_THE_TEAM, UNDELIVERED, key_of
from sync.reading import calendar_of
from sync.remembered import OutboxEntry, Reached
from sync.render.team_troubles import Undelivered, render_undelivered
from sync.stand import World
from sync.team.addressees import PROJECT_MANAGER, addresses_of


def tell_undelivered(world: World, engagements: Sequence[Engagement], now: datetime) -> tuple[OutboxEntry, ...]:
    """Write a mail on each engagement with news of this kind into the outbox; return those."""
    found = tuple(_undelivered(world))
    told = (
        _told(world, one, [each for each in found if each.entry.engagement == one.name], now) for one in engagements
    )
    return tuple(entry for entry in told if entry is not None)


def _told(world: World, engagement: Engagement, found: Sequence[Undelivered], now: datetime) -> OutboxEntry | None:
    known = world.store.reached(engagement.name) if found else frozenset()
    news = [one for one in found if not known.issuperset(_marks(one))]
    marks = tuple(mark for one in news for mark in _marks(one))
    address = next(iter(addresses_of([PROJECT_MANAGER], world.team)), None)
    if not news or address is None:
        return None
    day = calendar_of(engagement.client).day(now)
    letter = render_undelivered(engagement.name, news, day, stationery=world.stationery)
    draft = Draft(UNDELIVERED, "", key_of(engagement, UNDELIVERED, marks), letter)
    entry = entry_for_team(draft, address, engagement.name, world.mail, now)
    if entry is None or not world.store.queue(entry, engagement.name, marks):
        return None
    return entry


def _undelivered(world: World) -> Iterator[Undelivered]:
    """Yield notices to clients with the deliveries that ended badly. A contact that has no more mail is passed over:
    of that the project manager heard already."""
    mail = world.store.mail
    for notice, group in groupby(mail.undelivered(), key=lambda one: one.notice):
        entry, ended = mail.entry(notice), tuple(group)
        if entry is None or entry.kind in FOR_THE_TEAM or entry.state == "withdrawn":
            continue
        unwanted = mail.unwanted(entry.engagement, entry.receives)
        found = tuple(one for one in ended if one.address.casefold() not in unwanted)
        if found:
            yield Undelivered(entry, found)


def _marks(one: Undelivered) -> list[Reached]:
    return [_mark(one.entry, delivery) for delivery in one.deliveries]


def _mark(entry: OutboxEntry, delivery: Delivery) -> Reached:
    """Name how a delivery ended; one that a person released since then is news again."""
    released = entry.released.isoformat() if entry.released else ""
    return Reached(entry.id, f"{delivery.address.casefold()}/{delivery.state.value}/{released}", UNDELIVERED)
