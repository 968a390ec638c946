"""A look at the store before it is needed: does it open, can it be written, how much room is left, how far is it."""

from contextlib import closing
from pathlib import Path
from shutil import disk_usage
from time import perf_counter

from state.keeping.files import quick_look
from state.migrations import STEPS
from state.open import open_rows, path_of
from state.rows import Rows, RowStore
from state.sqlite import SQLITE
from sync.examination import ServerFacts, StoreFacts

LOOKS = 5  # the quickest of them counts


def examine_store(url: str) -> StoreFacts:
    """Look over every page of a file, open the store, begin to write and take it back; a new store is made and its tables with it.

    Raises what `open_store` raises.
    """
    if url.startswith(SQLITE):
        quick_look(Path(path_of(url)))  # before anything is written
    with closing(open_rows(url)) as kept:
        with kept.writing():
            pass
        version = list(STEPS)[-1]
        if url.startswith(SQLITE):
            return StoreFacts(kept.place, version, disk_usage(kept.place).free)
        return StoreFacts(kept.place, version, free=None, server=_server(kept))


def _server(kept: RowStore) -> ServerFacts:
    with kept.reading() as db:
        (version,) = db.execute("select current_setting('server_version')").fetchone()
        (size,) = db.execute("select pg_database_size(current_database())").fetchone()
        return ServerFacts(version.split()[0], size, min(_seconds(db) for _ in range(LOOKS)))


def _seconds(db: Rows) -> float:
    began = perf_counter()
    db.execute("select 1").fetchone()
    return perf_counter() - began
