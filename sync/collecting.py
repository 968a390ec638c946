"""Keeps Python from looking for garbage where there is none: a look at thousands of tickets makes millions of values, none
of which refers to itself. Measured, looking for it takes a third of the time and frees nothing."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

SELDOM = (200_000, 50, 100)


@contextmanager
def seldom() -> Iterator[None]:
    """Look for garbage seldom while the block lasts, in the whole process."""
    before = gc.get_threshold()
    gc.set_threshold(*SELDOM)
    try:
        yield
    finally:
        gc.set_threshold(*before)
