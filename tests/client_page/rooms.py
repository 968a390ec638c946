"""A board that is really served, over a store on disk, and visitors with cookies of their own."""

from contextlib import contextmanager
from dataclasses import dataclass
from secrets import token_urlsafe

from requests import Session

from state.board.reader import StoreReader
from state.board.serving import serving
from state.board.setting import BoardSetting
from state.open import open_store
from sync.mailing.signing import SigningKey
from sync.pages.client_links import TOKEN_BYTES, ClientLink, hash_of
from tests.client_page.filled import KEPT, MAILS, NOW

KEY = SigningKey("of these tests alone, and long enough")


class Clock:
    def __init__(self, at=NOW):
        self.at = at

    def now(self):
        return self.at


@dataclass(frozen=True)
class Site:
    """A served board. `url` has no slash at its end."""

    url: str
    store_url: str
    clock: Clock

    def store(self):
        return open_store(self.store_url)

    def grant(self, client="Apollo Bank", **more):
        """Return a token for a client, and its link."""
        token = token_urlsafe(TOKEN_BYTES)
        link = ClientLink(hash_of(token), client, self.clock.now(), "ana", **more)
        with self.store() as store:
            store.links.keep(link)
        return token, link

    def visitor(self, token=None):
        """Return somebody with a browser's memory; with a token they have come in."""
        session = Session()
        session.trust_env = False
        if token is not None:
            assert session.get(f"{self.url}/c/{token}").status_code == 200
        return session

    def get(self, path, token=None, **more):
        with self.visitor(token) as visitor:
            return visitor.get(self.url + path, **more)

    def decisions(self, engagement="apollo"):
        with self.store() as store:
            return store.requests.asked("decision", engagement)


@contextmanager
def served(store_url, clock):
    with serving(StoreReader(store_url), BoardSetting(clock, KEY), "127.0.0.1", 0) as url:
        yield Site(url, store_url, clock)


def fill(store_url, statuses=KEPT, mails=MAILS):
    with open_store(store_url) as store:
        for status in statuses:
            store.client_status.keep(status)
        for mail in mails:
            store.queue(mail, mail.engagement, ())
