"""Gathers hints and notes them in the agenda from one thread, so that whoever posts waits for no store."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from math import inf
from threading import Event, Lock, Thread
from typing import Self

from connectors.hooks.sources import HookedSource
from sync.ports import PortError
from sync.service.hints import Told

GATHER = 0.5  # seconds: one deed comes as several events, and Jira's search knows of it a moment after its webhook
AGAIN = 5.0  # seconds until what could not be noted is noted again
ASK_AGAIN = 300.0  # seconds until a source that did not tell who the bot is there is asked again
MOST = 10_000  # different hints that wait; what one more tells, the next poll finds

Keep = Callable[[frozenset[str]], None]
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Hint:
    """Something happened at a source, perhaps in these engagements."""

    source: HookedSource
    told: Told
    engagements: frozenset[str]


@dataclass(frozen=True, slots=True)
class Bot:
    """Who the bot is at a source; where that could not be learned, when to ask again, in seconds of `time.monotonic`."""

    source: HookedSource
    account: str = ""
    ask_from: float = inf

    def answers_for(self, source: HookedSource) -> bool:
        return self.source == source and time.monotonic() <= self.ask_from


class Bots:
    """Remembers who the bot is at each source, by its name: one that is configured anew takes the place of the old."""

    def __init__(self, say: Say) -> None:
        self._say = say
        self._known: dict[str, Bot] = {}

    def did(self, hint: Hint) -> bool:
        """Tell whether the bot itself did it; while it cannot be learned who the bot is, it may have been anybody."""
        if not hint.told.authors:
            return False
        source = hint.source
        bot = self._known.get(source.name)
        if bot is None or not bot.answers_for(source):
            bot = self._known[source.name] = self._learned(source)
        return hint.told.is_all_of(bot.account)

    def _learned(self, source: HookedSource) -> Bot:
        try:
            return Bot(source, source.ask_who())
        except PortError as error:
            self._say(f"Who the bot is at {source.name} is not known, so its own writes bring polls sooner: {error}")
            return Bot(source, ask_from=time.monotonic() + ASK_AGAIN)


class Gatherer:
    """Holds hints until they are noted. `put` may be called from any thread.

    `keep` notes engagements in the agenda, and may raise the errors of `sync.ports`: those wait then. `say` is told the
    first failure, and the recovery.
    """

    def __init__(self, keep: Keep, say: Say) -> None:
        self._keep, self._say, self._bots = keep, say, Bots(say)
        self._waiting: set[Hint] = set()
        self._lock, self._something, self._stop = Lock(), Event(), Event()
        self._fails = False

    def put(self, hint: Hint) -> None:
        """Take a hint, and return at once."""
        with self._lock:
            if len(self._waiting) < MOST:
                self._waiting.add(hint)
        self._something.set()

    @contextmanager
    def running(self) -> Iterator[Self]:
        """Note hints while the context lasts; those that still wait at its end are noted then."""
        thread = Thread(target=self._run, name="hints")
        thread.start()
        try:
            yield self
        finally:
            self._stop.set()
            self._something.set()
            thread.join()

    def _run(self) -> None:
        while not self._stop.is_set():
            self._something.wait()
            self._stop.wait(AGAIN if self._fails else GATHER)
            self._something.clear()
            self._note()

    def _note(self) -> None:
        with self._lock:
            taken, self._waiting = self._waiting, set()
        named = frozenset(name for hint in taken if not self._bots.did(hint) for name in hint.engagements)
        try:
            if named:
                self._keep(named)
        except PortError as error:
            self._put_back(taken)
            self._tell(f"Hints of webhooks wait, and polls come in their turn meanwhile: {error}", fails=True)
        else:
            self._tell("Hints of webhooks are noted again.", fails=False)

    def _put_back(self, taken: set[Hint]) -> None:
        with self._lock:
            self._waiting |= taken
        self._something.set()

    def _tell(self, said: str, *, fails: bool) -> None:
        if fails != self._fails:
            self._say(said)
        self._fails = fails
