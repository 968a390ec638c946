"""Tells whether a process that left its name in the store is gone for certain, so that nobody waits for it.

Certain is only what this machine can see: the same start of the system, the same view of process numbers.
"""

import os
from functools import cache
from pathlib import Path
from uuid import uuid4

PROC = Path("/proc")
WORKER = " worker "

_worker: int | None = None


def this() -> str:
    """Return the name of this process, with the worker it is, if any."""
    name = f"{_place()} {os.getpid()}"
    return name if _worker is None else f"{name}{WORKER}{_worker}"


def be_worker(number: int | None) -> None:
    """Be known from now on as the worker of this number too: by its heartbeat, other machines tell whether it lives."""
    global _worker  # noqa: PLW0603 - a process is one
    _worker = number


def worker_of(name: str) -> int | None:
    """Return the number of the worker a process of this name was; None where it was none."""
    _, _, number = name.partition(WORKER)
    return int(number) if number else None


def is_gone(name: str) -> bool:
    """Tell whether the process of a name has ended. One of another machine or container, or one whose number was
    given to another process since, counts as alive."""
    place, _, number = name.partition(WORKER)[0].rpartition(" ")
    if place != _place() or not number.isdecimal():
        return False
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False


@cache
def _place() -> str:
    """Return what all processes share that see the same process numbers; where that cannot be told, nobody does."""
    try:
        boot = (PROC / "sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
        return f"{boot} {(PROC / 'self/ns/pid').readlink()}"
    except OSError:
        return str(uuid4())
