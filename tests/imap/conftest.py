"""An IMAP server in a process of its own, emptied before every test, and somebody who puts mail into it."""

import imaplib
import socket
import subprocess
import sys
import time
from contextlib import ExitStack, contextmanager

import pytest

from connectors.imap import Imap
from connectors.sandbox.mailbox import Mailbox
from state.open import open_store
from tests.post.rooms import PostRoom

USER, PASSWORD = "bounces", "a-password-not-to-be-shown"
START = 20.0  # seconds the server may take to begin
SERVER = """
import sys
from functools import partial
import pymap.config as settings
settings.BuiltinHash = partial(settings.BuiltinHash, rounds=1)  # half a million take longer than all else of a login
from pymap.main import main
sys.exit(main())
"""


@pytest.fixture(scope="session")
def imap_port():
    """Start the server once; a port is chosen for it, as it takes none by itself."""
    pytest.importorskip("pymap", reason="an IMAP server is needed: .venv/bin/python -m pip install pymap")
    with socket.create_server(("127.0.0.1", 0)) as chosen:
        port = chosen.getsockname()[1]
    words = ["--host", "127.0.0.1", "--port", str(port), "dict", "--demo-data"]
    login = ["--demo-user", USER, "--demo-password", PASSWORD]
    server = subprocess.Popen(
        [sys.executable, "-c", SERVER, *words, *login], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        wait_for(server, port)
        yield port
    finally:
        server.kill()
        server.wait()


def wait_for(server, port):
    until = time.monotonic() + START
    while time.monotonic() < until:
        assert server.poll() is None, "the IMAP server ended"
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except ConnectionRefusedError:
            time.sleep(0.05)
        else:
            return
    pytest.fail("the IMAP server did not begin in time")


class Postman:
    """Puts mail into the mailbox, and sees what was read."""

    def __init__(self, port):
        self.port = port
        with self._inbox() as inbox:
            inbox.uid("STORE", "1:*", "+FLAGS.SILENT", r"(\Deleted)")
            inbox.expunge()

    def deliver(self, *messages):
        with self._inbox() as inbox:
            for message in messages:
                assert inbox.append("INBOX", None, None, message)[0] == "OK"

    @property
    def unread(self):
        with self._inbox() as inbox:
            return len(inbox.uid("SEARCH", "UNSEEN")[1][0].split())

    @contextmanager
    def _inbox(self):
        with imaplib.IMAP4("127.0.0.1", self.port, timeout=10) as inbox:
            inbox.login(USER, PASSWORD)
            inbox.select("INBOX")
            yield inbox


@pytest.fixture
def postman(imap_port):
    return Postman(imap_port)


@pytest.fixture
def postbox(imap_port):
    return Imap("127.0.0.1", imap_port, USER, PASSWORD, security="none", timeout=10)


@pytest.fixture
def room(tmp_path):
    with ExitStack() as closing:
        box = Mailbox()
        box.start()
        closing.callback(box.stop)
        yield PostRoom(closing.enter_context(open_store(f"sqlite:///{tmp_path / 'stageward.db'}")), box)
