"""What writing needs at hand, and how what was written is remembered: known tickets, receipts, footprints."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from rules.facts import digest_of
from rules.model import Ticket
from sync.actions import Action, ActionState
from sync.holds.routes import Routes
from sync.ports import Clock, Needs, PortError, Tracker
from sync.remembered import Footprint, Intent, Snapshot
from sync.store import Store


def nobody_else() -> None:
    """Be sure: nobody else can write."""


@dataclass(frozen=True, slots=True)
class Hands:
    """What applying needs: where to write, where to remember, and for which run.

    `still_mine` is asked before every write and raises where another run took over; without `keeps`, as in a dry
    run, what is looked up is not remembered. `missing` collects the ids of tickets that a write did not find.
    """

    tracker: Tracker
    store: Store
    clock: Clock
    run: str
    needs: Needs
    routes: Routes
    still_mine: Callable[[], None] = nobody_else
    keeps: bool = True
    missing: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Known:
    """A ticket as last seen with what the bot left on it."""

    snapshot: Snapshot
    footprint: Footprint


@dataclass(frozen=True, slots=True)
class Ended:
    """How one write ended. `fault` is why the source did not take it, where other tickets may fare alike;
    `is_down` tells that the source does not answer a look at the ticket either, `is_passing` that the ticket may
    take it in the next cycle."""

    actions: tuple[Action, ...]
    fault: PortError | None = None
    is_down: bool = False
    is_passing: bool = False


def seen(known: Known, ticket: Ticket, footprint: Footprint) -> Known:
    snapshot = replace(known.snapshot, ticket=ticket, digest=digest_of(ticket))
    return Known(snapshot, footprint)


def begin(hands: Hands, actions: Sequence[Action]) -> Sequence[Intent]:
    """Write down what is about to be written, if nobody else writes there by now; raises LeaseLost."""
    hands.still_mine()
    return hands.store.intend(hands.run, actions, hands.clock.now())


def remember(hands: Hands, known: Known) -> None:
    if not hands.keeps:
        return
    hands.store.keep_footprint(known.snapshot.engagement, known.footprint)
    hands.store.keep_snapshots([replace(known.snapshot, seen_at=hands.clock.now())])


def settle(hands: Hands, intents: Sequence[Intent], state: ActionState, error: str | None = None) -> tuple[Action, ...]:
    for intent in intents if hands.keeps else ():
        hands.store.settle(intent, state, hands.clock.now(), error)
    return tuple(intent.action.ended(state, error) for intent in intents)
