"""Somebody's billing system: takes records over real HTTP, checks their signature, and drops what it has."""

import hmac
import json
from dataclasses import dataclass, field
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

SECRET = "a-secret-of-the-tests"


@dataclass
class Received:
    headers: dict
    body: bytes


@dataclass
class Receiver:
    """Answers as it is told: `answers` are statuses, the last one for good."""

    answers: list = field(default_factory=lambda: [200])
    received: list = field(default_factory=list)

    def __enter__(self):
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                outer.received.append(Received(dict(self.headers), body))
                status = outer.answers.pop(0) if len(outer.answers) > 1 else outer.answers[0]
                self.send_response(status)
                if status == 302:
                    self.send_header("Location", "/elsewhere")
                self.end_headers()
                self.wfile.write(b"no such\ncustomer" if status >= 400 else b"thanks")

            def log_message(self, *_):
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = False
        self._thread = Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01})
        self._thread.start()
        return self

    def __exit__(self, *_error):
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    @property
    def url(self):
        return f"http://127.0.0.1:{self._server.server_port}/records"

    @property
    def records(self):
        """The records it took, each once, by their id."""
        return {one.headers["Stageward-Record"]: json.loads(one.body) for one in self.received}


def is_genuine(received, now, secret=SECRET):
    """What docs/neighbours.md says a receiver does."""
    told = dict(part.split("=", 1) for part in received.headers["Stageward-Signature"].split(","))
    made = hmac.new(secret.encode(), told["t"].encode() + b"." + received.body, sha256).hexdigest()
    return hmac.compare_digest(made, told["v1"]) and abs(now - int(told["t"])) <= 300
