"""The ports between a worker and the queue that all workers take their jobs from. Pure."""

from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Offer:
    """A turn that is due, for whichever worker is free; `configuration` is the fingerprint of the one it is due by.

    One that is `aside` does not wait for engagements: it concerns all of them together.
    """

    name: str
    configuration: str
    aside: bool = False


class Work(Protocol):
    """What a worker does. May be asked from any thread, and raises nothing."""

    def deal(self, offered: frozenset[str]) -> Future[Sequence[Offer]]:
        """Look what is due beside the turns that are in the queue or in hand; asked of one worker among all."""

    def do(self, offer: Offer) -> Future[bool]:
        """Take a turn if it is due still; False where the worker stops before it came through."""


class Jobs(Protocol):
    """The queue, as one worker has it."""

    def run(self, work: Work) -> None:
        """Take jobs until `stop` is asked, and return once those in hand are done. Raises the errors of `sync.ports`."""

    def stop(self) -> None:
        """Begin nothing any more. May be asked from any thread, before `run` too."""
