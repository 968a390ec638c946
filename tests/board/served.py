"""The board over real HTTP: waitress on a free port of loopback, over a store on disk."""

import re
from contextlib import contextmanager
from datetime import timedelta

from state.board.reader import StoreReader
from state.board.serving import serving
from state.board.setting import BoardSetting
from sync.mailing.signing import SigningKey
from tests.board.filled import NOW

WORD = re.compile(r'name="form_word" value="([^"]+)"')
KEY = SigningKey("a-key-for-tests-that-is-long-enough")


class Clock:
    """Stands still until it is moved on."""

    def __init__(self, at=NOW + timedelta(minutes=2)):
        self.at = at

    def now(self):
        return self.at

    def pass_(self, **time):
        self.at += timedelta(**time)


@contextmanager
def served_store(url, **setting):
    """Serve the board over a store, and yield its address."""
    told = {"clock": Clock(), "key": KEY, **setting}
    with serving(StoreReader(url), BoardSetting(**told), "127.0.0.1", 0) as address:
        yield address


class Visitor:
    """Somebody with a browser that keeps cookies and runs no script."""

    def __init__(self, address, session):
        self.address, self.session = address, session

    def get(self, path, **more):
        return self.session.get(self.address + path, timeout=20, **{"allow_redirects": False, **more})

    def page(self, path, **more):
        answer = self.get(path, **more)
        assert answer.status_code == 200, (path, answer.status_code)
        return answer.text

    def send(self, path, form=None, **more):
        return self.session.post(self.address + path, data=form, timeout=20, **{"allow_redirects": False, **more})

    def form_word(self, path):
        return WORD.search(self.get(path).text)[1]

    def sign_in(self, password, name="Ana Lima", **more):
        word = self.form_word("/sign-in")
        return self.send("/sign-in", {"form_word": word, "name": name, "password": password, **more})
