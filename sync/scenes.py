"""Builds the scenes rules judge from what is remembered of an engagement's tickets."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from types import MappingProxyType

from rules.model import Neighbour, Ticket, Waiver
from rules.policy import Policy
from rules.scene import Scene
from rules.subjects import neighbour_of
from rules.values import fold, is_empty
from sync.actions import Verb
from sync.remembered import FLAGGED, Footprint, Snapshot


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """All tickets of an engagement by key, former key and id, and who is whose child; former keys by id. Which
    of them verdicts are `asked` from: `link`, `children`, both or none."""

    tickets: Mapping[str, Ticket] = field(default_factory=dict)
    digests: Mapping[str, str] = field(default_factory=dict)
    children: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    former_keys: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    asked: frozenset[str] = frozenset({"link", "children"})

    def others(self, ticket: Ticket) -> tuple[Neighbour, ...]:
        """Return every other ticket of the engagement, once."""
        return tuple(
            neighbour_of(one) for one in {one.id: one for one in self.tickets.values()}.values() if one.id != ticket.id
        )


def neighbourhood(
    snapshots: Iterable[Snapshot], former_keys: Mapping[str, tuple[str, ...]] = MappingProxyType({})
) -> Neighbourhood:
    """Index the newest snapshots of an engagement; others may name a ticket by the key it had when they were read."""
    tickets: dict[str, Ticket] = {}
    digests: dict[str, str] = {}
    children: defaultdict[str, list[str]] = defaultdict(list)
    for snapshot in snapshots:
        ticket = snapshot.ticket
        for name in (ticket.key, ticket.id, *former_keys.get(ticket.id, ())):
            tickets[name], digests[name] = ticket, snapshot.digest
        if ticket.parent:
            children[ticket.parent].append(ticket.key)
    for parent in former_keys.keys() & tickets.keys():
        for key in former_keys[parent]:
            children[parent] += children.pop(key, ())
    return Neighbourhood(
        tickets, digests, {parent: tuple(keys) for parent, keys in children.items() if keys}, former_keys
    )


def scene_for(
    snapshot: Snapshot,
    footprint: Footprint,
    policy: Policy,
    near: Neighbourhood,
    now: datetime,
    entered_at: datetime | None,
) -> Scene:
    """Return the scene of one ticket; while held it stands where it was held (RULINGS G2)."""
    ticket = snapshot.ticket
    return Scene(
        ticket=ticket,
        now=now,
        today=policy.setting.calendar.day(now),
        setting=policy.setting,
        stages=policy.setting.stages_of(judged_status(ticket, footprint, policy)),
        entered_at=entered_at,
        first_seen=snapshot.first_seen,
        neighbours=near.tickets,
        children=children_of(ticket, near),
        engagement=near.others(ticket) if is_home(ticket, policy) else None,
    )


def is_home(ticket: Ticket, policy: Policy) -> bool:
    """Tell whether this ticket carries what concerns the whole engagement."""
    home = policy.setting.home
    return home is not None and fold(home) in {fold(ticket.key), fold(ticket.id)}


def is_held(ticket: Ticket, footprint: Footprint) -> bool:
    """Tell whether the ticket stands where the bot put it to hold it; a flag that cannot be seen still counts."""
    if footprint.held_in is None:
        return False
    if footprint.held_by is Verb.SET_FLAG:
        return not is_empty(ticket.fields.get(FLAGGED, FLAGGED))
    return fold(ticket.status) == fold(footprint.held_in)


def judged_status(ticket: Ticket, footprint: Footprint, policy: Policy) -> str:
    """Return the status a ticket answers for: its own, or the one it had before the bot held it, also on its way."""
    if footprint.held_by is Verb.HOLD and is_held(ticket, footprint) and footprint.held_from is not None:
        return footprint.held_from
    if not policy.setting.is_hold(ticket.status):
        return ticket.status
    before = [move.from_status for move in ticket.moves if fold(move.to_status) == fold(ticket.status)]
    return before[-1] or ticket.status if before else ticket.status


def children_of(ticket: Ticket, near: Neighbourhood) -> tuple[Neighbour, ...]:
    """Return direct children: those the tracker lists and those that name this ticket as parent."""
    listed = {child.key: child for child in ticket.children}
    naming = (*near.children.get(ticket.key, ()), *near.children.get(ticket.id, ()))
    return tuple({**listed, **{key: neighbour_of(near.tickets[key]) for key in naming}}.values())


def _keys_of_children(ticket: Ticket, near: Neighbourhood) -> Iterable[str]:
    """Return the keys of the children `children_of` tells of."""
    naming = (*near.children.get(ticket.key, ()), *near.children.get(ticket.id, ()))
    return dict.fromkeys((*(child.key for child in ticket.children), *naming))


def entered_at(ticket: Ticket, versions: Sequence[Snapshot]) -> datetime | None:
    """Return when the ticket entered its present status: by the tracker's word, else between which looks."""
    if ticket.moves:
        return ticket.moves[-1].at
    since: datetime | None = None
    for version in reversed(versions):
        if fold(version.ticket.status) != fold(ticket.status):
            break
        since = version.seen_at
    return since


def inputs_digest(
    snapshot: Snapshot, footprint: Footprint, policy: Policy, near: Neighbourhood, waivers: Sequence[Waiver]
) -> str:
    """Fingerprint of everything a verdict is judged from, but the moment."""
    ticket = snapshot.ticket
    around = [one.key for one in ticket.links] if "link" in near.asked else []
    around += _keys_of_children(ticket, near) if "children" in near.asked else []
    told = [policy.digest, snapshot.digest, judged_status(ticket, footprint, policy), repr(tuple(waivers))]
    around += sorted(near.digests) if is_home(ticket, policy) and any(rule.at_home for rule in policy.rules) else []
    told += [f"{key}={near.digests.get(key, '')}" for key in sorted(around)]
    return sha256("\n".join(told).encode()).hexdigest()[:24]
