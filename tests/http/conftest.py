"""A server on loopback that answers by script, and a session whose pauses take no time."""

import socket
import struct
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread

import pytest

from connectors.http import TrackerSession

SENT = "Sun, 22 Nov 2026 10:00:00 GMT"


@dataclass
class Reply:
    """One scripted answer. `reset` breaks the connection after the request was read, `length` lies about the size,
    `drip` sends a byte at a time with so many seconds between them, `hang_up` ends the connection after the answer without saying so."""

    status: int = 200
    body: bytes = b"{}"
    headers: dict[str, str] = field(default_factory=dict)
    reset: bool = False
    length: int | None = None
    silence: bool = False
    drip: float = 0.0
    hang_up: bool = False


@dataclass
class Script:
    """What a server answers, in order; the last reply stays. `asked` is what came in."""

    url: str
    replies: list[Reply] = field(default_factory=list)
    asked: list[tuple[str, str, dict[str, str], bytes]] = field(default_factory=list)
    connections: set[object] = field(default_factory=set)
    ended: Event = field(default_factory=Event)
    hung_up: Event = field(default_factory=Event)  # set whenever the server has closed a connection

    def answers(self, *replies: Reply) -> None:
        self.replies[:] = replies

    def next(self) -> Reply:
        return self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]


class Handler(BaseHTTPRequestHandler):
    """Answers by the script of its server."""

    protocol_version = "HTTP/1.1"

    def log_message(self, format, *args):  # noqa: A002 - the name is given
        pass

    def answer(self):
        script = self.server.script
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        script.asked.append((self.command, self.path, dict(self.headers), body))
        script.connections.add(self.client_address)
        reply = script.next()
        is_cut = reply.length is not None and reply.length > len(reply.body)
        self.close_connection = reply.reset or reply.silence or reply.hang_up or is_cut
        if reply.reset:
            # With nothing lingering, closing is a reset and no orderly end.
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()
        elif reply.silence:
            script.ended.wait(20)
        else:
            self._send(reply)

    def _send(self, reply):
        self.send_response_only(reply.status)
        length = len(reply.body) if reply.length is None else reply.length
        headers = {"Date": SENT, "Content-Type": "application/json", "Content-Length": str(length)} | reply.headers
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        if reply.drip:
            self._drip(reply)
        else:
            self.wfile.write(reply.body)

    def _drip(self, reply):
        with suppress(OSError):  # the other side has had enough
            for byte in reply.body:
                self.wfile.write(bytes([byte]))
                self.server.script.ended.wait(reply.drip)

    do_GET = do_POST = do_PUT = do_DELETE = answer  # noqa: N815 - the names are given


class Server(ThreadingHTTPServer):
    """Tells when it has closed a connection."""

    daemon_threads = False

    def shutdown_request(self, request):
        super().shutdown_request(request)
        self.script.hung_up.set()


@pytest.fixture
def script() -> Iterator[Script]:
    server = Server(("127.0.0.1", 0), Handler)
    server.script = holder = Script(f"http://127.0.0.1:{server.server_port}/rest")
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield holder
    holder.ended.set()
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def pauses() -> list[float]:
    """The pauses the session would have made."""
    return []


@pytest.fixture
def session(script, pauses) -> Iterator[TrackerSession]:
    with TrackerSession("acme-jira", timeout=(1.0, 0.2), wait=pauses.append) as opened:
        yield opened


@pytest.fixture
def reply() -> type[Reply]:
    return Reply
