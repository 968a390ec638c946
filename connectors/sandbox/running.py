"""What both trackers of the sandbox are while they run: an address, a request log, faults on order."""

from collections.abc import Callable, Iterable
from threading import RLock
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from connectors.sandbox.front import Faults, Front, Recorder, RequestLog
from connectors.sandbox.limits import Limit
from connectors.sandbox.server import LoopbackServer


def knowing(app: WSGIApplication, **things: object) -> WSGIApplication:
    """Let every request to an application find things as `sandbox.NAME` in its environment.

    Services of a kind share one application by this: to make its routes takes longer than many a test.
    """
    known = {f"sandbox.{name}": thing for name, thing in things.items()}

    def answering(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        return app({**environ, **known}, start)

    return answering


class RunningService:
    """A service on a loopback port. It answers between `start` and `stop`; its port is taken from the beginning."""

    def __init__(
        self,
        source: str,
        app: WSGIApplication,
        recorder: Recorder,
        is_write: Callable[[str, str], bool],
        state_lock: RLock,
        port: int,
    ) -> None:
        self._front = Front(source, app, recorder, is_write, state_lock)
        self._server = LoopbackServer(self._front, port)

    @property
    def url(self) -> str:
        """The service's address, without a slash at the end."""
        return self._server.url

    @property
    def log(self) -> RequestLog:
        """Every request of API clients so far."""
        return self._front.log

    @property
    def faults(self) -> Faults:
        """What goes wrong next, on order."""
        return self._front.faults

    @property
    def limits(self) -> list[Limit]:
        """Rate limits that are kept beside the tracker's own; none at first."""
        return self._front.limits

    def set_skew(self, seconds: float) -> None:
        """Let its clock, as its answers tell it, be ahead of the real time."""
        self._front.skew = seconds

    def start(self) -> None:
        """Begin to answer."""
        self._server.start()

    def stop(self) -> None:
        """Stop answering and break every open connection."""
        self._server.stop()
