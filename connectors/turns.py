"""The budget of a token, shared by every session and thread that uses it: of this process, or of all processes."""

import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from threading import Lock
from typing import Protocol, TypeVar
from weakref import WeakValueDictionary

from connectors.budget import WHOLE_TOKEN, Budget, LaneName, Reach
from connectors.shared_book import Change, SharedBook, SharedBudgets

Told = TypeVar("Told")


class TooLong(Exception):
    """The next turn is further away than is waited for; `seconds` says how far."""

    def __init__(self, seconds: float) -> None:
        super().__init__(seconds)
        self.seconds = seconds


class Book(Protocol):
    """Where the budget of one token is kept. May be used from several threads."""

    def allows(self, lanes: Collection[LaneName]) -> bool:
        """Tell whether a request may go at once without a turn being taken for it."""

    def take(self, take: Change[Told]) -> Told:
        """Replace the budget by what is left of it after a turn; nothing changes where `take` raises."""

    def change(self, change: Change[Told]) -> Told:
        """Replace the budget by what `change` makes of it at a moment; nothing changes where that raises."""

    def look(self) -> Budget:
        """Return the budget as it is."""

    def tell(self, left: int, seconds: float) -> None:
        """Take in how many requests the token has left for so many seconds."""

    def rest(self, seconds: float, sleep: Callable[[float], None]) -> None:
        """Sleep, after which that time has passed, even where the sleep was a little short."""


class OwnBook:
    """Implements `Book` for this process alone. `clock` tells seconds and never goes back."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._budget = Budget()
        self._waited_to = clock()
        self._lock = Lock()

    def allows(self, _lanes: Collection[LaneName]) -> bool:
        return False

    def take(self, take: Change[Told]) -> Told:
        return self.change(take)

    def change(self, change: Change[Told]) -> Told:
        with self._lock:
            told, self._budget = change(self._budget, self._now())
            return told

    def look(self) -> Budget:
        with self._lock:
            return self._budget

    def tell(self, left: int, seconds: float) -> None:
        self.change(lambda budget, now: (None, budget.tell(WHOLE_TOKEN, left, now + seconds)))

    def rest(self, seconds: float, sleep: Callable[[float], None]) -> None:
        with self._lock:
            until = self._now() + seconds
        sleep(seconds)
        with self._lock:
            self._waited_to = max(self._waited_to, until)

    def _now(self) -> float:
        return max(self._clock(), self._waited_to)


@dataclass(frozen=True, slots=True)
class Wait:
    """A wait for a turn: when it began, when that was looked at last, and the turn. Seconds of the book's clock."""

    begun: float
    now: float
    at: float


class Turns:
    """Gives out turns from one budget; may be used from several threads. `clock` tells seconds and never goes back.

    With a `shared` book, only the pace of single tickets is kept in this process.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic, shared: Book | None = None) -> None:
        self.own = OwnBook(clock)
        self._book: Book = shared or self.own

    def wait(self, lanes: Collection[LaneName], rest: Callable[[float], None], longest: float) -> None:
        """Return when a request may go; raises TooLong where that takes more than `longest` seconds.

        `rest` is called to sleep. A turn that comes while its lane is closed is given up for another one.
        """
        in_book: dict[Book, list[LaneName]] = {}
        for lane in reversed(tuple(lanes)):  # the ticket's turn first: one of the token is used as soon as it is taken
            in_book.setdefault(self._book_of(lane), []).append(lane)
        for book, names in in_book.items():
            _wait(book, names, rest, longest)

    def rest(self, seconds: float, sleep: Callable[[float], None]) -> None:
        """Sleep, after which that time has passed, even where the sleep was a little short."""
        self._book.rest(seconds, sleep)

    def close(self, lane: LaneName, seconds: float) -> None:
        """Let nothing go in a lane for so many seconds."""
        self._book_of(lane).change(lambda budget, now: (None, budget.close(lane, now + seconds)))

    def slow(self, lane: LaneName, seconds: float) -> None:
        """Go slowly in a lane for so many seconds."""
        self._book_of(lane).change(lambda budget, now: (None, budget.slow(lane, now + seconds)))

    def tell(self, left: int, seconds: float) -> None:
        """Take in how many requests the token has left for so many seconds."""
        self._book.tell(left, seconds)

    def _book_of(self, lane: LaneName) -> Book:
        return self.own if lane.reach is Reach.TICKET else self._book


def _wait(book: Book, lanes: Collection[LaneName], rest: Callable[[float], None], longest: float) -> None:
    begun: float | None = None
    while not book.allows(lanes):
        wait = book.take(partial(_next_turn, lanes, begun, longest))
        if wait.at <= wait.now:
            return
        book.rest(wait.at - wait.now, rest)
        if not book.look().is_closed(lanes, wait.at):
            return
        begun = wait.begun


def _next_turn(
    lanes: Collection[LaneName], begun: float | None, longest: float, budget: Budget, now: float
) -> tuple[Wait, Budget]:
    at, after = budget.take(lanes, now)
    since = now if begun is None else begun
    if at - since > longest:
        raise TooLong(at - now)
    return Wait(since, now, at), after


_shared: WeakValueDictionary[tuple[str, str], Turns] = WeakValueDictionary()
_sharing = Lock()
_budgets: SharedBudgets | None = None


@contextmanager
def turns_shared_in(budgets: SharedBudgets) -> Iterator[None]:
    """Let all tokens that are first used inside have their budgets there, and not in this process alone."""
    _keep_budgets_in(budgets)
    try:
        yield
    finally:
        _keep_budgets_in(None)


def _keep_budgets_in(budgets: SharedBudgets | None) -> None:
    global _budgets  # noqa: PLW0603 - as the budgets themselves: one for all sessions of the process
    with _sharing:
        _budgets = budgets
        _shared.clear()


def turns_of(origin: str, authorization: str) -> Turns:
    """Return the turns of a token at a service, the same for everybody in this process; kept while somebody holds them."""
    key = (origin, sha256(authorization.encode()).hexdigest())
    with _sharing:
        turns = _shared.get(key)
        if turns is None:
            turns = _shared[key] = Turns(shared=_shared_book(" ".join(key)))
        return turns


def _shared_book(token: str) -> Book | None:
    return SharedBook(token, _budgets, time.monotonic) if _budgets is not None else None
