"""A look at the store before it is needed: does it open, can it be written, how much room is left."""

from shutil import disk_usage

from state.migrations import STEPS
from state.open import open_store
from sync.examination import StoreFacts


def examine_store(url: str) -> StoreFacts:
    """Open the store, begin to write and take it back; a new store is made and its tables with it.

    Raises what `open_store` raises.
    """
    with open_store(url) as store:
        store.try_writing()
        return StoreFacts(place=store.path, version=list(STEPS)[-1], free=disk_usage(store.path).free)
