"""One way to speak HTTP to a tracker: time-outs, turns, retries that never repeat a write by accident, port errors."""

import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from http.cookiejar import DefaultCookiePolicy
from importlib.metadata import PackageNotFoundError, version
from threading import Lock
from urllib.parse import urlsplit

import orjson
import requests
from requests.adapters import HTTPAdapter
from tenacity import RetryCallState, Retrying, retry_if_exception_type
from urllib3.exceptions import HTTPError

from connectors.answers import Answer, without_secrets
from connectors.attempts import (
    Call,
    Params,
    TryAgain,
    accepted,
    broken,
    failed,
    give_up,
    is_limit,
    last_of,
    limited,
    pause_before,
    unsendable_body,
    unsendable_login,
)
from connectors.budget import LaneName, Reach
from connectors.limits import is_near_limit, lanes_of, room_told
from connectors.turns import TooLong, Turns, turns_of
from sync.calls import Calls
from sync.ports import Unreachable

__all__ = ["Params", "TrackerSession"]

POOL_SIZE = 16
PIECE = 1 << 16  # bytes read at once
READS = frozenset({"GET", "HEAD"})
REPEATABLE = READS | {"PUT", "DELETE"}
PATIENCE = 4  # a body may arrive for this many read time-outs: one that drips must not hang a cycle
SLOW_FOR = 30.0  # seconds of care after an endpoint was used up, or nearly


class TrackerSession(requests.Session):
    """A pooled session to one service that asks until it has an answer or a port error.

    `timeout` is for connecting and for each silence while reading, `longest_wait` the longest pause a service may
    ask for; all are seconds. Sessions with one token share its budget. May be used from several threads.
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
        self._turns = Turns()  # until the first request shows which token it is
        self.auth = _as_it_is
        self.headers.update({"User-Agent": f"stageward/{_version()}", "Accept": "application/json"})
        # Trackers need no cookies, and a jar is not made for several threads.
        self.cookies.set_policy(DefaultCookiePolicy(allowed_domains=()))
        for scheme in ("https://", "http://"):
            self.mount(scheme, HTTPAdapter(pool_connections=POOL_SIZE, pool_maxsize=POOL_SIZE))
        self._retrying = Retrying(
            retry=retry_if_exception_type(TryAgain),
            stop=self._is_enough,
            wait=pause_before,
            before_sleep=self._keep_others_back,
            sleep=self._sleep_before_repeating,
            retry_error_callback=give_up,
        )

    @property
    def calls(self) -> Calls:
        """Every request sent so far, repetitions included, and the seconds spent waiting for a turn or a repetition."""
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
        try:
            data = None if body is None else orjson.dumps(body)
        except orjson.JSONEncodeError as error:
            raise unsendable_body(self.service, what) from error
        may_repeat = method in REPEATABLE if repeatable is None else repeatable
        only_reads = method in READS if reads is None else reads
        lanes = lanes_of(method, url, reads=only_reads)
        call = Call(self.service, method, url, what, params, data, may_repeat, only_reads, lanes)
        return self._retrying(self._once, call)

    def close(self) -> None:
        """Close all connections now. urllib3 does so when a pool is collected, and an error before can delay that."""
        for adapter in self.adapters.values():
            if isinstance(adapter, HTTPAdapter):
                pools = adapter.poolmanager.pools
                for key in pools.keys():  # noqa: SIM118 - it refuses to be iterated, so that threads do not meet
                    pools[key].close()
        super().close()

    def _once(self, call: Call) -> object | None:
        try:
            answer = self._exchange(call)
        except requests.exceptions.InvalidHeader:
            raise unsendable_login(call) from None  # this error shows the header, and with it the token
        except (requests.RequestException, HTTPError) as error:
            raise broken(call, error) from error
        except ValueError:
            raise unsendable_login(call) from None  # the same, where the login is added last
        self._learn(call, answer)
        if 200 <= answer.status < 300:
            return accepted(call, answer)
        raise self._limited(call, answer) if is_limit(answer) else failed(call, answer)

    def _exchange(self, call: Call) -> Answer:
        headers = {"Content-Type": "application/json"} if call.data is not None else None
        request = self.prepare_request(
            requests.Request(call.method, call.url, params=call.params, data=call.data, headers=headers)
        )
        self._wait_for_turn(call, request)
        surroundings = self.merge_environment_settings(request.url, {}, True, None, None)  # noqa: FBT003 - its signature
        response = self.send(request, timeout=self._timeout, allow_redirects=False, **surroundings)
        with closing(response):
            content = _read(response, until=time.monotonic() + PATIENCE * self._timeout[1])
        if response.status_code >= 400:
            content = without_secrets(content, _authorization(response.request))
        return Answer(response.status_code, response.headers, content)

    def _wait_for_turn(self, call: Call, request: requests.PreparedRequest) -> None:
        address = urlsplit(request.url or "")
        self._turns = turns_of(f"{address.scheme}://{address.netloc}", _authorization(request))
        try:
            self._turns.wait(call.lanes, self._sleep, self._longest_wait)
        except TooLong as far:
            raise Unreachable(self.service, "it asked for fewer requests a while ago", far.seconds) from far
        self._count(Calls(reads=int(call.reads), writes=int(not call.reads)))

    def _learn(self, call: Call, answer: Answer) -> None:
        """Take in what an answer tells of limits beside its content."""
        if is_near_limit(answer):
            self._slow_endpoint(call.lanes)
        room = room_told(answer, _now())
        if room is not None and not is_limit(answer):
            self._turns.tell(room.left, room.seconds)
            self._count(Calls(left=room.left))

    def _limited(self, call: Call, answer: Answer) -> Exception:
        again = limited(call, answer, _now())
        self._count(Calls(limited=1))
        if again.lane is not None and again.lane.reach is Reach.ENDPOINT:
            self._slow_endpoint(call.lanes)
        if again.pause is not None and again.pause > self._longest_wait:
            self._keep_back(again, again.pause)
            return again.error
        return again

    def _slow_endpoint(self, lanes: tuple[LaneName, ...]) -> None:
        for lane in lanes:
            if lane.reach is Reach.ENDPOINT:
                self._turns.slow(lane, SLOW_FOR)

    def _is_enough(self, state: RetryCallState) -> bool:
        return state.attempt_number >= (last_of(state).attempts or self._attempts)

    def _keep_others_back(self, state: RetryCallState) -> None:
        self._keep_back(last_of(state), state.upcoming_sleep)

    def _keep_back(self, again: TryAgain, seconds: float) -> None:
        if again.lane is not None:
            self._turns.close(again.lane, seconds)

    def _sleep_before_repeating(self, seconds: float) -> None:
        self._count(Calls(retries=1))
        self._turns.rest(seconds, self._sleep)

    def _sleep(self, seconds: float) -> None:
        self._count(Calls(throttled_s=seconds))
        self._wait(seconds)

    def _count(self, more: Calls) -> None:
        with self._counting:
            self._calls = self._calls.plus(more)


def _read(response: requests.Response, until: float) -> bytes:
    """Read a body to its end; raises requests.Timeout where that takes beyond a moment of the monotonic clock."""
    pieces: list[bytes] = []
    while piece := response.raw.read1(PIECE, decode_content=True):
        pieces.append(piece)
        if time.monotonic() > until:
            raise requests.ReadTimeout
    return b"".join(pieces)


def _authorization(request: requests.PreparedRequest) -> str:
    return str(request.headers.get("Authorization", ""))


def _now() -> datetime:
    return datetime.now(UTC)  # noqa: TID251 - limits told as a moment are measured against the clock


def _as_it_is(request: requests.PreparedRequest) -> requests.PreparedRequest:
    """Stand where a session without credentials would look into ~/.netrc and send what it finds there."""
    return request


def _version() -> str:
    try:
        return version("stageward")
    except PackageNotFoundError:  # run from its folder, not installed
        return "0"
