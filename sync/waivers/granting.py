"""Waivers from the command line: lists those in force, grants one and takes one back, by the same rules as a comment."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from rules.model import Person
from rules.policy import Policy
from rules.values import fold, is_address
from rules.waive import waivers_on
from sync.commands import Command
from sync.comment import text_of
from sync.engagement import Engagement
from sync.hands import Known
from sync.ports import PortError
from sync.reading import policy_of
from sync.remembered import Footprint
from sync.stand import World
from sync.waivers.heard import BY_COMMAND_LINE, Granted, Heard
from sync.waivers.hearing import Ears, as_first_loaded, entry_of, note_of
from sync.waivers.waiving import Bench, Request, decide

IN_A_COMMENT, IN_THE_FILE = "comment", "waivers.yaml"


@dataclass(unsafe_hash=True)
class NotGranted(PortError):
    """What was asked for is not done; `why` says so in whole sentences, with what would work."""

    why: str

    def __str__(self) -> str:
        return self.why


@dataclass(frozen=True, slots=True)
class InForce:
    """One waiver in force; `origin` is where it stands, `since` when it was given or first loaded, where known."""

    engagement: str
    ticket: str
    rule: str
    until: date
    because: str
    by: str
    origin: str
    since: datetime | None


def in_force(world: World, engagements: Sequence[Engagement], last_day: int | None = None) -> tuple[InForce, ...]:
    """Return the waivers in force as the last cycle left them, the first to end first; with `last_day` only those that
    end within so many days."""
    found = (one for engagement in engagements for one in _in_force(world, engagement, last_day))
    return tuple(sorted(found, key=lambda one: (one.until, one.engagement, one.ticket, one.rule)))


def _in_force(world: World, engagement: Engagement, last_day: int | None) -> Iterator[InForce]:
    policy = policy_of(engagement, world.packs)
    today = policy.setting.calendar.day(world.clock.now())
    last = date.max if last_day is None else date.fromordinal(today.toordinal() + last_day)
    for one in (*_granted(world, engagement), *_filed(world, engagement, policy)):
        if today <= one.until <= last:
            yield one


def _granted(world: World, engagement: Engagement) -> Iterator[InForce]:
    for one in world.store.listened(engagement.name).granted:
        if one.ended is None:
            yield _shown(one, engagement.name)


def _shown(one: Granted, engagement: str) -> InForce:
    origin = BY_COMMAND_LINE if one.origin.startswith(BY_COMMAND_LINE) else IN_A_COMMENT
    return InForce(engagement, one.ticket, one.rule, one.until, one.because, one.by_name, origin, one.at)


def _filed(world: World, engagement: Engagement, policy: Policy) -> Iterator[InForce]:
    known = world.store.listened(engagement.name).filed
    for one in as_first_loaded(world.waivers, known, policy):
        rule, loaded = policy.rule(one.rule), known.get(entry_of(one))
        if loaded is not None and rule is not None and rule.digest == one.rule_digest:
            name = engagement.name
            yield InForce(name, one.ticket, rule.name, one.until, one.because, one.by, IN_THE_FILE, loaded.at)


def ask(
    world: World, engagements: Sequence[Engagement], command: Command, ticket: str, by: str
) -> tuple[tuple[InForce, ...], str]:
    """Decide a command as if `by` (an address or account id) had written it on a ticket, and keep what comes of it; it
    counts from the next cycle on. Return the waivers it gave or ended, and what is to be told; raises NotGranted."""
    engagement, known, former = _found(world, engagements, ticket)
    now = world.clock.now()
    policy = policy_of(engagement, world.packs)
    ears = Ears(world.store, world.trackers.get(engagement.source), engagement, policy, world.waivers, now)
    who = Person(email=by) if is_address(by) else Person(id=by)
    one = known.snapshot.ticket
    mine = tuple(
        each
        for each in world.store.listened(engagement.name).granted
        if each.ticket_id == one.id and each.ended is None
    )
    filed = frozenset(fold(waiver.rule) for waiver in waivers_on(one, world.waivers, former))
    request = Request(command, one, ears.stages(known), who, now, f"{BY_COMMAND_LINE} {now.isoformat()}")
    decision = decide(request, Bench(policy, ears.members, now, mine, filed))
    note = note_of(ears, one, by, {**decision.facts, "origin": BY_COMMAND_LINE})
    world.store.keep_heard(engagement.name, Heard(waivers=decision.waivers, events=(note,)))
    told = " ".join(text_of(paragraph.runs) for paragraph in decision.told)
    if not decision.waivers:
        raise NotGranted(told)
    return tuple(_shown(each, engagement.name) for each in decision.waivers), told


def _found(world: World, engagements: Sequence[Engagement], named: str) -> tuple[Engagement, Known, tuple[str, ...]]:
    """Find a ticket by its key, a key it had before, or its id, in the first engagement that has seen it."""
    for engagement in engagements:
        former = world.store.former_keys(engagement.name)
        for snapshot in world.store.snapshots(engagement.name):
            ticket = snapshot.ticket
            if fold(named) in {fold(name) for name in (ticket.key, ticket.id, *former.get(ticket.id, ()))}:
                footprints = world.store.footprints(engagement.name)
                known = Known(snapshot, footprints.get(ticket.id, Footprint(ticket.id)))
                return engagement, known, tuple(former.get(ticket.id, ()))
    raise NotGranted(f"No engagement has seen a ticket {named}. Run sync first, or correct the key.")
