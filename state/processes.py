"""Tells whether a process that left its name in the store is gone for certain, so that nobody waits for it.

Certain is only what this machine can see: the same start of the system, the same view of process numbers.
"""

import os
from functools import cache
from pathlib import Path
from uuid import uuid4

PROC = Path("/proc")


def this() -> str:
    """Return the name of this process."""
    return f"{_place()} {os.getpid()}"


def is_gone(name: str) -> bool:
    """Tell whether the process of a name has ended. One of another machine or container, or one whose number was
    given to another process since, counts as alive."""
    place, _, number = name.rpartition(" ")
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
