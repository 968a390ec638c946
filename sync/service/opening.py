"""Opens what watches over the service: logs, metrics, a heartbeat, the listener, and word to systemd."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import TextIO

from sync.ports import Clock
from sync.service.listening import serving_ops
from sync.service.logs import LogForm, open_logs
from sync.service.metrics import Metrics
from sync.service.notify import notifier_of
from sync.service.pulse import Pulse
from sync.service.redaction import Redactor
from sync.service.vitals import StoreVitals
from sync.service.watching import Watching


@dataclass(frozen=True, slots=True)
class LogWishes:
    """How lines are written, from which level on (one of `sync.service.logs.LEVELS`), and where."""

    form: LogForm
    level: str
    stream: TextIO


@dataclass(frozen=True, slots=True)
class Watched:
    """What is watched: the version that runs, the clock, the store; `address` is where questions are answered."""

    version: str
    clock: Clock
    store: StoreVitals
    address: tuple[str, int] | None


@contextmanager
def open_watch(watched: Watched, wishes: LogWishes, redactor: Redactor) -> Iterator[Watching]:
    """Watch while the context lasts. Raises PortTaken where the address is in use."""
    pulse = Pulse(watched.clock)
    metrics = Metrics(watched.version, pulse, watched.store)
    with ExitStack() as closing:
        logger = closing.enter_context(open_logs(redactor, wishes.form, wishes.level, wishes.stream))
        address = None
        if watched.address is not None:
            address = closing.enter_context(
                serving_ops(watched.address, pulse, watched.store, metrics.registry, logger)
            )
        logger.info("started", version=watched.version, health=address)
        yield Watching(logger, metrics, pulse, notifier_of())
        logger.info("stopped")
