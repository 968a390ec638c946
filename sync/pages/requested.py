"""Acts on what people asked for on pages, at the start of a cycle.

A run that is broken off between a deed and its mark does the deed again: each one looks first whether it still can.
"""

from collections.abc import Callable, Mapping, Sequence

from sync.mailing.outbox import NotPossible, hold_back, release
from sync.mailing.silencing import unsubscribe
from sync.mailing.unsubscribe import Unsubscription
from sync.pages.request import HOLD_NOTICE, RELEASE_NOTICE, UNSUBSCRIBE, Request
from sync.stand import World

Deed = Callable[[World, Request], str]


def act_on_requests(world: World, kinds: Sequence[str] | None = None) -> None:
    """Do what is asked for, of some kinds only where given, and write down what came of each.

    Kinds that are not in DEEDS stay for whoever acts on them. What cannot be done any more is told as its outcome.
    """
    for request in world.store.requests.waiting():
        kind = request.wish.kind
        if kind in DEEDS and (kinds is None or kind in kinds):
            world.store.requests.finish(request, _outcome(world, request), world.clock.now())


def _outcome(world: World, request: Request) -> str:
    try:
        return DEEDS[request.wish.kind](world, request)
    except NotPossible as error:
        return f"Not done: {error}."


def _release(world: World, request: Request) -> str:
    entry = release(world.store, world.clock, request.wish.subject, request.wish.who)
    return f"Notice {entry.id} is {entry.state}: it goes with the next mail."


def _hold(world: World, request: Request) -> str:
    entry = hold_back(world.store, world.clock, request.wish.subject, request.wish.who)
    return f"Notice {entry.id} is {entry.state}: it waits until somebody releases it."


def _unsubscribe(world: World, request: Request) -> str:
    facts = request.wish.facts
    wish = Unsubscription(str(facts["address"]), request.wish.engagement, str(facts["receives"]))
    if world.mail is None:
        return "Not done: no mail is configured."
    is_new = unsubscribe(world.store, world.mail, world.clock, wish)
    return f"{wish.address} gets no more {wish.receives}{'' if is_new else ', as before'}."


DEEDS: Mapping[str, Deed] = {RELEASE_NOTICE: _release, HOLD_NOTICE: _hold, UNSUBSCRIBE: _unsubscribe}
"""What each kind of request comes to. It returns what the person is told, and raises NotPossible."""
