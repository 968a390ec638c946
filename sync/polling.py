"""Reads what changed in an engagement, and what may have changed unseen, into what is known of it.

A change is found by its time, and a ticket by its id. Readings overlap, so what is known at the very change time
it has is passed over: a quiet reading costs a page and nothing more.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from rules.facts import digest_of
from rules.model import Ticket
from sync.engagement import Engagement
from sync.hands import Hands, Known
from sync.known_tickets import KnownTickets
from sync.listing import Listed
from sync.ports import NOTHING_KNOWN, Misshapen, Missing, Unreadable
from sync.remembered import Cursor, Departed, Snapshot

BEFORE_ALL_TICKETS = datetime(2000, 1, 1, tzinfo=UTC)  # connectors look some minutes further back than they are told
MOST_ASKED = 100  # tickets asked for one by one in a cycle; the others are asked for in the next one
SLICE = 2_000  # tickets; a long catch-up keeps what it read so far
FURTHER_BACK = timedelta(hours=1)  # than they are told, connectors look some minutes
CLOCK_SET = timedelta(hours=1)  # that our clock may be put forward between two readings, and nothing is missed
CALLS_FOR_COMMENTS = 20  # in a cycle, on trackers where a comment may not move the change time


@dataclass(slots=True)
class Intake:
    """Takes in the tickets of one reading. `known` is kept up to date by ticket id; `unkept` are those read and not
    yet in the store, `newest` is the latest change time met."""

    hands: Hands
    engagement: str
    known: KnownTickets
    now: datetime
    departed: Mapping[str, Departed]  # a ticket that left in this very cycle is not back because an index is late
    changed: int = 0
    newest: datetime = BEFORE_ALL_TICKETS
    ids: set[str] = field(default_factory=set)
    unkept: set[str] = field(default_factory=set)
    unreadable: list[Unreadable] = field(default_factory=list)
    renamed: dict[str, str] = field(default_factory=dict)  # the key before, by id
    fresh: dict[str, None] = field(default_factory=dict)  # ids of those that are not as they were known, as they came
    is_parted: bool = False  # some of it is in the store already, and nothing was made of it

    def take(self, ticket: Ticket) -> None:
        """Put a ticket that was read among the known ones; an older state than the known one is an index's lag."""
        if ticket.id in self.departed and self.departed[ticket.id].at == self.now:
            return
        self.ids.add(ticket.id)
        self.count(ticket.updated)
        before = self.known.get(ticket.id) or self._first_sight(ticket)
        stored = before.snapshot
        if stored.ticket.updated and ticket.updated and ticket.updated < stored.ticket.updated:
            return
        if stored.ticket.key != ticket.key:
            self.renamed[ticket.id] = stored.ticket.key
        digest = digest_of(ticket)
        is_new = digest != stored.digest
        seen_at = self.now if is_new else stored.seen_at
        snapshot = replace(stored, ticket=ticket, digest=digest, seen_at=seen_at, looked_at=self.now)
        self.known[ticket.id] = replace(before, snapshot=snapshot)
        self.unkept.add(ticket.id)
        self.changed += is_new
        if is_new or ticket.id in self.renamed:
            self.fresh[ticket.id] = None

    @property
    def is_news(self) -> bool:
        """Tell whether anything was read that is not known just so; a change time, or another look, is no news."""
        return bool(self.changed or self.renamed or self.unreadable)

    def take_all(self, page: Sequence[Ticket | Unreadable]) -> None:
        self.known.fetch(one.id for one in page if isinstance(one, Ticket))
        for one in page:
            if isinstance(one, Unreadable):
                self.unreadable.append(one)
            else:
                self.take(one)

    def count(self, changed_at: datetime | None) -> None:
        """Count a change time met; one ahead of our clock tells nothing of how far a reading came."""
        if changed_at is not None and changed_at <= self.now:
            self.newest = max(self.newest, changed_at)

    def former_keys(self) -> Mapping[str, tuple[str, ...]]:
        """Return the keys that tickets had before, those that were renamed only now included, by id."""
        kept = self.hands.store.former_keys(self.engagement)
        return {**kept, **{one: (*kept.get(one, ()), key) for one, key in self.renamed.items()}}

    def keep(self) -> None:
        """Keep what was read so far."""
        self.hands.store.keep_snapshots([self.known[one].snapshot for one in sorted(self.unkept)])
        self.unkept.clear()

    def _first_sight(self, ticket: Ticket) -> Known:
        """Return a ticket before it was ever seen; one that is back goes on from its last version."""
        snapshot = Snapshot(self.engagement, ticket, "", self.now, self.now)
        if ticket.id in self.departed:
            last = self.hands.store.versions(self.engagement, ticket.id)[-1]
            # It may come back with an older change time than it left with, as from a restored backup.
            snapshot = replace(last, ticket=replace(last.ticket, updated=None))
        return Known(snapshot, self.known.footprint(ticket.id))


def read_changed(intake: Intake, engagement: Engagement, cursor: Cursor | None, since: datetime | None) -> None:
    """Read what changed since a moment; all where None.

    Where anything is kept, much is kept in slices, and held no longer. With a cursor, that goes forward with them where
    changes come in order; it is then good for the same needs only.
    """
    tracker, store = intake.hands.tracker, intake.hands.store
    known = NOTHING_KNOWN if since is None else _settled(intake, since)
    for page in intake.hands.each(tracker.changed(engagement.scope, intake.hands.needs, since, known)):
        intake.hands.still_mine()
        intake.take_all(page)
        if intake.hands.keeps and len(intake.unkept) >= SLICE:
            intake.keep()
            intake.known.let_go()
            intake.is_parted = True
            if cursor is not None and tracker.manner.oldest_first:
                store.keep_cursor(engagement.name, moved_on(cursor, intake))
    for changed_at in known.values():
        intake.count(changed_at)


def moved_on(cursor: Cursor, intake: Intake) -> Cursor:
    """Return the cursor after a reading; it never goes back."""
    if intake.newest <= cursor.since:
        return cursor
    return replace(cursor, since=intake.newest, met_at=intake.now)


def start_of(cursor: Cursor) -> datetime:
    """Return from which change time on to ask.

    While nothing changes, the newest changes, perhaps thousands of one bulk edit, would come again in every cycle.
    The tracker's clock has moved on since they were met by as much as ours until the last reading, whatever hour it
    shows, and that reading found nothing; an hour is left for clocks that are set.
    """
    if cursor.met_at is None or cursor.read_at is None:
        return cursor.since
    return cursor.since + max(cursor.read_at - cursor.met_at - CLOCK_SET, timedelta())


def _settled(intake: Intake, since: datetime) -> dict[str, datetime]:
    """Return the change times of tickets that were read long enough after they had changed to be known by them, of
    those that an answer to the question what changed since then can hold."""
    settles, store = intake.hands.tracker.manner.settles, intake.hands.store
    known = store.tickets.looked_at(intake.engagement, since - FURTHER_BACK)
    return {
        one: updated
        for one, (updated, at) in known.items()
        if at is not None and at - updated >= settles and one not in intake.departed
    }


def read_passed_over(intake: Intake, unseen: Sequence[Listed]) -> None:
    """Read one by one what a comparison listed and no question for changes told, whatever the reason."""
    told = {one.key for one in intake.unreadable}
    left = [one for one in unseen if one.id not in intake.ids and one.key not in told]
    for one in intake.hands.each(left[:MOST_ASKED]):
        try:
            intake.take(intake.hands.tracker.ticket(one.id, intake.hands.needs))
        except Missing:
            continue  # deleted since it was listed
        except Misshapen as error:
            intake.unreadable.append(Unreadable(one.key, error.answer))


def take_labels(intake: Intake, relabelled: Mapping[str, tuple[str, ...]]) -> None:
    """Put labels in place that changed and left the change time as it was."""
    for ticket_id in sorted(relabelled.keys() - intake.ids):
        ticket = intake.known[ticket_id].snapshot.ticket
        intake.take(replace(ticket, labels=relabelled[ticket_id]))


def look_at_comments(intake: Intake) -> None:
    """Look at the comments of tickets with failing rules in turn, the longest not looked at first, where a comment may
    not move a ticket's change time."""
    tracker = intake.hands.tracker
    if not (tracker.manner.comments_hide and intake.hands.needs.comments):
        return
    made = tracker.calls.reads
    for snapshot in intake.hands.each(_in_turn(intake)):
        if tracker.calls.reads - made >= CALLS_FOR_COMMENTS:
            return
        try:
            ticket = replace(snapshot.ticket, comments=tracker.comments(snapshot.ticket.id))
        except Missing:
            ticket = snapshot.ticket  # the comparison of ids decides what became of it
        intake.take(ticket)


def look_again(intake: Intake, asked: Iterable[str]) -> None:
    """Read tickets afresh that somebody asked to be looked at again."""
    for ticket_id in sorted(asked):
        try:
            intake.take(intake.hands.tracker.ticket(ticket_id, intake.hands.needs))
        except Missing:
            continue  # the comparison of ids decides what became of it


def _in_turn(intake: Intake) -> Iterator[Snapshot]:
    for ticket_id in intake.hands.store.tickets.failing(intake.engagement):
        if ticket_id not in intake.ids and ticket_id in intake.known:
            yield intake.known[ticket_id].snapshot
