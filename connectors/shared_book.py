"""The budget of a token, kept where every process on every machine that uses the token finds it.

A request does not ask there each time. What was seen is believed for `FRESH` seconds, so that a refusal one process
met holds all others back within that time; and where a service tells how many requests are left, a process that is
busy takes a few turns at once. It keeps those until the service counts anew: what a process that died did not use is
lost until then, and no longer. While an endpoint is slowed, each turn in it is entered.

What is kept here is the token and its endpoints. The pace of one ticket is kept by the process that writes to it: an
engagement has one writer at a time.
"""

from collections.abc import Callable, Collection
from math import inf
from threading import Lock
from typing import Protocol, TypeVar

from connectors.budget import WHOLE_TOKEN, Budget, LaneName
from connectors.budget_document import FORM, read, written

FRESH = 0.1  # seconds
MOST_TURNS = 32  # taken at once: at 100 requests a second, three exchanges a second
SHARE = 16  # one of so many that are left: others must find some too

Told = TypeVar("Told")
Change = Callable[[Budget, float], tuple[Told, Budget]]


class SharedBudgets(Protocol):
    """Documents by name, shared by processes. May be used from several threads. Both raise port errors."""

    def exchange(self, name: str, change: Callable[[str, float], tuple[Told, str]]) -> Told:
        """Replace a document by what `change` makes of it, while nobody else can; nothing changes where that raises.

        `change` is told the document, "" where there is none yet, and the moment in seconds since 1970 by the one
        clock of whoever keeps them; it returns what it wants returned, and the document.
        """

    def look(self, name: str) -> tuple[str, float]:
        """Return a document and the moment, as `exchange` tells them."""


class SharedBook:
    """Implements `connectors.turns.Book` over shared documents. `clock` tells seconds and never goes back."""

    def __init__(self, token: str, budgets: SharedBudgets, clock: Callable[[], float]) -> None:
        self._name = f"{FORM} {token}"
        self._budgets = budgets
        self._clock = clock
        self._lock = Lock()
        self._budget = Budget()
        self._seen_at = -inf  # by our clock
        self._ahead = 0.0  # what the shared clock is ahead of ours
        self._turns = 0  # taken before, and not used yet
        self._turns_end = -inf  # by the shared clock
        self._wish = 0  # turns to take beside the next one
        self._told: tuple[int, float] | None = None  # what the service told that nobody else knows yet

    def allows(self, lanes: Collection[LaneName]) -> bool:
        """Tell whether a request may go at once, by what was seen a moment ago and the turns taken before."""
        with self._lock:
            is_busy = self._clock() - self._seen_at <= FRESH
            if not is_busy:
                self._look()
            now = self._now()
            if not self._budget.is_open(lanes, now):
                return False
            return self._budget.whole.left is None or self._has_turn(now, is_busy=is_busy)

    def take(self, take: Change[Told]) -> Told:
        """Replace the budget by what is left of it after a turn, and take more turns for those that follow."""
        with self._lock:
            told, (lent, ends) = self._exchange(lambda budget, now: _with_more(*take(budget, now), self._wish, now))
            self._turns = lent + (self._turns if ends == self._turns_end else 0)
            self._turns_end = ends
            return told

    def change(self, change: Change[Told]) -> Told:
        with self._lock:
            return self._exchange(change)

    def look(self) -> Budget:
        with self._lock:
            self._look()
            return self._budget

    def tell(self, left: int, seconds: float) -> None:
        """Take in how many requests are left; told to others at once where the service counts anew, and where few are."""
        with self._lock:
            if self._seen_at == -inf:
                self._look()
            told, whole = (left, self._now() + seconds), self._budget.whole
            is_lower = whole.left is None or left < whole.left
            if not whole.renews_at(told[1]) or (is_lower and left < SHARE):
                self._exchange(lambda budget, _now: (None, budget.tell(WHOLE_TOKEN, *told)))
            elif is_lower:
                self._told = told
                self._turns = min(self._turns, left)

    def rest(self, seconds: float, sleep: Callable[[float], None]) -> None:
        sleep(seconds)

    def _has_turn(self, now: float, *, is_busy: bool) -> bool:
        """Use one of the turns taken before; where there is none, and the last ones were soon used up, wish for more."""
        if now >= self._turns_end:
            self._turns = 0
        if self._turns:
            self._turns -= 1
            return True
        self._wish = min(MOST_TURNS, 2 * self._wish + 1) if is_busy else 0
        return False

    def _exchange(self, change: Change[Told]) -> Told:
        news, self._told = self._told, None

        def changed(document: str, now: float) -> tuple[tuple[Told, Budget, float], str]:
            known = read(document, now)
            told, budget = change(known.tell(WHOLE_TOKEN, *news) if news else known, now)
            return (told, budget, now), document if budget is known else written(budget, now)

        told, budget, now = self._budgets.exchange(self._name, changed)
        self._see(budget, now)
        return told

    def _look(self) -> None:
        document, now = self._budgets.look(self._name)
        self._see(read(document, now), now)

    def _see(self, budget: Budget, now: float) -> None:
        self._budget, self._seen_at = budget, self._clock()
        self._ahead = now - self._seen_at

    def _now(self) -> float:
        return self._clock() + self._ahead


def _with_more(told: Told, budget: Budget, wish: int, now: float) -> tuple[tuple[Told, tuple[int, float]], Budget]:
    lent, after = budget.lend(wish, SHARE, now)
    return (told, (lent, after.whole.renews)), after
