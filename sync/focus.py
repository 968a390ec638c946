"""Finds the tickets that may come to something else than at the last look, and those around them, without reading the
others."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from rules.model import Neighbour, Ticket
from rules.values import fold
from sync.clients.scope_letters import TYPE as CHANGE
from sync.clients.view import visible_types
from sync.dates.promise import PROMISES
from sync.engagement import Engagement
from sync.escalation.ladders import UNSENT
from sync.hands import Known
from sync.pages.request import DECISION
from sync.polling import Intake
from sync.reading import neighbours_asked
from sync.rest import Rest
from sync.scenes import Neighbourhood, neighbourhood
from sync.stand import Reading, World
from sync.store import Store

ALWAYS = PROMISES | {"risk", fold(CHANGE)}
CHILDREN = frozenset({"children"})
FormerKeys = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Focus:
    """The ids of the tickets that may come to something else, of those that are told of in every cycle whatever they come
    to, or None where that is the same anyway, and of those among the first that are new, in the order they came."""

    affected: frozenset[str]
    told_of: frozenset[str] | None
    new: tuple[str, ...]

    @property
    def ids(self) -> tuple[str, ...]:
        """All of them, in the order of the store, then the new ones."""
        return (*sorted((self.affected | (self.told_of or frozenset())).difference(self.new)), *self.new)


def focus_of(world: World, reading: Reading, rest: Rest, former: FormerKeys) -> Focus:
    """Return the tickets that changed, that look at one that did, whose moment has come, that something waits to be done
    on, and all that is told of one by one in every cycle."""
    store, intake, name = world.store, reading.intake, reading.engagement.name
    tickets, changed = store.tickets, intake.fresh
    stored = {one.ticket.id: one.ticket for one in tickets.newest(name, sorted(changed))}
    names = {each for one in changed for each in _names(intake.known[one].snapshot.ticket, former)}
    names |= {one.key for one in stored.values()}
    ids = {*changed, *rest.restless, *tickets.due(name, intake.now)}
    ids.update(_concerned(world, reading))
    types, asked = types_told_of(reading.engagement), neighbours_asked(reading.policy)
    above = tickets.named(name, set(_parents(intake, stored, asked)))
    intake.known.fetch({*ids, *above})
    if asked:
        ids |= {*tickets.looking_at(name, names)}
    ids |= {one for one in above if asked >= CHILDREN or fold(intake.known[one].snapshot.ticket.type) in types}
    new = tuple(one for one in changed if one not in stored)
    seen = (one.snapshot.ticket for each in ids if (one := intake.known.get(each)) is not None)
    if rest.told_until is not None and types.isdisjoint(fold(one.type) for one in (*stored.values(), *seen)):
        return Focus(frozenset(ids), None, new)
    return Focus(frozenset(ids), frozenset(tickets.of_types(name, types)), new)


def types_told_of(engagement: Engagement) -> frozenset[str]:
    """Return the types of tickets, folded, that are told of in every cycle."""
    return ALWAYS | visible_types(engagement)


def _concerned(world: World, reading: Reading) -> Iterator[str]:
    """Yield the tickets with a waiver, on a ladder, with a decision or with news that are not sent; some may be gone."""
    store, engagement = world.store, reading.engagement
    named = {one.ticket for one in world.waivers} | {engagement.home or ""} - {""}
    yield from store.tickets.named(engagement.name, named)
    yield from (one.ticket_id for one in store.listened(engagement.name).granted)
    yield from (ticket_id for ticket_id, _ in store.rungs(engagement.name))
    yield from (one.wish.subject for one in store.requests.asked(DECISION, engagement.name))
    yield from (one.ticket_id for one in store.reached(engagement.name) if one.ticket_id and one.state in UNSENT)


def near_of(
    store: Store,
    intake: Intake,
    known: Mapping[str, Known],
    new: Collection[str],
    former: Mapping[str, tuple[str, ...]],
    asked: frozenset[str] = CHILDREN,
) -> Neighbourhood:
    """Return some tickets with their neighbours, as far as those are asked for; `new` ones stand behind all others."""
    tickets, name = store.tickets, intake.engagement
    shown = [one.snapshot.ticket for one in known.values()]
    linked = {near.key for ticket in shown for near in _looked_at(ticket, asked)}
    names = {each for ticket in shown for each in _names(ticket, former)} if asked >= CHILDREN else set()
    around = {*known, *tickets.named(name, linked), *tickets.below(name, names)}
    # The store knows nothing yet of what was read in this very cycle.
    around.update(one for one in intake.fresh if intake.known[one].snapshot.ticket.parent in names)
    intake.known.fetch(around)
    order = (*sorted(around.difference(new)), *(one for one in new if one in around))
    return replace(neighbourhood((intake.known[one].snapshot for one in order), former), asked=asked)


def _looked_at(ticket: Ticket, asked: frozenset[str]) -> Iterator[Neighbour]:
    if "link" in asked:
        yield from ticket.links
    if asked >= CHILDREN:
        yield from ticket.children


def _parents(intake: Intake, stored: Mapping[str, Ticket], asked: frozenset[str]) -> Iterator[str]:
    """Yield the parents of tickets that changed, before and after; where no rule looks at children, of those whose due
    date a forecast sees otherwise."""
    for one in intake.fresh:
        ticket, before = intake.known[one].snapshot.ticket, stored.get(one)
        if asked >= CHILDREN or before is None or _seen_above(before) != _seen_above(ticket):
            yield from (each.parent for each in (ticket, before) if each is not None and each.parent)


def _seen_above(ticket: Ticket) -> tuple[object, ...]:
    return ticket.due, ticket.done, ticket.parent


def _names(ticket: Ticket, former: FormerKeys) -> tuple[str, ...]:
    return (ticket.key, ticket.id, *former.get(ticket.id, ()))
