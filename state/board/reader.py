"""How pages reach the store: a connection that cannot write, and the one box requests are put into."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from typing import Protocol

from state.open import POSTGRES, open_store, path_of, postgres_at
from state.rows import Readable
from state.sqlite import a_look_at
from sync.pages.client_links import LinkStore
from sync.pages.request import RequestStore


class Reader(Protocol):
    """What pages are made from. Both may raise Unreachable and the store's own errors."""

    def reading(self) -> AbstractContextManager[Readable]:
        """Open the store for one page: it shows one moment, and cannot be written."""

    def requesting(self) -> AbstractContextManager[RequestStore]:
        """Open the box of requests."""

    def linking(self) -> AbstractContextManager[LinkStore]:
        """Open the links of clients, to note that one was used."""


class StoreReader:
    """Reads a store beside the bot, which writes it meanwhile: a page waits for nobody."""

    def __init__(self, url: str) -> None:
        """Raises StoreUnusable for a URL that names no store."""
        self._url = url
        self._path = None if url.startswith(POSTGRES) else path_of(url)

    @contextmanager
    def reading(self) -> Iterator[Readable]:
        if self._path is not None:
            with a_look_at(self._path) as connection:
                yield connection
            return
        with closing(postgres_at(self._url, only_reads=True)) as kept, kept.reading() as rows:
            yield rows

    @contextmanager
    def requesting(self) -> Iterator[RequestStore]:
        with open_store(self._url) as store:
            yield store.requests

    @contextmanager
    def linking(self) -> Iterator[LinkStore]:
        with open_store(self._url) as store:
            yield store.links
