"""Keeps the memory of a service flat for years.

Objects that refer to each other in a circle stay until they are searched for, and `run.py` lets that happen seldom, for
commands that are over soon: some 25 blocks of each cycle. And with a heap for every thread, what is let go of in one is
not used again in another: 3 MB more for two engagements; eight threads at work are no slower with one.
"""

import ctypes
import gc
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock

M_ARENA_MAX = -8  # glibc, malloc.h
EVERY = 10.0  # seconds between two searches; what lies about for longer scatters what stays over more pages


def share_one_heap() -> None:
    """Let all threads use one heap; before any is started."""
    _ask_libc("mallopt", M_ARENA_MAX, 1)


@contextmanager
def settled() -> Iterator[None]:
    """Leave out of searches what is there now, so that a search costs little; all of it is in use, and stays."""
    gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


class Tidying:
    """Lets go of circles, and gives free memory back to the system, at most every ten seconds. May be called from several
    threads. `monotonic` tells seconds and never goes back."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._next = monotonic() + EVERY
        self._lock = Lock()

    def now_and_then(self) -> None:
        with self._lock:
            now = self._monotonic()
            if now < self._next:
                return
            self._next = now + EVERY
        gc.collect()
        _ask_libc("malloc_trim", 0)


def _ask_libc(name: str, *told: int) -> None:
    """Call a function of glibc; another C library does without."""
    function = getattr(ctypes.CDLL(None), name, None)
    if function is not None:
        function(*told)
