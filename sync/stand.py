"""Where an engagement stands in the middle of a cycle: what was read, what is known, what it was judged to be."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from rules.judge import judge
from rules.model import Waiver
from rules.pack import Pack
from rules.policy import Policy, with_bot
from rules.scene import Scene
from rules.waive import waivers_on
from sync import census
from sync.account import Trouble
from sync.actions import Action
from sync.apply import Hands, Known, settle_open_intents
from sync.census import Census
from sync.engagement import Engagement, MailPolicy
from sync.history import with_history
from sync.plan import Subject
from sync.polling import (
    BEFORE_ALL_TICKETS,
    Intake,
    look_at_comments,
    moved_on,
    read_changed,
    read_passed_over,
    start_of,
    take_labels,
)
from sync.ports import Clock, Mailbox, Tracker, Unreadable
from sync.reading import needs_digest, needs_of, policy_of
from sync.remembered import Cursor, Footprint, Judged, Snapshot
from sync.scenes import Neighbourhood, entered_at, inputs_digest, neighbourhood, scene_for
from sync.store import Store


@dataclass(frozen=True, slots=True)
class World:
    """Everything a cycle reaches: ports, packs by name, waivers, who mails clients, and how often to cycle and to
    compare all ids."""

    store: Store
    clock: Clock
    trackers: Mapping[str, Tracker]
    packs: Mapping[str, Pack]
    waivers: tuple[Waiver, ...] = ()
    mail: MailPolicy | None = None
    mailbox: Mailbox | None = None
    every: timedelta = timedelta(minutes=5)
    full_scan: timedelta = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Stand:
    """One engagement in the middle of a cycle: what is known of it, and every judged ticket in order of its key."""

    engagement: Engagement
    policy: Policy
    hands: Hands
    intake: Intake
    subjects: tuple[Subject, ...]
    cursor: Cursor
    is_first: bool
    near: Neighbourhood
    newly_judged: tuple[Judged, ...]
    settled: tuple[Action, ...]
    census: Census

    @property
    def known(self) -> dict[str, Known]:
        return self.intake.known

    @property
    def troubles(self) -> tuple[Trouble, ...]:
        """What went wrong while reading, and stopped nothing else."""
        unread = (Trouble("unreadable", _not_read(one)) for one in self.intake.unreadable)
        return (*((self.census.trouble,) if self.census.trouble else ()), *unread)


def _not_read(ticket: Unreadable) -> str:
    return (
        f"{ticket.key} could not be read and was passed over: {ticket.why}; see what is unusual about it in its tracker"
    )


def look(world: World, engagement: Engagement, run: str, *, writes: bool, approve: str | None = None) -> Stand:
    """Read what changed and judge what needs judging. With `writes`, begun writes are settled first, and ids are
    compared when it is time; `approve` may name a loss of tickets that is meant."""
    tracker, store = world.trackers[engagement.source], world.store
    policy = with_bot(policy_of(engagement, world.packs), tracker.identity())
    hands = Hands(tracker, store, world.clock, run, needs_of(policy, engagement))
    footprints = store.footprints(engagement.name)
    known = _known(store, engagement.name, footprints)
    settled = settle_open_intents(hands, engagement.name, known) if writes else ()
    now, cursor = world.clock.now(), store.cursor(engagement.name)
    is_compared = writes and census.is_due(cursor, world.full_scan, now)
    found = census.take(hands, engagement, known, now, approve) if is_compared else Census()
    census.let_go(hands, engagement.name, found.departed)
    for one in found.departed:
        del known[one.ticket_id]
    before = store.verdicts(engagement.name)
    intake = Intake(hands, engagement.name, known, now, footprints, store.departed(engagement.name))
    reached = _read(intake, engagement, cursor, found, keeps=writes)
    read_passed_over(intake, found.unseen)
    take_labels(intake, found.relabelled)
    look_at_comments(intake, before)
    near = neighbourhood((one.snapshot for one in known.values()), intake.former_keys())
    fresh = _judge(world, policy, intake, before, near)
    judged = {**before, **{one.verdict.ticket: one for one in fresh}}
    subjects = _subjects(known, judged)
    return Stand(engagement, policy, hands, intake, subjects, reached, cursor is None, near, fresh, settled, found)


def _read(intake: Intake, engagement: Engagement, cursor: Cursor | None, found: Census, *, keeps: bool) -> Cursor:
    """Read from where the last reading ended, or from an unseen change before that; return how far it came."""
    asked, now = needs_digest(intake.hands.needs), intake.now
    if cursor is None:
        read_changed(intake, engagement, None, None)
        return Cursor(intake.newest, asked, now, now, now, now)
    goes_on = cursor.needs == asked
    # A cursor ahead of the clock, as a wrong clock leaves it, would keep everything out until then.
    cursor = replace(cursor, since=min(cursor.since, now), scanned=now if found.is_done else cursor.scanned)
    start = start_of(cursor)
    unseen = (one.updated or BEFORE_ALL_TICKETS for one in found.unseen)
    since = min([start, *unseen]) if goes_on else None
    read_changed(intake, engagement, cursor if goes_on and keeps else None, since)
    return replace(moved_on(cursor, intake), needs=asked, read_at=now)


def _subjects(known: Mapping[str, Known], judged: Mapping[str, Judged]) -> tuple[Subject, ...]:
    order = sorted(known.values(), key=lambda one: (len(one.snapshot.ticket.key), one.snapshot.ticket.key))
    return tuple(Subject(one.snapshot.ticket, judged[one.snapshot.ticket.id].verdict, one.footprint) for one in order)


def _known(store: Store, engagement: str, footprints: Mapping[str, Footprint]) -> dict[str, Known]:
    return {
        snapshot.ticket.id: Known(snapshot, footprints.get(snapshot.ticket.id, Footprint(snapshot.ticket.id)))
        for snapshot in store.snapshots(engagement)
    }


def _judge(
    world: World, policy: Policy, intake: Intake, before: Mapping[str, Judged], near: Neighbourhood
) -> tuple[Judged, ...]:
    """Judge tickets whose facts, neighbours, waivers or policy changed, or whose moment has come."""
    judged = (
        _judged(world, one, policy, near, before.get(ticket_id), intake.now) for ticket_id, one in intake.known.items()
    )
    return tuple(one for one in judged if one is not None)


def _judged(
    world: World, one: Known, policy: Policy, near: Neighbourhood, before: Judged | None, now: datetime
) -> Judged | None:
    waivers = waivers_on(one.snapshot.ticket, world.waivers, near.former_keys.get(one.snapshot.ticket.id, ()))
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
