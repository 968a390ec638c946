"""Parts of what is kept or asked for, as many as one statement takes."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

T = TypeVar("T")
BATCH = 500  # rows in one statement: measured, 100 costs a third more


def batches(values: Iterable[T]) -> Iterator[list[T]]:
    """Yield values in their order, a few hundred at a time."""
    rest = iter(values)
    while batch := list(islice(rest, BATCH)):
        yield batch
