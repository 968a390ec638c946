"""The port to what the bot remembers. It may raise Unreachable and the store's own errors (`sync.ports`)."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from rules.ladder import Rung
from sync.actions import Action, ActionState
from sync.dates.store import DateStore
from sync.figures.measures_kept import MeasureStore
from sync.mailing.store import MailStore
from sync.neighbours.billing_store import BillStore
from sync.pages.board_facts import EngagementFactsStore
from sync.pages.client_links import LinkStore
from sync.pages.request import RequestStore
from sync.pages.status_page import StatusStore
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
from sync.rest import RestStore
from sync.service.agenda_store import AgendaStore
from sync.service.keeper import Keeper
from sync.single_tickets import TicketStore
from sync.standstill import StandstillStore
from sync.trail import THE_BOT, Anchor, Event, Row
from sync.waivers.heard import Heard, Listened


class Store(Protocol):
    """What the bot remembers. Every method is one transaction: all of it is kept or nothing."""

    def cursor(self, engagement: str) -> Cursor | None: ...
    def keep_cursor(self, engagement: str, cursor: Cursor) -> None: ...

    def snapshots(self, engagement: str) -> Iterable[Snapshot]:
        """Return the newest version of every ticket of the engagement that did not depart, in order of ticket id."""

    def keep_snapshots(self, snapshots: Sequence[Snapshot]) -> None:
        """Append a version for each whose digest differs from the newest one; else only its key, change time and
        latest look. A ticket that had departed is back."""

    def departed(self, engagement: str) -> Mapping[str, Departed]:
        """Return the tickets that are gone or belong elsewhere by now, by id."""

    def keep_departed(self, engagement: str, departed: Sequence[Departed]) -> None:
        """Let tickets go: their verdicts and rungs are dropped, their versions and footprints stay."""

    def former_keys(self, engagement: str) -> Mapping[str, tuple[str, ...]]:
        """Return the keys tickets had before their present one, by ticket id; most have none."""

    def versions(self, engagement: str, ticket_id: str) -> Sequence[Snapshot]:
        """Return every kept version of a ticket, the oldest first."""

    def verdicts(self, engagement: str) -> Mapping[str, Judged]:
        """Return the standing verdicts by ticket id."""

    def keep_verdicts(self, engagement: str, judged: Sequence[Judged]) -> None: ...

    def footprints(self, engagement: str) -> Mapping[str, Footprint]: ...
    def keep_footprint(self, engagement: str, footprint: Footprint, noted: Sequence[Event] = ()) -> None:
        """Replace what the bot left on a ticket, together with what the trail tells of it."""

    def rules_seen(self, engagement: str) -> Mapping[str, SeenRule]:
        """Return the rules the engagement was ever judged by, by folded name."""

    def keep_rules_seen(self, engagement: str, seen: Sequence[SeenRule]) -> None: ...

    def rungs(self, engagement: str) -> Mapping[tuple[str, str], Rung]:
        """Return where tickets stand on ladders, by ticket id and the ladder's name."""

    def keep_rungs(self, engagement: str, kept: Sequence[KeptRung]) -> None: ...

    def take_step(self, run: str, action: Action, rung: KeptRung, at: datetime) -> None:
        """Keep a rung together with the receipt of the step: it is taken in our own books, nowhere else."""

    def intend(self, run: str, actions: Sequence[Action], at: datetime) -> Sequence[Intent]:
        """Write down what is about to be written, before it is."""

    def settle(self, intent: Intent, state: ActionState, at: datetime, error: str | None = None) -> None:
        """Write the receipt of an intent."""

    def open_intents(self, engagement: str) -> Sequence[Intent]:
        """Return intents without a receipt, the oldest first."""

    def keep_plan(self, digest: str, engagement: str, actions: Sequence[Action], at: datetime) -> None: ...
    def kept_plan(self, digest: str) -> KeptPlan | None: ...

    def use_plan(self, digest: str, engagement: str, at: datetime) -> None:
        """Remember that a kept plan was applied to an engagement; a plan that is kept anew is not used up."""

    def refused(self, engagement: str) -> Sequence[KeptRefusal]: ...
    def keep_refused(self, engagement: str, refusals: Sequence[KeptRefusal]) -> None: ...

    def told_excesses(self, engagement: str) -> ToldExcesses | None:
        """Return what people were told of the plan that waits; None where none does."""

    def keep_told(self, engagement: str, told: ToldExcesses | None, entry: OutboxEntry | None = None) -> None:
        """Remember what people are told of limits, together with the mail that tells it."""

    def take_lease(self, wanted: Lease, now: datetime) -> Lease | None:
        """Take a lease that nobody has, or whose time is over or whose process has ended; else return the one that
        is in the way, and change nothing."""

    def has_lease(self, name: str, holder: str) -> bool:
        """Tell whether nobody else took a lease over."""

    def renew_lease(self, name: str, holder: str, until: datetime) -> bool:
        """Hold a lease for longer; False where somebody else took it over meanwhile."""

    def give_back_lease(self, name: str, holder: str) -> None: ...

    def listened(self, engagement: str) -> Listened:
        """Return what is known of commands and waivers."""

    def heard_of(self, engagement: str, comment_ids: Sequence[str]) -> frozenset[str]:
        """Return which of some comments were listened to."""

    def keep_heard(self, engagement: str, heard: Heard) -> None:
        """Keep what came of commands and waivers, and append it to the trail."""

    def reached(self, engagement: str) -> frozenset[Reached]:
        """Return what was told or is no news, each with how its notice stands."""

    def queue(
        self,
        entry: OutboxEntry | None,
        engagement: str,
        reached: Sequence[Reached],
        waiting: Sequence[KeptRung] = (),
    ) -> bool:
        """Put a notice into the outbox and remember what it tells and which rungs wait for it, together; False
        where its key is there already. Without an entry, only remember (what is not news)."""

    def outbox(self, engagement: str | None = None) -> Sequence[OutboxEntry]: ...
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
        """Move a notice on; False, and nothing done, where it does not stand in the state `only_from` any more.
        `who` is told in the trail."""

    @property
    def tickets(self) -> TicketStore:
        """Single tickets, without a look at all of them."""

    @property
    def standstills(self) -> StandstillStore:
        """Where engagements stand still."""

    @property
    def rests(self) -> RestStore:
        """What tickets come to that stand as they stood."""

    @property
    def mail(self) -> MailStore:
        """Deliveries, threads, and contacts that want no mail."""

    @property
    def dates(self) -> DateStore:
        """Promised dates, and how long done tickets took."""

    @property
    def requests(self) -> RequestStore:
        """What people asked for on pages."""

    @property
    def bills(self) -> BillStore:
        """Records for the bill, one for each engagement."""

    @property
    def board(self) -> EngagementFactsStore:
        """What the last cycle found of each engagement."""

    @property
    def links(self) -> LinkStore:
        """Links to clients' status pages."""

    @property
    def client_status(self) -> StatusStore:
        """What clients' status pages tell."""

    @property
    def measures(self) -> MeasureStore:
        """Answers to surveys, what the trail tells of the past, and the figures of each day."""

    @property
    def agenda(self) -> AgendaStore:
        """When engagements have their turns."""

    @property
    def keeper(self) -> Keeper:
        """What lets go of what is old."""

    def met(self, address: str) -> bool:
        """Tell whether mail was ever sent to this address."""

    def note(self, events: Sequence[Event]) -> None:
        """Append to the trail what no other method of this port keeps anyway. A setting, or a refusal of one verb on
        one ticket, is told once for as long as it stands."""

    def trail(self) -> Iterable[Row]:
        """Return the rows of the trail, the oldest first."""

    def trail_anchor(self) -> Anchor:
        """Return what the oldest row of the trail follows on."""

    def trail_head(self) -> str:
        """Return the seal of the newest row of the trail, or of its anchor; empty where neither is."""

    def begin_run(self, run: str, mode: str, at: datetime) -> None: ...
    def end_run(self, run: str, at: datetime, document: str) -> None: ...
