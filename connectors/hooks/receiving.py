"""Takes the events trackers post: nothing is read before its signature is right."""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import NamedTuple

from connectors.hooks.events import told_by
from connectors.hooks.gathering import Gatherer, Hint, Keep, Say
from connectors.hooks.signatures import FORMS, is_signed
from connectors.hooks.sources import HookedSource
from sync.engagement import Engagement
from sync.service.hints import Reception, meant

SAID_FOR = 3600.0  # seconds in which no more is said of wrong signatures of one source


class Ground(NamedTuple):
    """What events are held against: the sources that post, by name, and all engagements."""

    sources: Mapping[str, HookedSource]
    engagements: tuple[Engagement, ...]


class Receiver:
    """Implements `sync.service.hints.Hints`; what is meant goes to `put`.

    `say` is told of an event with a wrong signature, once in an hour for each source.
    """

    def __init__(self, put: Callable[[Hint], None], say: Say) -> None:
        self._put, self._say = put, say
        self._ground = Ground({}, ())
        self._say_from: dict[str, float] = {}

    def listen_to(self, sources: Iterable[HookedSource], engagements: Iterable[Engagement]) -> None:
        """Take events of these sources, and of no other, from now on."""
        self._ground = Ground({one.name: one for one in sources}, tuple(engagements))

    def receive(self, source: str, headers: Mapping[str, str], body: bytes) -> Reception:
        sources, engagements = self._ground
        hooked = sources.get(source)
        if hooked is None:
            return Reception.NOT_HERE
        if not is_signed(hooked.kind, headers.get(FORMS[hooked.kind].header, ""), body, hooked.secrets):
            self._tell_forged(source)
            return Reception.FORGED
        told = told_by(hooked.kind, body)
        if named := meant(engagements, source, told):
            self._put(Hint(hooked, told, named))
        return Reception.TAKEN

    def _tell_forged(self, source: str) -> None:
        if time.monotonic() >= self._say_from.get(source, 0.0):
            self._say_from[source] = time.monotonic() + SAID_FOR
            self._say(
                f"A webhook of source {source} was refused: its signature is wrong. More of them are refused without a "
                "word for an hour. Where it comes from the tracker, give both sides the same secret (docs/webhooks.md)."
            )


@contextmanager
def receiving(keep: Keep, say: Say) -> Iterator[Receiver]:
    """Take events while the context lasts: `keep` notes the engagements meant, from a thread of its own, and `say`
    tells the operator."""
    with Gatherer(keep, say).running() as gatherer:
        yield Receiver(gatherer.put, say)
