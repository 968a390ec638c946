"""Threads that do what is due. Each keeps a store of its own open: a connection belongs to the thread that made it."""

import time
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from queue import SimpleQueue
from threading import Lock, Thread
from types import TracebackType
from typing import Self

from sync.store import Store

OpenStore = Callable[[], AbstractContextManager[Store]]
Job = Callable[["AtHand"], None]


class AtHand:
    """A store that is opened when it is first needed, and anew after it was dropped. For one thread."""

    def __init__(self, open_store: OpenStore) -> None:
        self._open_store = open_store
        self._closing = ExitStack()
        self._store: Store | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.drop()

    @property
    def store(self) -> Store:
        if self._store is None:
            self._store = self._closing.enter_context(self._open_store())
        return self._store

    def drop(self) -> None:
        """Close it; it may be why something failed."""
        self._store = None
        self._closing.close()


class Crew:
    """Does jobs in as many threads as there are jobs at once. A job raises nothing."""

    def __init__(self, open_store: OpenStore) -> None:
        self._open_store = open_store
        self._jobs: SimpleQueue[Job | None] = SimpleQueue()
        self._threads: list[Thread] = []
        self._idle = 0
        self._counting = Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _at: TracebackType | None
    ) -> None:
        self.end(0.0)

    def give(self, job: Job) -> None:
        """Let a thread do this; a new one where all are at work."""
        with self._counting:
            needs_thread = self._idle == 0
            self._idle -= not needs_thread
        if needs_thread:
            # Not waited for at the end of the process: a request in hand may hang, and was written down before.
            self._threads.append(Thread(target=self._work, name=f"cycles-{len(self._threads) + 1}", daemon=True))
            self._threads[-1].start()
        self._jobs.put(job)

    def end(self, within: float) -> bool:
        """Let the threads end after the jobs in hand; False where that takes longer than so many seconds."""
        until = time.monotonic() + within
        for _ in self._threads:
            self._jobs.put(None)
        for thread in self._threads:
            thread.join(max(0.0, until - time.monotonic()))
        return not any(thread.is_alive() for thread in self._threads)

    def _work(self) -> None:
        with AtHand(self._open_store) as at_hand:
            while (job := self._jobs.get()) is not None:
                job(at_hand)
                with self._counting:
                    self._idle += 1
