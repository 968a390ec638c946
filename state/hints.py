"""What webhooks leave in the agenda, for those who do not hold the store open."""

from collections.abc import Callable, Mapping

from state.open import open_store
from sync.ports import Clock
from sync.service.agenda_store import Turn


def noting(url: str, clock: Clock) -> Callable[[frozenset[str]], None]:
    """Return what notes that something changed in some engagements; the store is open only meanwhile.

    It may be called from any thread, and raises what `open_store` raises.
    """

    def note(engagements: frozenset[str]) -> None:
        with open_store(url) as store:
            store.agenda.hint(tuple(sorted(engagements)), clock.now())

    return note


def turns_in(url: str) -> Mapping[str, Turn]:
    """Read the agenda of a store, by engagement; raises what `open_store` raises."""
    with open_store(url) as store:
        return store.agenda.turns()
