"""Where an engagement stands in the middle of a cycle: what was read, what is known, what it was judged to be."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from rules.facts import digest_of as ticket_digest
from rules.judge import judge
from rules.model import Ticket, Waiver
from rules.pack import Pack
from rules.policy import Policy, with_bot
from rules.scene import Scene
from rules.waive import waivers_on
from sync.actions import Action
from sync.apply import Hands, Known, settle_open_intents
from sync.engagement import Engagement, MailPolicy
from sync.history import with_history
from sync.plan import Subject
from sync.ports import Clock, Mailbox, Needs, Store, Tracker
from sync.reading import needs_digest, needs_of, policy_of
from sync.remembered import Cursor, Footprint, Judged, Snapshot
from sync.scenes import Neighbourhood, entered_at, inputs_digest, neighbourhood, scene_for

BEFORE_ALL_TICKETS = datetime(2000, 1, 1, tzinfo=UTC)  # connectors look some minutes further back than they are told


@dataclass(frozen=True, slots=True)
class World:
    """Everything a cycle reaches: ports, packs by name, waivers, who mails clients, and how often to cycle."""

    store: Store
    clock: Clock
    trackers: Mapping[str, Tracker]
    packs: Mapping[str, Pack]
    waivers: tuple[Waiver, ...] = ()
    mail: MailPolicy | None = None
    mailbox: Mailbox | None = None
    every: timedelta = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Read:
    """What one reading brought: ids of the tickets read, how many had changed, the newest change time."""

    ids: frozenset[str]
    changed: int
    newest: datetime


@dataclass(frozen=True, slots=True)
class Stand:
    """One engagement in the middle of a cycle: what is known of it, and every judged ticket in order of its key."""

    engagement: Engagement
    policy: Policy
    hands: Hands
    known: dict[str, Known]
    subjects: tuple[Subject, ...]
    cursor: Cursor
    is_first: bool
    read: Read
    newly_judged: tuple[Judged, ...]
    settled: tuple[Action, ...]


def look(world: World, engagement: Engagement, run: str, *, writes: bool) -> Stand:
    """Read what changed and judge what needs judging. With `writes`, begun writes are settled first."""
    tracker = world.trackers[engagement.source]
    policy = with_bot(policy_of(engagement, world.packs), tracker.identity())
    needs = needs_of(policy, engagement)
    known = _known(world.store, engagement.name)
    hands = Hands(tracker, world.store, world.clock, run, needs)
    settled = settle_open_intents(hands, engagement.name, known) if writes else ()
    now = world.clock.now()
    cursor = world.store.cursor(engagement.name)
    asked = needs_digest(needs)
    since = cursor.since if cursor is not None and cursor.needs == asked else None
    read = _read(tracker, engagement, needs, since, known, now)
    before = world.store.verdicts(engagement.name)
    fresh = _judge(world, policy, known, before, now)
    moved_on = Cursor(read.newest, asked, cursor.first_cycle if cursor else now)
    judged = {**before, **{one.verdict.ticket: one for one in fresh}}
    subjects = _subjects(known, judged)
    return Stand(engagement, policy, hands, known, subjects, moved_on, cursor is None, read, fresh, settled)


def _subjects(known: Mapping[str, Known], judged: Mapping[str, Judged]) -> tuple[Subject, ...]:
    order = sorted(known.values(), key=lambda one: (len(one.snapshot.ticket.key), one.snapshot.ticket.key))
    return tuple(Subject(one.snapshot.ticket, judged[one.snapshot.ticket.id].verdict, one.footprint) for one in order)


def _known(store: Store, engagement: str) -> dict[str, Known]:
    footprints = store.footprints(engagement)
    return {
        snapshot.ticket.id: Known(snapshot, footprints.get(snapshot.ticket.id, Footprint(snapshot.ticket.id)))
        for snapshot in store.snapshots(engagement)
    }


def _read(
    tracker: Tracker,
    engagement: Engagement,
    needs: Needs,
    since: datetime | None,
    known: dict[str, Known],
    now: datetime,
) -> Read:
    """Read changed tickets into `known`."""
    changed, newest, ids = 0, since or BEFORE_ALL_TICKETS, set[str]()
    for page in tracker.changed(engagement.scope, needs, since):
        for ticket in page:
            newest = max(newest, ticket.updated or newest)
            changed += _take_in(ticket, engagement.name, known, now)
            ids.add(ticket.id)
    return Read(frozenset(ids), changed, newest)


def _take_in(ticket: Ticket, engagement: str, known: dict[str, Known], now: datetime) -> bool:
    """Put a ticket that was read among the known ones; an older state than the known one is an index's lag."""
    before = known.get(ticket.id)
    digest = ticket_digest(ticket)
    if before is None:
        known[ticket.id] = Known(Snapshot(engagement, ticket, digest, now, now), Footprint(ticket.id))
        return True
    stored = before.snapshot
    if stored.ticket.updated and ticket.updated and ticket.updated < stored.ticket.updated:
        return False
    is_new = digest != stored.digest
    seen_at = now if is_new else stored.seen_at
    known[ticket.id] = replace(before, snapshot=replace(stored, ticket=ticket, digest=digest, seen_at=seen_at))
    return is_new


def _judge(
    world: World, policy: Policy, known: Mapping[str, Known], before: Mapping[str, Judged], now: datetime
) -> tuple[Judged, ...]:
    """Judge tickets whose facts, neighbours, waivers or policy changed, or whose moment has come."""
    near = neighbourhood(one.snapshot for one in known.values())
    judged = (_judged(world, one, policy, near, before.get(ticket_id), now) for ticket_id, one in known.items())
    return tuple(one for one in judged if one is not None)


def _judged(
    world: World, one: Known, policy: Policy, near: Neighbourhood, before: Judged | None, now: datetime
) -> Judged | None:
    waivers = waivers_on(one.snapshot.ticket, world.waivers)
    inputs = inputs_digest(one.snapshot, one.footprint, policy, near, waivers)
    if before is not None and before.inputs == inputs:
        due = before.verdict.review_at
        if due is None or now < due:
            return None
    scene = scene_of(world.store, policy, one, near, now)
    return Judged(judge(policy, scene, waivers), inputs, now)


def scene_of(store: Store, policy: Policy, one: Known, near: Neighbourhood, now: datetime) -> Scene:
    """Return what rules and ladders look at on one ticket."""
    versions = _versions(store, policy, one)
    snapshot = with_history(one.snapshot, versions, policy.hindsight.changes)
    return scene_for(snapshot, one.footprint, policy, near, now, entered_at(one.snapshot.ticket, versions))


def _versions(store: Store, policy: Policy, one: Known) -> Sequence[Snapshot]:
    """Return the ticket's versions, the present one included, where rules look at a past its tracker does not tell."""
    ticket, asked = one.snapshot.ticket, policy.hindsight
    told_moves = bool(ticket.moves) or not asked.moves
    if told_moves and (ticket.changes is not None or not asked.changes):
        return ()
    kept = store.versions(one.snapshot.engagement, ticket.id)
    return kept if kept and kept[-1].digest == one.snapshot.digest else (*kept, one.snapshot)
