"""Keeps what a client's status page tells of an engagement, at the end of each look at it."""

from dataclasses import replace
from datetime import datetime

from sync.clients.scope_letters import changes_to_decide
from sync.dates.delays import Dates
from sync.pages.status_page import Seen, status_of
from sync.scenes import entered_at
from sync.stand import Stand, World
from sync.store import Store


def keep_status(world: World, stand: Stand, dates: Dates, now: datetime) -> None:
    """Replace what is told of an engagement. It stands whatever becomes of the plan: it is what was seen."""
    store, every = world.store, world.interval_of(stand.engagement.name)
    if not stand.tells:
        store.standstills.go_on(stand.engagement.name, now)
        return
    seen = Seen(stand.subjects, dates, _entered(store, stand))
    store.client_status.keep(replace(status_of(seen, stand.engagement, stand.policy, now), every=every))


def _entered(store: Store, stand: Stand) -> dict[str, datetime]:
    """Tell since when each change waits for the client."""
    tickets = [one.ticket for one in changes_to_decide(stand.subjects, stand.engagement)]
    found = {one.id: entered_at(one, store.versions(stand.engagement.name, one.id)) for one in tickets}
    return {ticket_id: at for ticket_id, at in found.items() if at is not None}
