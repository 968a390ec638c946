"""Cycles on a schedule until stopped. A cycle that fails is told and tried again at its next turn."""

from collections.abc import Callable
from datetime import timedelta
from threading import Event

from schedule import Scheduler

LONGEST_NAP = 1.0  # seconds; a stop is noticed within this time


def serve(cycle: Callable[[], None], every: timedelta, stop: Event, failed: Callable[[Exception], None]) -> None:
    """Run `cycle` now and then every so often, at least a second apart, until `stop` is set.

    A cycle in hand is finished first. What a cycle raises goes to `failed` and ends nothing: a job that raises
    inside `schedule` would keep its turn and spin.
    """

    def guarded() -> None:
        try:
            cycle()
        except Exception as error:  # noqa: BLE001 - whatever it is, the next cycle must come
            failed(error)

    scheduler = Scheduler()
    scheduler.every(max(1, round(every.total_seconds()))).seconds.do(guarded)
    if not stop.is_set():
        guarded()
    while not stop.wait(min(LONGEST_NAP, max(0.0, scheduler.idle_seconds or 0.0))):
        scheduler.run_pending()
