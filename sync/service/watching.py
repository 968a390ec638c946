"""Where cycles become log lines, metrics and a heartbeat."""

import time
from collections.abc import Callable, Mapping
from datetime import timedelta
from threading import Lock

from structlog.contextvars import bind_contextvars, unbind_contextvars
from structlog.stdlib import BoundLogger

from sync.account import EngagementAccount, RunAccount
from sync.mailing.store import Bounce
from sync.service.causes import Cause, broken_by, causes_of, mail_causes, trouble_cause
from sync.service.endings import COMPLETED, UNTOLD, Ending, ending_of, writes_of
from sync.service.metrics import Metrics
from sync.service.notify import Notifier
from sync.service.pulse import Pulse

Told = dict[tuple[str, ...], Cause]
CONTEXT = ("engagement", "run")


class Watching:
    """Implements `sync.service.watch.Watch`. `monotonic` tells seconds and never goes back."""

    def __init__(
        self,
        logger: BoundLogger,
        metrics: Metrics,
        pulse: Pulse,
        notifier: Notifier,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._logger = logger
        self._metrics = metrics
        self._pulse = pulse
        self._notifier = notifier
        self._monotonic = monotonic
        self._lock = Lock()
        self._standing: dict[str, Told] = {}
        self._is_ready = False
        self._is_deaf = False
        self._fed: float | None = None

    def expects(self, every: Mapping[str, timedelta]) -> None:
        self._pulse.expects(every)
        with self._lock:
            kept = {name: one for name, one in self._standing.items() if name in every or name.startswith(":")}
            self._standing = kept  # what concerns all engagements has a name with a colon before it
        self._logger.info("engagements", engagements=sorted(every))

    def beat(self) -> None:
        self._pulse.beat()
        if not self._is_ready:
            self._is_ready = True
            self._logger.info("ready")
            self._notify("READY=1", "STATUS=Cycles run on schedule")
        elif self._notifier.feed_every is not None:
            now = self._monotonic()
            if self._fed is None or now - self._fed >= self._notifier.feed_every:
                self._fed = now
                self._notify("WATCHDOG=1")

    def began(self, engagement: str, run: str) -> None:
        bind_contextvars(engagement=engagement, **({"run": run} if run else {}))
        self._pulse.began(engagement)
        self._logger.debug("cycle_began")

    def ended(self, engagement: str, account: RunAccount, seconds: float) -> None:
        one = next((one for one in account.engagements if one.name == engagement), None)
        bind_contextvars(engagement=engagement, run=account.run)
        ending = ending_of(one) if one is not None else Ending.DONE  # nothing is looked at while its mode is off
        self._count(engagement, one, ending, seconds)
        self._metrics.calls(account)
        if ending not in UNTOLD:
            of_run = {("run", trouble.kind): trouble_cause(trouble) for trouble in account.troubles}
            self._tell(engagement, of_run | (causes_of(one) if one is not None else {}) | mail_causes(account.notices))
        for bounce in account.returned:
            self._returned(bounce)
        self._summarise(account, one, ending, seconds)
        unbind_contextvars(*CONTEXT)

    def failed(self, engagement: str, error: Exception) -> None:
        key, cause = broken_by(error)
        self._pulse.ended(engagement, completed=False)
        self._metrics.ended(engagement, Ending.BROKEN)
        bind_contextvars(engagement=engagement)
        self._tell(engagement, {**self._standing.get(engagement, {}), key: cause}, error)
        unbind_contextvars(*CONTEXT)

    def reloading(self) -> None:
        self._logger.info("reloading")
        self._guarded(self._notifier.reloading)

    def reloaded(self, mistakes: str) -> None:
        self._metrics.reloaded(holds=not mistakes)
        if mistakes:
            self._logger.error("reload_refused", mistakes=mistakes)
        else:
            self._logger.info("reloaded")
        kept = "The configuration has mistakes; the one of before stays" if mistakes else "Cycles run on schedule"
        self._notify("READY=1", f"STATUS={kept}")

    def stopping(self) -> None:
        self._logger.info("stopping")
        self._notify("STOPPING=1", "STATUS=Finishing what is in hand")

    def _count(self, engagement: str, one: EngagementAccount | None, ending: Ending, seconds: float) -> None:
        self._pulse.ended(engagement, completed=ending in COMPLETED)
        self._metrics.ended(engagement, ending, seconds)
        if one is None:
            return
        self._metrics.account(one)
        if ending in COMPLETED:
            self._metrics.standing.keep(one)

    def _tell(self, place: str, now: Told, error: Exception | None = None) -> None:
        """Log causes that were not there before, and the end of those that are not there any more."""
        with self._lock:
            before, self._standing[place] = self._standing.get(place, {}), now
        for key, cause in now.items():
            if key not in before:
                more = {"exc_info": error} if error is not None else {}
                getattr(self._logger, cause.level)(cause.event, **cause.told, **more)
        for key, cause in before.items():
            if key not in now and cause.lasts:
                self._logger.info("recovered", **{"from": cause.event}, **_kind(cause))

    def _summarise(self, account: RunAccount, one: EngagementAccount | None, ending: Ending, seconds: float) -> None:
        """Tell of a cycle; one in which nothing happened is worth a line only to those who look closely."""
        if one is None:
            return
        written, mails = len(writes_of(one)), len(one.notices) + len(account.notices)
        log = self._logger.info if one.changed or one.judged or written or mails else self._logger.debug
        log(
            "cycle",
            source=one.source,
            outcome=ending.value,
            seconds=round(seconds, 3),
            seen=one.seen,
            changed=one.changed,
            judged=one.judged,
            written=written,
            mails=mails,
        )

    def _returned(self, bounce: Bounce) -> None:
        self._metrics.returned(is_hard=bounce.is_hard)
        self._logger.warning("mail_returned", address=bounce.address, goes_on=not bounce.is_hard)

    def _notify(self, *lines: str) -> None:
        self._guarded(lambda: self._notifier.tell(*lines))

    def _guarded(self, tell: Callable[[], None]) -> None:
        try:
            tell()
        except OSError as error:
            if not self._is_deaf:
                self._logger.warning("systemd_not_told", reason=error.strerror or str(error))
            self._is_deaf = True


def _kind(cause: Cause) -> dict[str, object]:
    return {"kind": cause.told["kind"]} if "kind" in cause.told else {}
