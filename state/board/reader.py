"""How pages reach the store: a connection that cannot write, and the one box requests are put into."""

import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path
from typing import Protocol

from state.faults import told_as_ours
from state.open import BUSY_TIMEOUT, open_store, path_of
from sync.pages.client_links import LinkStore
from sync.pages.request import RequestStore


class Reader(Protocol):
    """What pages are made from. Both may raise Unreachable and the store's own errors."""

    def reading(self) -> AbstractContextManager[sqlite3.Connection]:
        """Open the store for one page: it shows one moment, and cannot be written."""

    def requesting(self) -> AbstractContextManager[RequestStore]:
        """Open the box of requests."""

    def linking(self) -> AbstractContextManager[LinkStore]:
        """Open the links of clients, to note that one was used."""


class SqliteReader:
    """Reads the file of a store beside the bot, which writes it meanwhile: a page waits for nobody."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._path = path_of(url)

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        # Not opened with mode=ro: a store in WAL cannot be read without its side files, which a reader has to make.
        with (
            told_as_ours(self._path),
            closing(self._connected()) as connection,
        ):
            connection.execute("pragma query_only = 1")
            connection.execute("begin")  # everything on a page is of one moment
            yield connection

    def _connected(self) -> sqlite3.Connection:
        file = f"{Path(self._path).absolute().as_uri()}?mode=rw"  # never made anew
        return sqlite3.connect(file, uri=True, timeout=BUSY_TIMEOUT, isolation_level=None)

    @contextmanager
    def requesting(self) -> Iterator[RequestStore]:
        with open_store(self._url) as store:
            yield store.requests

    @contextmanager
    def linking(self) -> Iterator[LinkStore]:
        with open_store(self._url) as store:
            yield store.links
