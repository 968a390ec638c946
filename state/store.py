"""The store over rows of SQL: here stands what is one transaction; the SQL stands beside its nouns."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Self

from rules.ladder import Rung
from state import departures, leases, ledger, outbox, plans, rules_seen, rungs, runs, tickets, trail, verdicts, waivers
from state.annexes import Annexes
from state.rows import RowStore
from sync.actions import Action, ActionState
from sync.remembered import (
    Cursor,
    Departed,
    Footprint,
    Intent,
    Judged,
    KeptPlan,
    KeptRefusal,
    KeptRung,
    Lease,
    OutboxEntry,
    Reached,
    SeenRule,
    Snapshot,
    ToldExcesses,
)
from sync.trail import THE_BOT, Anchor, Event, Row
from sync.waivers.heard import Heard, Listened


class SqlStore(Annexes):
    """Implements `sync.store.Store`; `open_store` makes one.

    For one thread: the one that opened it. Several processes may share the rows; one writes at a time, the
    others wait up to the busy timeout and then get Unreachable. Where the rows cannot serve, StoreUnusable is raised.
    """

    def __init__(self, kept: RowStore) -> None:
        self._reading, self._writing = kept.reading, kept.writing
        self._kept = kept

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the rows. What was kept is kept; nothing is pending between two methods."""
        self._kept.close()

    @property
    def place(self) -> str:
        """The file or the server the store is kept in; never with a password."""
        return self._kept.place

    def try_writing(self) -> None:
        """Take the right to write and give it back; raises what a write would raise."""
        with self._writing():
            pass

    def cursor(self, engagement: str) -> Cursor | None:
        with self._reading() as db:
            return runs.cursor(db, engagement)

    def keep_cursor(self, engagement: str, cursor: Cursor) -> None:
        with self._writing() as db:
            runs.keep_cursor(db, engagement, cursor)

    def snapshots(self, engagement: str) -> Iterator[Snapshot]:
        """Yield the newest version of every ticket that did not depart in order of ticket id, read in pages.

        It holds one page in memory and no lock between pages: what is written meanwhile to tickets further on is seen.
        """
        page = self._newest_after(engagement, "")
        while page:
            yield from page
            page = self._newest_after(engagement, page[-1].ticket.id)

    def _newest_after(self, engagement: str, ticket_id: str) -> Sequence[Snapshot]:
        with self._reading() as db:
            return tickets.newest_after(db, engagement, ticket_id)

    def keep_snapshots(self, snapshots: Sequence[Snapshot]) -> None:
        with self._writing() as db:
            tickets.keep(db, snapshots)

    def versions(self, engagement: str, ticket_id: str) -> Sequence[Snapshot]:
        with self._reading() as db:
            return tickets.versions(db, engagement, ticket_id)

    def departed(self, engagement: str) -> Mapping[str, Departed]:
        with self._reading() as db:
            return departures.departed(db, engagement)

    def keep_departed(self, engagement: str, departed: Sequence[Departed]) -> None:
        with self._writing() as db:
            departures.keep(db, engagement, departed)

    def former_keys(self, engagement: str) -> Mapping[str, tuple[str, ...]]:
        with self._reading() as db:
            return departures.former_keys(db, engagement)

    def verdicts(self, engagement: str) -> Mapping[str, Judged]:
        with self._reading() as db:
            return verdicts.verdicts(db, engagement)

    def keep_verdicts(self, engagement: str, judged: Sequence[Judged]) -> None:
        """Replace the standing verdicts; `verdict.ticket` is the ticket's id in its tracker."""
        with self._writing() as db:
            verdicts.keep(db, engagement, judged)

    def footprints(self, engagement: str) -> Mapping[str, Footprint]:
        with self._reading() as db:
            return ledger.footprints(db, engagement)

    def keep_footprint(self, engagement: str, footprint: Footprint, noted: Sequence[Event] = ()) -> None:
        with self._writing() as db:
            ledger.keep_footprint(db, engagement, footprint)
            trail.append(db, noted)

    def rules_seen(self, engagement: str) -> Mapping[str, SeenRule]:
        with self._reading() as db:
            return rules_seen.rules_seen(db, engagement)

    def keep_rules_seen(self, engagement: str, seen: Sequence[SeenRule]) -> None:
        with self._writing() as db:
            rules_seen.keep(db, engagement, seen)

    def rungs(self, engagement: str) -> Mapping[tuple[str, str], Rung]:
        with self._reading() as db:
            return rungs.rungs(db, engagement)

    def keep_rungs(self, engagement: str, kept: Sequence[KeptRung]) -> None:
        with self._writing() as db:
            rungs.keep(db, engagement, kept)

    def take_step(self, run: str, action: Action, rung: KeptRung, at: datetime) -> None:
        with self._writing() as db:
            rungs.take_step(db, run, action, rung, at)

    def intend(self, run: str, actions: Sequence[Action], at: datetime) -> Sequence[Intent]:
        with self._writing() as db:
            return ledger.intend(db, run, actions, at)

    def settle(self, intent: Intent, state: ActionState, at: datetime, error: str | None = None) -> None:
        """Write the receipt of an open intent. `unknown` is no receipt: the intent stays open to be looked up."""
        with self._writing() as db:
            ledger.settle(db, intent, state, at, error)

    def open_intents(self, engagement: str) -> Sequence[Intent]:
        with self._reading() as db:
            return ledger.open_intents(db, engagement)

    def keep_plan(self, digest: str, engagement: str, actions: Sequence[Action], at: datetime) -> None:
        with self._writing() as db:
            plans.keep(db, digest, engagement, actions, at)

    def kept_plan(self, digest: str) -> KeptPlan | None:
        with self._reading() as db:
            return plans.kept(db, digest)

    def use_plan(self, digest: str, engagement: str, at: datetime) -> None:
        with self._writing() as db:
            plans.use(db, digest, engagement, at)

    def refused(self, engagement: str) -> Sequence[KeptRefusal]:
        with self._reading() as db:
            return plans.refused(db, engagement)

    def keep_refused(self, engagement: str, refusals: Sequence[KeptRefusal]) -> None:
        with self._writing() as db:
            plans.keep_refused(db, engagement, refusals)

    def told_excesses(self, engagement: str) -> ToldExcesses | None:
        with self._reading() as db:
            return plans.told(db, engagement)

    def keep_told(self, engagement: str, told: ToldExcesses | None, entry: OutboxEntry | None = None) -> None:
        with self._writing() as db:
            plans.keep_told(db, engagement, told)
            outbox.queue(db, entry, engagement, ())

    def take_lease(self, wanted: Lease, now: datetime) -> Lease | None:
        with self._writing() as db:
            return leases.take(db, wanted, now)

    def has_lease(self, name: str, holder: str) -> bool:
        with self._reading() as db:
            return leases.has(db, name, holder)

    def renew_lease(self, name: str, holder: str, until: datetime) -> bool:
        with self._writing() as db:
            return leases.renew(db, name, holder, until)

    def give_back_lease(self, name: str, holder: str) -> None:
        with self._writing() as db:
            leases.give_back(db, name, holder)

    def listened(self, engagement: str) -> Listened:
        with self._reading() as db:
            return waivers.listened(db, engagement)

    def heard_of(self, engagement: str, comment_ids: Sequence[str]) -> frozenset[str]:
        with self._reading() as db:
            return waivers.heard_of(db, engagement, comment_ids)

    def keep_heard(self, engagement: str, heard: Heard) -> None:
        with self._writing() as db:
            waivers.keep(db, engagement, heard)
            trail.append(db, heard.events)

    def reached(self, engagement: str) -> frozenset[Reached]:
        with self._reading() as db:
            return outbox.reached(db, engagement)

    def queue(
        self,
        entry: OutboxEntry | None,
        engagement: str,
        reached: Sequence[Reached],
        waiting: Sequence[KeptRung] = (),
    ) -> bool:
        with self._writing() as db:
            is_new = outbox.queue(db, entry, engagement, reached)
            rungs.keep(db, engagement, waiting if is_new else ())
            return is_new

    def outbox(self, engagement: str | None = None) -> Sequence[OutboxEntry]:
        """Return the notices of one engagement or of all, the oldest first."""
        with self._reading() as db:
            return outbox.entries(db, engagement)

    def keep_outbox_state(
        self,
        entry_id: str,
        state: str,
        at: datetime,
        error: str | None = None,
        *,
        only_from: str | None = None,
        who: str = THE_BOT,
    ) -> bool:
        return self.mail.keep_state(entry_id, state, at, error, only_from=only_from, who=who)

    def met(self, address: str) -> bool:
        with self._reading() as db:
            return outbox.met(db, address)

    def note(self, events: Sequence[Event]) -> None:
        with self._writing() as db:
            trail.append(db, events)

    def trail_anchor(self) -> Anchor:
        with self._reading() as db:
            return trail.anchor(db)

    def trail_head(self) -> str:
        with self._reading() as db:
            return trail.head(db).seal

    def trail(self) -> Iterator[Row]:
        """Yield the rows of the trail, the oldest first, read in pages."""
        with self._reading() as db:
            page = trail.rows_after(db, 0)
        while page:
            yield from page
            with self._reading() as db:
                page = trail.rows_after(db, page[-1].number)

    def begin_run(self, run: str, mode: str, at: datetime) -> None:
        with self._writing() as db:
            runs.begin(db, run, mode, at)

    def end_run(self, run: str, at: datetime, document: str) -> None:
        with self._writing() as db:
            runs.end(db, run, at, document)
