"""An HTTP server on loopback in threads of this process, with keep-alive and connections that can break on order."""

import io
import socket
import struct
import time
from contextlib import suppress
from threading import Lock, Thread

from werkzeug.serving import ThreadedWSGIServer, WSGIRequestHandler

from connectors.sandbox.front import Answer, Front

Connection = socket.socket | tuple[bytes, socket.socket]  # as socketserver types it; only TCP here
Address = str | tuple[str, int]
RESET_ON_CLOSE = struct.pack("ii", 1, 0)


class LoopbackServer(ThreadedWSGIServer):
    """Serves a front on 127.0.0.1; port 0 chooses a free one."""

    daemon_threads = False  # closing the server then waits for every connection's thread

    def __init__(self, front: Front, port: int) -> None:
        self.front = front
        self._open: set[Connection] = set()
        self._open_lock = Lock()
        with socket.create_server(("127.0.0.1", port)) as listener:
            super().__init__("127.0.0.1", port, front.app, handler=LoopbackHandler, fd=listener.fileno())
        self._thread = Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05}, name=f"sandbox-{front.source}")

    @property
    def url(self) -> str:
        """The address clients use, without a slash at the end."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Begin to answer."""
        self._thread.start()

    def stop(self) -> None:
        """Break every open connection and wait until all threads have ended."""
        self.front.stopping.set()
        self.shutdown()
        with self._open_lock:
            for connection in self._open:
                _shut(connection)
        self._thread.join()

    def process_request(self, request: Connection, client_address: Address) -> None:
        """Answer a new connection in a thread of its own, and remember it, so that stopping can end it."""
        with self._open_lock:
            self._open.add(request)
        super().process_request(request, client_address)

    def close_request(self, request: Connection) -> None:
        """End a connection and forget it."""
        with self._open_lock:
            self._open.discard(request)
        super().close_request(request)


class LoopbackHandler(WSGIRequestHandler):
    """Speaks HTTP/1.1 with keep-alive, which werkzeug's own handler does not."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # else every answer on a kept connection waits 40 ms
    server: LoopbackServer

    def log(self, type: str, message: str, *args: object) -> None:  # noqa: A002 - werkzeug's own name
        """Stay quiet: the request log is `Front.log`."""

    def date_time_string(self, timestamp: float | None = None) -> str:
        """Write the Date header by a clock that may be wrong."""
        real = time.time() if timestamp is None else timestamp  # noqa: TID251 - HTTP's own clock
        return super().date_time_string(round(real + self.server.front.skew))

    def run_wsgi(self) -> None:
        """Answer one request; the whole body is read first, so that the next request starts clean."""
        environ = self.make_environ()
        chunked = "wsgi.input_terminated" in environ
        length = int(environ.get("CONTENT_LENGTH") or 0)
        body = environ["wsgi.input"].read() if chunked else self.rfile.read(length)
        if not chunked and len(body) < length:  # whoever asks was killed over it: no service takes half a request
            self.close_connection = True
            return
        environ.update({"wsgi.input": io.BytesIO(body), "CONTENT_LENGTH": str(len(body))})
        self._send(self.server.front.answer(environ, body))

    def _send(self, answer: Answer) -> None:
        if answer.fault.reset:
            self._break()
            return
        code, _, reason = answer.status.partition(" ")
        self.send_response(int(code), reason)
        for name, value in answer.headers:
            if name.lower() != "content-length":
                self.send_header(name, value)
        if int(code) != 204:
            self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        body = b"" if self.command == "HEAD" else answer.body[: answer.fault.cut_at]
        if answer.fault.drip:
            self._drip(body, answer.fault.drip)
        else:
            self.wfile.write(body)
        self.close_connection = self.close_connection or answer.fault.hang_up or answer.fault.cut_at is not None

    def _drip(self, body: bytes, seconds: float) -> None:
        with suppress(OSError):  # the client may have had enough
            for byte in body:
                self.wfile.write(bytes([byte]))
                if self.server.front.stopping.wait(seconds):
                    return

    def _break(self) -> None:
        # Closing with a linger time of zero sends RST, as a crashed proxy does.
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET_ON_CLOSE)
        self.close_connection = True


def _shut(connection: Connection) -> None:
    with suppress(OSError):  # the client may have hung up already
        if isinstance(connection, socket.socket):
            connection.shutdown(socket.SHUT_RDWR)
