"""What stands before a tracker's application: faults ordered by a test, the request log, recorded traffic."""

import json
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import Event, Lock, RLock
from typing import Any, Literal
from urllib.parse import SplitResult, parse_qs, urlsplit
from wsgiref.types import WSGIApplication, WSGIEnvironment

from werkzeug.datastructures import Headers
from werkzeug.test import run_wsgi_app

from connectors.sandbox.limits import Limit

Json = dict[str, Any]

ONE_LINE_AT_A_TIME = Lock()  # several sandboxes of one process may write to one file


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing that goes wrong on requests that match.

    With a `status` or `reset` and `when="before"` the request is not handled at all; with `when="after_write"`
    it is handled and only its answer is lost or replaced. `cut_at` breaks the answer off after so many bytes,
    `delay` waits so many seconds first, `drip` after each byte, `hang_up` ends the connection after the answer
    without saying so. Without a `status`, the tracker's own answer goes out with `headers` added to it.
    `times` is for how many matching requests it lasts, None for ever.
    """

    method: str | None = None
    path_contains: str = ""
    times: int | None = 1
    when: Literal["before", "after_write"] = "before"
    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    body: str = ""
    reset: bool = False
    cut_at: int | None = None
    hang_up: bool = False
    delay: float = 0.0
    drip: float = 0.0

    def matches(self, method: str, path: str) -> bool:
        """Tell whether a request is meant."""
        return (self.method is None or self.method == method) and self.path_contains in path

    def once_less(self) -> list["Fault"]:
        """Return what is left of it after it has happened once: itself, or nothing."""
        if self.times is None:
            return [self]
        return [replace(self, times=self.times - 1)] if self.times > 1 else []

    @property
    def stands_in(self) -> bool:
        """Whether the request never reaches the tracker."""
        return self.when == "before" and (self.status is not None or self.reset)


NO_FAULT = Fault(times=None)


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back over the wire, and what goes wrong on the way."""

    status: str
    headers: tuple[tuple[str, str], ...]
    body: bytes
    fault: Fault = NO_FAULT


class Faults:
    """The faults still to come, first ordered, first served."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._waiting: list[Fault] = []

    def add(self, fault: Fault) -> None:
        """Let a fault happen to the next requests that match it."""
        with self._lock:
            self._waiting.append(fault)

    def clear(self) -> None:
        """Forget all faults that have not happened yet."""
        with self._lock:
            self._waiting.clear()

    def take(self, method: str, path: str) -> Fault:
        """Return the fault that is due for this request, using it up once."""
        with self._lock:
            for place, fault in enumerate(self._waiting):
                if fault.matches(method, path):
                    self._waiting[place : place + 1] = fault.once_less()
                    return fault
        return NO_FAULT


@dataclass(frozen=True, slots=True)
class Logged:
    """One request of an API client and the status it was answered with; 0 where the connection was reset."""

    method: str
    path: str
    query: Mapping[str, list[str]]
    body: object
    status: int
    is_write: bool


class RequestLog(list[Logged]):
    """All requests of API clients in the order of their answers."""

    def writes(self) -> list[Logged]:
        """Return only those that change something."""
        return [entry for entry in self if entry.is_write]


@dataclass(frozen=True, slots=True)
class Recorder:
    """Appends requests and their answers to JSONL files, in the form the conformance checker reads.

    What a fault answered is left out: no tracker said it. A body that is text stands as it was sent.
    """

    files: tuple[Path, ...] = ()

    @classmethod
    def into(cls, file: Path | None) -> "Recorder":
        """Return one that writes to `file`, and to a file of this process in the folder `SANDBOX_TRAFFIC_DIR` names."""
        folder = os.environ.get("SANDBOX_TRAFFIC_DIR")
        of_the_process = Path(folder, f"{os.getpid()}.jsonl") if folder else None
        return cls(tuple(one for one in (file, of_the_process) if one is not None))

    def record(self, entry: Mapping[str, object]) -> None:
        """Write one line to each file."""
        if not self.files:
            return
        line = json.dumps(entry).encode() + b"\n"
        for file in self.files:
            with ONE_LINE_AT_A_TIME, file.open("ab") as lines:
                lines.write(line)


@dataclass(slots=True)
class Front:
    """Handles the requests of one service: one at a time, as `state_lock` guards the service's state."""

    source: str
    app: WSGIApplication
    recorder: Recorder
    is_write: Callable[[str, str], bool]
    state_lock: RLock
    faults: Faults = field(default_factory=Faults)
    log: RequestLog = field(default_factory=RequestLog)
    stopping: Event = field(default_factory=Event)
    limits: list[Limit] = field(default_factory=list)
    skew: float = 0.0  # seconds by which its Date header is ahead of the real time

    def answer(self, environ: WSGIEnvironment, body: bytes) -> Answer:
        """Answer one request, with the fault that is due for it."""
        method, target = environ["REQUEST_METHOD"], urlsplit(environ["RAW_URI"])
        if not target.path.startswith(("/rest/", "/api/")):
            return self._handled(environ)
        fault = self.faults.take(method, target.path)
        if fault.delay:
            self.stopping.wait(fault.delay)
        answer = self._over_a_limit(method, target.path) or _faulty(fault, self._handled_unless(fault, environ))
        self._note(method, target, environ, body, answer)
        return answer

    def _over_a_limit(self, method: str, path: str) -> Answer | None:
        with self.state_lock:
            broken = next((limit for limit in self.limits if limit.refuses(method, path)), None)
        if broken is None:
            return None
        headers = (("Content-Type", "application/json"), *broken.headers.items())
        return Answer("429 Too Many Requests", headers, broken.body.encode())

    def _handled_unless(self, fault: Fault, environ: WSGIEnvironment) -> Answer | None:
        return None if fault.stands_in else self._handled(environ)

    def _handled(self, environ: WSGIEnvironment) -> Answer:
        with self.state_lock:
            chunks, status, headers = run_wsgi_app(self.app, environ, buffered=True)
        return Answer(status, tuple(headers.items()), b"".join(chunks))

    def _note(self, method: str, target: SplitResult, environ: WSGIEnvironment, body: bytes, answer: Answer) -> None:
        told, query = _decoded(body), parse_qs(target.query, keep_blank_values=True)
        status = 0 if answer.fault.reset else int(answer.status.split(" ", 1)[0])
        is_played = answer.fault is not NO_FAULT
        self.recorder.record(
            {
                "source": self.source,
                "method": method,
                "path": target.path,
                "query": query,
                "content_type": environ.get("CONTENT_TYPE", ""),
                "body": body.decode(errors="replace") if isinstance(told, str) else told,
                "client": environ.get("HTTP_USER_AGENT", ""),
                "status": status,
                "fault": is_played,
                "answer": None if is_played else answer.body.decode(),
                "during": os.environ.get("PYTEST_CURRENT_TEST", ""),  # which of many tests it was
            }
        )
        self.log.append(Logged(method, target.path, query, told, status, self.is_write(method, target.path)))


def _faulty(fault: Fault, handled: Answer | None) -> Answer:
    if fault.status is None and handled is not None:
        return replace(handled, headers=(*handled.headers, *fault.headers.items()), fault=fault)
    headers = Headers(fault.headers)
    headers.setdefault("Content-Type", "text/html;charset=UTF-8" if fault.body.startswith("<") else "application/json")
    return Answer(f"{fault.status or 500} Fault", tuple(headers), fault.body.encode(), fault)


def _decoded(body: bytes) -> object:
    if not body:
        return None
    text = body.decode("utf-8", errors="replace")
    try:
        decoded: object = json.loads(text)
    except ValueError:
        return text
    return decoded
