"""Works out what was promised for tickets and when they will be done; what stays the same is remembered."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from hashlib import sha256

from rules.policy import Policy
from rules.values import fold
from sync.dates.delays import Dates
from sync.dates.forecast import Course, Experience, Forecast, Forecaster, course_of
from sync.dates.promise import PROMISES, Promise, promise_of
from sync.dates.store import KeptDates
from sync.engagement import Engagement
from sync.hands import Known
from sync.history import with_history
from sync.judging import versions_with
from sync.remembered import Snapshot
from sync.scenes import Neighbourhood, children_of, judged_status
from sync.stand import Stand
from sync.store import Store

NearTo = Callable[[Known], Neighbourhood]
"""Returns a neighbourhood that holds all children of a ticket."""


@dataclass(frozen=True, slots=True)
class DatesRead:
    """The dates of an engagement's tickets, and what of them is to be remembered."""

    dates: Dates
    fresh: tuple[KeptDates, ...] = ()
    turns: tuple[datetime, ...] = ()  # from which on time alone changes them
    experience: Experience | None = None  # they were worked out from


def read_dates(store: Store, stand: Stand, now: datetime) -> DatesRead:
    """Read the dates of the tickets clients see, and of what is promised; nothing is kept here."""
    engagement = stand.engagement
    types = _types(engagement)
    promised = [stand.known[one.ticket.id] for one in stand.subjects if fold(one.ticket.type) in types]
    if not promised:
        return DatesRead(Dates())
    fresh = tuple(_fresh(store, stand, promised))
    promises = _promises(store, engagement, promised, fresh)
    experience = _experience(store, engagement, fresh)
    forecaster = Forecaster(stand.policy.setting, experience, now)
    forecasts = dict(forecasts_of(promised, promises, stand.policy, stand.near_to, forecaster))
    return DatesRead(Dates(promises, forecasts), fresh, forecaster.turns, experience)


def _fresh(store: Store, stand: Stand, promised: Sequence[Known]) -> Iterator[KeptDates]:
    """Yield the dates of tickets that changed since they were last worked out."""
    kept = store.dates.fingerprints(stand.engagement.name)
    of_all = f"{stand.policy.digest} {stand.engagement.baseline_field}"
    for one in promised:
        made_from = sha256(f"{one.snapshot.digest} {of_all}".encode()).hexdigest()[:16]
        if kept.get(one.snapshot.ticket.id) != made_from:
            yield _worked_out(stand, one.snapshot, versions_with(store, one.snapshot), made_from)


def _worked_out(stand: Stand, snapshot: Snapshot, versions: Sequence[Snapshot], made_from: str) -> KeptDates:
    setting, field = stand.policy.setting, stand.engagement.baseline_field
    ticket = with_history(snapshot, versions, ()).ticket
    promise = promise_of(versions, setting, stand.policy.packs, field)
    return KeptDates(ticket.id, made_from, promise, course_of(ticket, setting))


def _promises(
    store: Store, engagement: Engagement, promised: Sequence[Known], fresh: Sequence[KeptDates]
) -> Mapping[str, Promise]:
    """Return the promises of tickets that are known now, those worked out in this very cycle among them."""
    newest = {one.ticket_id: one.promise for one in fresh}
    both = {**store.dates.promises(engagement.name), **newest}
    ids = {one.snapshot.ticket.id for one in promised}
    return {ticket_id: promise for ticket_id, promise in both.items() if promise is not None and ticket_id in ids}


def _experience(store: Store, engagement: Engagement, fresh: Sequence[KeptDates]) -> Experience:
    """Return how done tickets went. One that is done since the last cycle counts from the next one on: it is one of
    many."""
    kept = experience_of(store, engagement)
    return kept if kept.here else replace(kept, here=tuple(_courses(fresh)))


def experience_of(store: Store, engagement: Engagement) -> Experience:
    """Return how done tickets went, here and in other work of its type, as it was kept."""
    return store.dates.experience(engagement.name, fold(engagement.work_type or ""), sorted(_types(engagement)))


def _types(engagement: Engagement) -> frozenset[str]:
    return PROMISES.union(map(fold, engagement.client_visible.types))


def _courses(fresh: Sequence[KeptDates]) -> Iterator[Course]:
    return (one.course for one in fresh if one.course is not None)


def _dues_of_children(one: Known, near_to: NearTo) -> Iterator[date]:
    """Yield when open children are due; nothing is looked up before the first is asked for."""
    ticket = one.snapshot.ticket
    yield from (child.due for child in children_of(ticket, near_to(one)) if child.due is not None and not child.done)


def forecasts_of(
    promised: Iterable[Known],
    promises: Mapping[str, Promise],
    policy: Policy,
    near_to: NearTo,
    forecaster: Forecaster,
) -> Iterator[tuple[str, Forecast]]:
    """Yield when tickets will be done, by their ids; one that is held is on its way from where it was held."""
    for one in promised:
        ticket, promise = one.snapshot.ticket, promises.get(one.snapshot.ticket.id)
        standing = replace(ticket, status=judged_status(ticket, one.footprint, policy))
        found = forecaster.of(standing, promise.agreed if promise else ticket.due, _dues_of_children(one, near_to))
        if found is not None:
            yield ticket.id, found
