"""Where an engagement stands in the middle of a cycle: what was read, what is known, what it was judged to be."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from types import MappingProxyType

from rules.judge import judge
from rules.model import Verdict, Waiver
from rules.pack import Pack
from rules.policy import Policy, with_bot
from rules.scene import Scene
from rules.waive import waivers_on
from sync import census
from sync.account import UNREADABLE, Trouble
from sync.actions import Action
from sync.census import Census
from sync.engagement import Engagement, MailPolicy
from sync.figures.aims import NO_AIMS, Aims
from sync.hands import Hands, Known, going_on, nobody_else
from sync.history import with_history
from sync.known_tickets import KnownTickets
from sync.lease import Tenure
from sync.lookup import settle_open_intents
from sync.mailing.ports import Mailbox, Postbox
from sync.mailing.signing import SigningKey
from sync.neighbours.billing_store import Hook
from sync.pages.deciding import with_decisions
from sync.plan import Subject
from sync.polling import (
    BEFORE_ALL_TICKETS,
    Intake,
    look_again,
    look_at_comments,
    moved_on,
    read_changed,
    read_passed_over,
    start_of,
    take_labels,
)
from sync.ports import Clock, Tracker, Unreadable
from sync.reading import needs_digest, needs_of, policy_of, routes_of
from sync.remembered import Cursor, Judged, Snapshot
from sync.render.stationery import BUILT_IN, Stationery
from sync.rollout import Reach, reach_of
from sync.scenes import Neighbourhood, entered_at, inputs_digest, neighbourhood, scene_for
from sync.service.keeper import Retention
from sync.store import Store
from sync.waivers.heard import Hearing
from sync.waivers.hearing import Ears, hear
from sync.waivers.notes import notes_of


@dataclass(frozen=True, slots=True)
class World:
    """Everything a cycle reaches: ports, packs by name, waivers, who mails clients and on what stationery, how often
    to cycle and to compare all ids, the address of each role of the team and how often whom of it gets a digest, and
    the fingerprint of the configuration's file; where clients reach the board (no slash at its end) with the key its
    links are signed with, what figures are held against, how records for bills are sent and signed, and how long all of
    it is kept. `goes_on` raises Stopped where the service ends."""

    store: Store
    clock: Clock
    trackers: Mapping[str, Tracker]
    packs: Mapping[str, Pack]
    waivers: tuple[Waiver, ...] = ()
    mail: MailPolicy | None = None
    mailbox: Mailbox | None = None
    every: timedelta = timedelta(minutes=5)
    full_scan: timedelta = timedelta(days=1)
    stationery: Stationery = BUILT_IN
    postbox: Postbox | None = None
    team: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    digest: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    configuration: str = ""
    board: str | None = None
    key: SigningKey | None = None
    aims: Aims = NO_AIMS
    hook: Hook | None = None
    billing_key: SigningKey | None = None
    retention: Retention = field(default_factory=Retention)
    goes_on: Callable[[], None] = going_on


@dataclass(frozen=True, slots=True)
class Reading:
    """One engagement after it was read, and before it is looked at: `before` is how far it was read until now, `cursor`
    how far it is by now, `settled` are begun writes that were looked up."""

    engagement: Engagement
    policy: Policy
    hands: Hands
    intake: Intake
    before: Cursor | None
    cursor: Cursor
    settled: tuple[Action, ...]
    census: Census

    @property
    def is_news(self) -> bool:
        """Tell whether anything was read that a look has to know of, or a clock was set back since the last reading."""
        found, before = self.census, self.before
        if before is None or before.needs != self.cursor.needs:
            return True
        goes_on = before.read_at is not None and before.read_at <= self.intake.now
        return not goes_on or bool(self.settled or found.departed or found.trouble) or self.intake.is_news


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
    hearing: Hearing
    reach: Reach

    @property
    def known(self) -> dict[str, Known]:
        return self.intake.known.whole()

    @property
    def troubles(self) -> tuple[Trouble, ...]:
        """What went wrong while reading, and stopped nothing else."""
        unread = (Trouble(UNREADABLE, _not_read(one)) for one in self.intake.unreadable)
        return (*((self.census.trouble,) if self.census.trouble else ()), *unread)


def _not_read(ticket: Unreadable) -> str:
    return (
        f"{ticket.key} could not be read and was passed over: {ticket.why}; see what is unusual about it in its tracker"
    )


def look(
    world: World, engagement: Engagement, run: str, mine: Tenure | None = None, approve: str | None = None
) -> Stand:
    """Read what changed and judge what needs judging. Without a tenure nothing of it is kept; `approve` may name a loss
    of tickets that is meant."""
    return look_at(world, read(world, engagement, run, mine, approve))


def read(
    world: World, engagement: Engagement, run: str, mine: Tenure | None = None, approve: str | None = None
) -> Reading:
    """Read what changed, after begun writes were looked up and, when it is time, ids compared."""
    tracker, store = world.trackers[engagement.source], world.store
    policy = with_bot(policy_of(engagement, world.packs), tracker.identity())
    hands = Hands(
        tracker,
        store,
        world.clock,
        run,
        needs_of(policy, engagement),
        routes_of(policy, engagement),
        still_mine=mine.hold if mine else nobody_else,
        keeps=mine is not None,
        goes_on=world.goes_on,
    )
    known = KnownTickets(store, engagement.name)
    settled = settle_open_intents(hands, engagement.name, known)
    now, cursor = world.clock.now(), store.cursor(engagement.name)
    asked = needs_digest(hands.needs, engagement.scope)
    is_compared = census.is_due(cursor, asked, world.full_scan, now)
    found = census.take(hands, engagement, known.whole(), now, approve) if is_compared else Census()
    for one in found.departed:
        del known[one.ticket_id]
    departed = {**store.departed(engagement.name), **{one.ticket_id: one for one in found.departed}}
    intake = Intake(hands, engagement.name, known, now, departed)
    reached = _read(intake, engagement, cursor, asked, found)
    read_passed_over(intake, found.unseen)
    take_labels(intake, found.relabelled)
    look_at_comments(intake)
    return Reading(engagement, policy, hands, intake, cursor, reached, settled, found)


def look_at(world: World, reading: Reading) -> Stand:
    """Judge what needs judging, once everything was read."""
    engagement, policy, intake = reading.engagement, reading.policy, reading.intake
    store, known, now = world.store, intake.known.whole(), intake.now
    before = store.verdicts(engagement.name)
    former = intake.former_keys()
    ears = Ears(store, intake.hands.tracker, engagement, policy, world.waivers, now)
    hearing = hear(ears, known, former)
    look_again(intake, hearing.recheck)
    near = neighbourhood((one.snapshot for one in known.values()), former)
    judging = Judging(store, policy, hearing, near, now)
    fresh = _judge(judging, known, before)
    judged = {**before, **{one.verdict.ticket: one for one in fresh}}
    is_first = reading.before is None
    reach = reach_of(engagement, policy, store.rules_seen(engagement.name), now, is_first=is_first)
    subjects = with_decisions(store, engagement, _subjects(known, judged, judging, reach))
    return Stand(
        engagement,
        policy,
        reading.hands,
        intake,
        subjects,
        reading.cursor,
        is_first,
        near,
        fresh,
        reading.settled,
        reading.census,
        hearing,
        reach,
    )


def _read(intake: Intake, engagement: Engagement, cursor: Cursor | None, asked: str, found: Census) -> Cursor:
    """Read from where the last reading ended, or from an unseen change before that; return how far it came."""
    now = intake.now
    if cursor is None or cursor.needs != asked:
        intake.known.fetch_all()  # all of them come now
    if cursor is None:
        read_changed(intake, engagement, None, None)
        return Cursor(intake.newest, asked, now, now, now, now)
    goes_on = cursor.needs == asked
    # A cursor ahead of the clock, as a wrong clock leaves it, would keep everything out until then.
    cursor = replace(cursor, since=min(cursor.since, now), scanned=now if found.is_done else cursor.scanned)
    start = start_of(cursor)
    unseen = (one.updated or BEFORE_ALL_TICKETS for one in found.unseen)
    since = min([start, *unseen]) if goes_on else None
    read_changed(intake, engagement, cursor if goes_on and intake.hands.keeps else None, since)
    return replace(moved_on(cursor, intake), needs=asked, read_at=now)


def _subjects(
    known: Mapping[str, Known], judged: Mapping[str, Judged], judging: "Judging", reach: Reach
) -> tuple[Subject, ...]:
    order = sorted(known.values(), key=lambda one: (len(one.snapshot.ticket.key), one.snapshot.ticket.key))
    return tuple(_subject(one, judged[one.snapshot.ticket.id].verdict, judging, reach) for one in order)


def _subject(one: Known, whole: Verdict, judging: "Judging", reach: Reach) -> Subject:
    said = reach.counted(whole)
    notes = notes_of(judging.hearing, said, judging.policy, judging.now)
    return Subject(one.snapshot.ticket, said, one.footprint, notes, observed=reach.observed(whole))


@dataclass(frozen=True, slots=True)
class Judging:
    """What tickets are judged from."""

    store: Store
    policy: Policy
    hearing: Hearing
    near: Neighbourhood
    now: datetime

    def judged(self, one: Known, before: Judged | None) -> Judged | None:
        """Judge one ticket; None where its verdict stands."""
        ticket, policy = one.snapshot.ticket, self.policy
        waivers = waivers_on(ticket, self.hearing.waivers, self.near.former_keys.get(ticket.id, ()))
        inputs = inputs_digest(one.snapshot, one.footprint, policy, self.near, waivers)
        if before is not None and before.inputs == inputs and ticket.id not in self.hearing.recheck:
            due = before.verdict.review_at
            if due is None or self.now < due:
                return None
        scene = scene_of(self.store, policy, one, self.near, self.now)
        return Judged(judge(policy, scene, waivers), inputs, self.now)


def _judge(judging: Judging, known: Mapping[str, Known], before: Mapping[str, Judged]) -> tuple[Judged, ...]:
    """Judge tickets whose facts, neighbours, waivers or policy changed, or whose moment has come."""
    judged = (judging.judged(one, before.get(ticket_id)) for ticket_id, one in known.items())
    return tuple(one for one in judged if one is not None)


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
    return versions_with(store, one.snapshot)


def versions_with(store: Store, newest: Snapshot) -> Sequence[Snapshot]:
    """Return all versions of a ticket, the oldest first; the newest may not be in the store yet."""
    if newest.seen_at == newest.first_seen:
        return (newest,)
    kept = store.versions(newest.engagement, newest.ticket.id)
    return kept if kept and kept[-1].digest == newest.digest else (*kept, newest)
