"""Webhooks of the sandbox: posts what happens to whoever registered, signed, in order, again where it fails."""

import hmac
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from queue import Queue
from threading import Event, Thread

import requests

from connectors.sandbox.front import Json

SILENCE = 0  # the status of a post nobody answered
FIRST = 200
NO_MORE = 410


@dataclass(slots=True)
class Hook:
    """A registered webhook. `places` are where it listens, by kind, such as list_id; everywhere where empty. `failed`
    counts events that were given up."""

    id: str
    url: str
    secret: str
    events: tuple[str, ...] = ("*",)
    places: Mapping[str, str] = field(default_factory=dict)
    is_active: bool = True
    failed: int = 0

    def wants(self, event: str, places: Mapping[str, str]) -> bool:
        """Tell whether an event at some places is to be posted there."""
        is_named = "*" in self.events or event in self.events
        return self.is_active and is_named and all(places.get(kind) == one for kind, one in self.places.items())


@dataclass(frozen=True, slots=True)
class Manner:
    """How a tracker posts: where its signature stands, how often it tries, after which status it tries again, what it
    writes into headers of an event's try (the first is number 0), how many events given up end a webhook, and whether
    an event names the webhook it is for."""

    header: str
    prefix: str
    tries: int
    timeout: float  # seconds
    again: Callable[[int], bool]
    headers: Callable[[str, int], Mapping[str, str]]
    most_failed: int | None = None
    names_hook: bool = False


@dataclass(frozen=True, slots=True)
class Posted:
    """One try to post an event, and the status it was answered with."""

    event: str
    url: str
    number: int
    status: int
    headers: Mapping[str, str]
    body: bytes


class Poster:
    """Posts events of one service from a thread of its own, which begins with the first event."""

    def __init__(self, manner: Manner) -> None:
        self.manner = manner
        self.hooks: list[Hook] = []
        self.posted: list[Posted] = []
        self.pause = 0.1  # seconds between two tries; minutes in reality
        self._waiting: Queue[tuple[Hook, str, str, Json] | None] = Queue()
        self._thread: Thread | None = None
        self._stopping = Event()

    def tell(self, event: str, number: str, told: Json, places: Mapping[str, str] | None = None) -> None:
        """Post an event to every webhook that wants it; `number` is its id. Returns before anything is sent."""
        for hook in self.hooks:
            if hook.wants(event, places or {}):
                self._begin()
                self._waiting.put((hook, event, number, told))

    def wait_until_told(self) -> None:
        """Return when everything so far was posted or given up."""
        self._waiting.join()

    def stop(self) -> None:
        """Give up what still waits; returns when the thread has ended."""
        self._stopping.set()
        if self._thread is not None:
            self._waiting.put(None)
            self._thread.join()

    def _begin(self) -> None:
        if self._thread is None:
            self._thread = Thread(target=self._run, name="sandbox-webhooks")
            self._thread.start()

    def _run(self) -> None:
        with requests.Session() as session:
            session.trust_env = False
            while (waiting := self._waiting.get()) is not None:
                if not self._stopping.is_set():
                    self._post(session, *waiting)
                self._waiting.task_done()
        self._waiting.task_done()

    def _post(self, session: requests.Session, hook: Hook, event: str, number: str, told: Json) -> None:
        more = {"webhook_id": hook.id} if self.manner.names_hook else {}
        body = json.dumps(told | more, separators=(",", ":")).encode()
        status = self._last_status(session, hook, event, number, body)
        if not FIRST <= status < FIRST + 100:
            most = self.manner.most_failed
            hook.failed += 1
            hook.is_active = most is None or (status != NO_MORE and hook.failed < most)

    def _last_status(self, session: requests.Session, hook: Hook, event: str, number: str, body: bytes) -> int:
        """Try until it is taken or given up."""
        count, status = 0, self._try(session, hook, event, (number, 0), body)
        while self.manner.again(status) and count + 1 < self.manner.tries and not self._stopping.wait(self.pause):
            count += 1
            status = self._try(session, hook, event, (number, count), body)
        return status

    def _try(self, session: requests.Session, hook: Hook, event: str, numbers: tuple[str, int], body: bytes) -> int:
        signed = self.manner.prefix + hmac.new(hook.secret.encode(), body, sha256).hexdigest()
        headers = {"Content-Type": "application/json", self.manner.header: signed, **self.manner.headers(*numbers)}
        try:
            answer = session.post(
                hook.url, data=body, headers=headers, timeout=self.manner.timeout, allow_redirects=False
            )
            status = answer.status_code
        except requests.RequestException:
            status = SILENCE
        self.posted.append(Posted(event, hook.url, numbers[1], status, headers, body))
        return status
