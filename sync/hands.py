"""What writing needs at hand, and how what was written is remembered: known tickets, receipts, footprints."""

from collections.abc import Callable, Iterable, Iterator, MutableMapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol, TypeVar

from rules.facts import digest_of
from rules.model import Ticket
from sync.actions import Action, ActionState
from sync.holds.routes import Routes
from sync.ports import Clock, Needs, PortError, Tracker
from sync.remembered import Footprint, Intent, Snapshot
from sync.store import Store

Part = TypeVar("Part")
T = TypeVar("T")


class AtTheStore(Protocol):
    """Makes a call in the thread the store belongs to; returns what it returns and raises what it raises."""

    def __call__(self, call: Callable[[], T]) -> T: ...


def in_this_thread(call: Callable[[], T]) -> T:
    """Be in the store's own thread already."""
    return call()


def nobody_else() -> None:
    """Be sure: nobody else can write."""


def going_on() -> None:
    """Go on: nobody wants to stop."""


@dataclass(frozen=True, slots=True)
class Hands:
    """What applying needs: where to write, where to remember, and for which run.

    `still_mine` is asked before every write and raises where another run took over; without `keeps`, as in a dry
    run, what is looked up is not remembered. `missing` collects the ids of tickets that a write did not find.
    `goes_on` is asked between two tickets or pages and raises Stopped where the service ends.
    """

    tracker: Tracker
    store: Store
    clock: Clock
    run: str
    needs: Needs
    routes: Routes
    still_mine: Callable[[], None] = nobody_else
    keeps: bool = True
    goes_on: Callable[[], None] = going_on
    missing: set[str] = field(default_factory=set)
    at_the_store: AtTheStore = in_this_thread

    def each(self, parts: Iterable[Part]) -> Iterator[Part]:
        """Yield what can be left off between any two; raises Stopped."""
        for part in parts:
            self.goes_on()
            yield part


@dataclass(frozen=True, slots=True)
class Known:
    """A ticket as last seen with what the bot left on it."""

    snapshot: Snapshot
    footprint: Footprint


Knowns = MutableMapping[str, Known]
"""Tickets of an engagement by id."""


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

    def intended() -> Sequence[Intent]:
        hands.still_mine()
        return hands.store.intend(hands.run, actions, hands.clock.now())

    return hands.at_the_store(intended)


def remember(hands: Hands, known: Known) -> None:
    if not hands.keeps:
        return

    def keep() -> None:
        hands.store.keep_footprint(known.snapshot.engagement, known.footprint)
        hands.store.keep_snapshots([replace(known.snapshot, seen_at=hands.clock.now())])

    hands.at_the_store(keep)


def settle(hands: Hands, intents: Sequence[Intent], state: ActionState, error: str | None = None) -> tuple[Action, ...]:
    def keep() -> None:
        for intent in intents:
            hands.store.settle(intent, state, hands.clock.now(), error)

    if hands.keeps:
        hands.at_the_store(keep)
    return tuple(intent.action.ended(state, error) for intent in intents)
