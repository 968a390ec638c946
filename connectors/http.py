"""One way to speak HTTP to a tracker: time-outs, retries that never repeat a write by accident, and the port errors."""

import random
import ssl
import time
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from http.cookiejar import DefaultCookiePolicy
from importlib.metadata import PackageNotFoundError, version
from threading import Lock
from typing import cast

import orjson
import requests
from requests.adapters import HTTPAdapter
from tenacity import RetryCallState, Retrying, retry_if_exception_type
from urllib3.exceptions import HTTPError, MaxRetryError, NewConnectionError

from connectors.answers import Answer, decoded, pause_told, refusal, without_secrets
from sync.ports import BadAnswer, Calls, NotAuthorised, OutcomeUnknown, PortError, Unreachable

Params = Mapping[str, str | int | list[str]]

POOL_SIZE = 16
PIECE = 1 << 16  # bytes read at once
READS = frozenset({"GET", "HEAD"})
REPEATABLE = READS | {"PUT", "DELETE"}
FAULT_PAUSE = 0.5  # seconds before the first repetition after a fault; doubled each time
LIMIT_PAUSE = 2.0  # the same where the service limits us and does not say for how long
LONGEST_PAUSE = 30.0
PATIENCE = 4  # a body may arrive for this many read time-outs: one that drips must not hang a cycle


@dataclass(frozen=True, slots=True)
class _Call:
    method: str
    url: str
    what: str
    params: Params | None
    data: bytes | None
    repeatable: bool
    reads: bool


@dataclass
class _TryAgain(Exception):
    """This attempt failed with `error`; another may help, after `pause` seconds or else growing ones from `first`."""

    error: PortError
    pause: float | None = None
    first: float = FAULT_PAUSE
    attempts: int | None = None


class TrackerSession(requests.Session):
    """A pooled session to one service that asks until it has an answer or a port error.

    `timeout` is for connecting and for each silence while reading, `longest_wait` the longest pause a
    service may ask for; all are seconds. May be used from several threads.
    """

    def __init__(
        self,
        service: str,
        *,
        timeout: tuple[float, float] = (5.0, 30.0),
        attempts: int = 5,
        longest_wait: float = 60.0,
        wait: Callable[[float], None] = time.sleep,
    ) -> None:
        super().__init__()
        self.service = service
        self._timeout = timeout
        self._attempts = attempts
        self._longest_wait = longest_wait
        self._wait = wait
        self._calls = Calls()
        self._counting = Lock()
        self.auth = _as_it_is
        self.headers.update({"User-Agent": f"stageward/{_version()}", "Accept": "application/json"})
        # Trackers need no cookies, and a jar is not made for several threads.
        self.cookies.set_policy(DefaultCookiePolicy(allowed_domains=()))
        for scheme in ("https://", "http://"):
            self.mount(scheme, HTTPAdapter(pool_connections=POOL_SIZE, pool_maxsize=POOL_SIZE))
        self._retrying = Retrying(
            retry=retry_if_exception_type(_TryAgain),
            stop=self._is_enough,
            wait=self._pause,
            sleep=self._sleep,
            retry_error_callback=_give_up,
        )

    @property
    def calls(self) -> Calls:
        """Every request sent so far, repetitions included, and the seconds spent waiting between them."""
        with self._counting:
            return self._calls

    def ask(  # noqa: PLR0913 - the parts of a request, all but two by keyword
        self,
        method: str,
        url: str,
        *,
        what: str,
        params: Params | None = None,
        body: object | None = None,
        repeatable: bool | None = None,
        reads: bool | None = None,
    ) -> object | None:
        """Send a request and return the decoded JSON, or None where the answer is empty.

        `what` says in a few words what is asked for. `repeatable` tells that doing it twice is doing it
        once (default: all but POST); `reads` that nothing is changed (default: GET and HEAD), so that a search by
        POST counts as a read. Raises every error of `sync.ports`.
        """
        data = None if body is None else orjson.dumps(body)
        may_repeat = method in REPEATABLE if repeatable is None else repeatable
        call = _Call(method, url, what, params, data, may_repeat, method in READS if reads is None else reads)
        return self._retrying(self._once, call)

    def close(self) -> None:
        """Close all connections now. urllib3 does so when a pool is collected, and an error before can delay that."""
        for adapter in self.adapters.values():
            if isinstance(adapter, HTTPAdapter):
                pools = adapter.poolmanager.pools
                for key in pools.keys():  # noqa: SIM118 - it refuses to be iterated, so that threads do not meet
                    pools[key].close()
        super().close()

    def about_to_send(self, *, reads: bool) -> None:
        """Count a request; called before each one, and so the place where a shared budget can make it wait."""
        with self._counting:
            calls = self._calls
            self._calls = replace(calls, reads=calls.reads + reads, writes=calls.writes + (not reads))

    def _once(self, call: _Call) -> object | None:
        self.about_to_send(reads=call.reads)
        try:
            answer = self._exchange(call)
        except requests.exceptions.InvalidHeader:
            raise self._unsendable(call) from None  # this error shows the header, and with it the token
        except (requests.RequestException, HTTPError) as error:
            raise self._broken(call, error) from error
        except ValueError:
            raise self._unsendable(call) from None  # the same, where the login is added last
        if 200 <= answer.status < 300:
            return self._accepted(call, answer)
        raise self._failed(call, answer)

    def _exchange(self, call: _Call) -> Answer:
        headers = {"Content-Type": "application/json"} if call.data is not None else None
        response = self.request(
            call.method,
            call.url,
            params=call.params,
            data=call.data,
            headers=headers,
            timeout=self._timeout,
            allow_redirects=False,
            stream=True,
        )
        with closing(response):
            content = _read(response, until=time.monotonic() + PATIENCE * self._timeout[1])
        if response.status_code >= 400:
            content = without_secrets(content, str(response.request.headers.get("Authorization", "")))
        return Answer(response.status_code, response.headers, content)

    def _accepted(self, call: _Call, answer: Answer) -> object | None:
        try:
            return decoded(answer, self.service, call.what)
        except BadAnswer as error:
            if call.repeatable or answer.is_html:
                raise
            raise OutcomeUnknown(self.service, call.what, error.answer) from error

    def _failed(self, call: _Call, answer: Answer) -> Exception:
        """Return the error for an answer that is no success, wrapped where another attempt may help."""
        reason = f"it answered with status {answer.status}"
        if answer.status == 429 or (answer.status == 503 and "Retry-After" in answer.headers):
            return self._limited(answer, reason)
        if answer.status >= 500 or answer.status == 408:
            return self._fault(call, reason)
        error = refusal(answer, self.service, call.what)
        if answer.status == 409 and call.repeatable:
            return _TryAgain(error, attempts=2)
        return error

    def _limited(self, answer: Answer, reason: str) -> Exception:
        pause = pause_told(answer, datetime.now(UTC))  # noqa: TID251 - a pause told as a moment is measured against the clock
        error = Unreachable(self.service, reason, pause)
        if pause is not None and pause > self._longest_wait:
            return error
        # Zero is often sent and means nothing: without a pause all attempts are gone in a moment.
        return _TryAgain(error, pause or None, LIMIT_PAUSE)

    def _fault(self, call: _Call, reason: str) -> Exception:
        if call.repeatable:
            return _TryAgain(Unreachable(self.service, reason))
        return OutcomeUnknown(self.service, call.what, reason)

    def _unsendable(self, call: _Call) -> NotAuthorised:
        return NotAuthorised(self.service, call.what, "the user or token holds signs that cannot be sent")

    def _broken(self, call: _Call, error: Exception) -> Exception:
        """Return the error for an exchange that did not come to an end."""
        if isinstance(error, ValueError):  # how requests reports an address that is none
            return Unreachable(self.service, "its address is not valid")
        if _is_untrusted(error):
            return Unreachable(self.service, "its certificate is not trusted")
        if _was_never_sent(error):
            return _TryAgain(Unreachable(self.service, "no connection could be made"))
        late = isinstance(error, requests.Timeout) or "timed out" in str(error)
        return self._fault(call, "it did not answer in time" if late else "the connection broke")

    def _is_enough(self, state: RetryCallState) -> bool:
        return state.attempt_number >= (_turn(state).attempts or self._attempts)

    def _pause(self, state: RetryCallState) -> float:
        turn = _turn(state)
        if turn.pause is not None:
            return turn.pause
        grown = min(LONGEST_PAUSE, turn.first * 2.0 ** (state.attempt_number - 1))
        return grown * random.uniform(0.7, 1.3)  # noqa: S311 - spreads load, protects nothing

    def _sleep(self, seconds: float) -> None:
        with self._counting:
            calls = self._calls
            self._calls = replace(calls, retries=calls.retries + 1, throttled_s=calls.throttled_s + seconds)
        self._wait(seconds)


def _read(response: requests.Response, until: float) -> bytes:
    """Read a body to its end; raises requests.Timeout where that takes beyond a moment of the monotonic clock."""
    pieces: list[bytes] = []
    while piece := response.raw.read1(PIECE, decode_content=True):
        pieces.append(piece)
        if time.monotonic() > until:
            raise requests.ReadTimeout
    return b"".join(pieces)


def _was_never_sent(error: Exception) -> bool:
    if isinstance(error, (requests.ConnectTimeout, requests.exceptions.ProxyError)):
        return True
    cause = error.args[0] if error.args else None
    return isinstance(cause, MaxRetryError) and isinstance(cause.reason, NewConnectionError)


def _is_untrusted(error: Exception) -> bool:
    cause = error.args[0] if isinstance(error, requests.exceptions.SSLError) and error.args else None
    reason = cause.reason if isinstance(cause, MaxRetryError) else None
    return bool(reason and reason.args and isinstance(reason.args[0], ssl.SSLCertVerificationError))


def _turn(state: RetryCallState) -> _TryAgain:
    return cast("_TryAgain", state.outcome.exception() if state.outcome else None)


def _give_up(state: RetryCallState) -> None:
    turn = _turn(state)
    raise turn.error from turn.__cause__


def _as_it_is(request: requests.PreparedRequest) -> requests.PreparedRequest:
    """Stand where a session without credentials would look into ~/.netrc and send what it finds there."""
    return request


def _version() -> str:
    try:
        return version("stageward")
    except PackageNotFoundError:  # run from its folder, not installed
        return "0"
