"""Answers `/healthz`, `/readyz` and `/metrics` on an address of their own: the board may be public, these are not."""

import socket
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from http import HTTPStatus
from socketserver import ThreadingMixIn
from threading import Thread
from typing import TYPE_CHECKING
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

from prometheus_client import CollectorRegistry
from prometheus_client.exposition import make_wsgi_app
from structlog.stdlib import BoundLogger

from sync.ports import PortError
from sync.service.health import Health, alive, ready
from sync.service.pulse import Pulse
from sync.service.vitals import StoreVitals

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

LOOK_EVERY = 0.2  # seconds until a stop is noticed
PATIENCE = 10.0  # seconds somebody may take to ask
JSON = ("Content-Type", "application/json; charset=utf-8")


class PortTaken(PortError):
    """The service cannot listen where it should."""


class OpsHandler(WSGIRequestHandler):
    """Answers one question in a thread; somebody who does not ask is not waited for."""

    timeout = PATIENCE

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its own name
        """Stay quiet: it is asked every few seconds."""


class OpsServer(ThreadingMixIn, WSGIServer):
    """Serves in threads that end with the process."""

    daemon_threads = True

    def __init__(self, host: str, port: int, app: "WSGIApplication", logger: BoundLogger) -> None:
        self.address_family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self._logger = logger
        super().__init__((host, port), OpsHandler)
        self.set_app(app)

    def server_bind(self) -> None:
        """Bind without asking the network for this machine's name, which may take its time."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.socket.bind(self.server_address)
        self.server_address = self.socket.getsockname()
        self.server_name, self.server_port = self.server_address[:2]  # type: ignore[assignment] # typed for bytes, too
        self.setup_environ()

    def handle_error(self, request: object, client_address: object) -> None:  # noqa: ARG002 - its own names
        """Log what went wrong with a connection, where it would be printed."""
        self._logger.debug("ops_connection_broken", exc_info=sys.exc_info())


@contextmanager
def serving_ops(
    address: tuple[str, int], pulse: Pulse, store: StoreVitals, registry: CollectorRegistry, logger: BoundLogger
) -> Iterator[str]:
    """Serve while the context lasts and yield the address; port 0 takes a free one. Raises PortTaken."""
    host, port = address
    try:
        server = OpsServer(host, port, ops_app(pulse, store, registry, logger), logger)
    except OSError as error:
        raise PortTaken(
            f"health and metrics cannot be served on {_shown(host)}:{port}: {error.strerror or error}. "
            "Stop what listens there, or set another service: listen"
        ) from error
    with server:
        thread = Thread(target=server.serve_forever, args=(LOOK_EVERY,), name="ops", daemon=True)
        thread.start()
        try:
            yield f"http://{_shown(host)}:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


def ops_app(pulse: Pulse, store: StoreVitals, registry: CollectorRegistry, logger: BoundLogger) -> "WSGIApplication":
    """Return what answers the three paths."""
    metrics = make_wsgi_app(registry)
    questions: dict[str, Callable[[], Health]] = {
        "/healthz": lambda: alive(pulse),
        "/readyz": lambda: ready(pulse, store),
    }

    def answer(environ: "WSGIEnvironment", start: "StartResponse") -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        if path == "/metrics":
            return metrics(environ, start)  # type: ignore[no-any-return] # it tells no types
        if path not in questions:
            return _said(start, HTTPStatus.NOT_FOUND, b'{"status":"ask /healthz, /readyz or /metrics"}\n')
        if environ["REQUEST_METHOD"] not in {"GET", "HEAD"}:
            return _said(start, HTTPStatus.METHOD_NOT_ALLOWED, b'{"status":"ask with GET"}\n')
        health = questions[path]()
        return _said(start, health.status, health.body if environ["REQUEST_METHOD"] == "GET" else b"")

    def guarded(environ: "WSGIEnvironment", start: "StartResponse") -> Iterable[bytes]:
        try:
            return answer(environ, start)
        except Exception:  # wsgiref would print it, past the redaction
            logger.exception("ops_failed", path=environ["PATH_INFO"])
            return _said(start, HTTPStatus.INTERNAL_SERVER_ERROR, b'{"status":"see the log"}\n')

    return guarded


def _said(start: "StartResponse", status: HTTPStatus, body: bytes) -> Iterable[bytes]:
    length = ("Content-Length", str(len(body)))
    start(f"{status.value} {status.phrase}", [JSON, length, ("Cache-Control", "no-store")])
    return [body]


def _shown(host: str) -> str:
    return f"[{host}]" if ":" in host else host
