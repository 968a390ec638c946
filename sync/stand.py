"""Where an engagement stands in the middle of a cycle: what was read, what is known, what it was judged to be."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from types import MappingProxyType

from rules.model import Person, Waiver
from rules.pack import Pack
from rules.policy import Policy, with_bot
from sync import census
from sync.account import UNREADABLE, Trouble
from sync.actions import Action
from sync.census import Census
from sync.engagement import Engagement, MailPolicy
from sync.figures.aims import NO_AIMS, Aims
from sync.hands import Hands, Known, Knowns, going_on, nobody_else
from sync.known_tickets import KnownTickets
from sync.lease import Tenure
from sync.lookup import settle_open_intents
from sync.mailing.ports import Mailbox, Postbox
from sync.mailing.signing import SigningKey
from sync.neighbours.billing_store import Hook
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
from sync.ports import Clock, Tracker, Unreadable
from sync.reading import needs_digest, needs_of, policy_of, routes_of
from sync.remembered import Cursor, Judged
from sync.render.stationery import BUILT_IN, Stationery
from sync.rest import Met, Rest
from sync.rollout import Reach
from sync.scenes import Neighbourhood
from sync.service.keeper import Retention
from sync.store import Store
from sync.sums import Mark, Sums
from sync.waivers.heard import Hearing


@dataclass(frozen=True, slots=True)
class World:
    """Everything a cycle reaches: ports, packs by name, waivers, who mails clients and on what stationery, how often
    to cycle, some engagements at `intervals` of their own, and to compare all ids, the address of each role of the team
    and how often whom of it gets a digest, and the fingerprint of the configuration's file; where clients reach the
    board (no slash at its end) with the key its links are signed with, what figures are held against, how records for
    bills are sent and signed, and how long all of it is kept. `goes_on` raises Stopped where the service ends. What
    another version of the `program` judged is judged anew."""

    store: Store
    clock: Clock
    trackers: Mapping[str, Tracker]
    packs: Mapping[str, Pack]
    waivers: tuple[Waiver, ...] = ()
    mail: MailPolicy | None = None
    mailbox: Mailbox | None = None
    every: timedelta = timedelta(minutes=5)
    intervals: Mapping[str, timedelta] = field(default_factory=lambda: MappingProxyType({}))
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
    program: str = ""

    def interval_of(self, engagement: str) -> timedelta:
        """Return the time between two cycles of an engagement."""
        return self.intervals.get(engagement, self.every)


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
    """One engagement in the middle of a cycle: what is known of it, and every ticket that was looked at in order of its
    key. All `seen` tickets, so many of which were `judged` anew, come to `sums`; `met` are people who hold roles. Where there is a `rest`, only those were looked
    at that are told of in every cycle, and the `affected`, which may come to something else than they did. `shares` are
    what those add, or all where None. Where nothing `tells`, what is told of in every cycle was not looked at: it is the same."""

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
    seen: int
    judged: int
    sums: Sums
    shares: Mapping[str, tuple[Mark, ...]]
    met: Met
    rest: Rest | None = None
    affected: frozenset[str] | None = None
    tells: bool = True
    around: Callable[[Known], Neighbourhood] | None = None

    @property
    def known(self) -> Knowns:
        """Tickets by id, read as they are asked for where only some were looked at."""
        return self.intake.known.whole() if self.rest is None else self.intake.known

    def near_to(self, one: Known) -> Neighbourhood:
        """Return a neighbourhood that holds all children of a ticket, also of one that was not affected."""
        return self.near if self.around is None else self.around(one)

    @property
    def people(self) -> dict[str, Person]:
        """Who holds a role, as far as they are met on tickets, by folded account id and address."""
        return {name: person for name, (_, person) in self.met.items()}

    @property
    def troubles(self) -> tuple[Trouble, ...]:
        """What went wrong while reading, and stopped nothing else."""
        unread = (Trouble(UNREADABLE, _not_read(one)) for one in self.intake.unreadable)
        return (*((self.census.trouble,) if self.census.trouble else ()), *unread)


def _not_read(ticket: Unreadable) -> str:
    return (
        f"{ticket.key} could not be read and was passed over: {ticket.why}; see what is unusual about it in its tracker"
    )


def read(
    world: World, engagement: Engagement, run: str, mine: Tenure | None = None, approve: str | None = None
) -> Reading:
    """Read what changed, after begun writes were looked up and, when it is time, ids compared."""
    tracker, store = world.trackers[engagement.source], world.store
    policy = with_bot(policy_of(engagement, world.packs), tracker.identity())
    policy = replace(policy, digest=f"{policy.digest} {world.program}")
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
    found = census.take(hands, engagement, known, now, approve) if is_compared else Census()
    for one in found.departed:
        del known[one.ticket_id]
    departed = {**store.departed(engagement.name), **{one.ticket_id: one for one in found.departed}}
    intake = Intake(hands, engagement.name, known, now, departed)
    reached = _read(intake, engagement, cursor, asked, found)
    read_passed_over(intake, found.unseen)
    take_labels(intake, found.relabelled)
    look_at_comments(intake)
    return Reading(engagement, policy, hands, intake, cursor, reached, settled, found)


def _read(intake: Intake, engagement: Engagement, cursor: Cursor | None, asked: str, found: Census) -> Cursor:
    """Read from where the last reading ended, or from an unseen change before that; return how far it came."""
    now = intake.now
    if cursor is None:
        read_changed(intake, engagement, None, None)
        return Cursor(intake.newest, asked, now, now, now, now)
    goes_on = cursor.needs == asked
    # A cursor ahead of the clock, as a wrong clock leaves it, would keep everything out until then.
    cursor = replace(cursor, since=min(cursor.since, now), scanned=now if found.is_done else cursor.scanned)
    start = start_of(cursor)
    unseen = (one.updated or BEFORE_ALL_TICKETS for one in found.unseen)
    since = min([start, *unseen]) if goes_on else None
    read_changed(intake, engagement, cursor if goes_on else None, since)
    return replace(moved_on(cursor, intake), needs=asked, read_at=now)
