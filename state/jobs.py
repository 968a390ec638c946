"""The queue all workers take their jobs from: Procrastinate in the store's own PostgreSQL database."""

import asyncio
from contextlib import suppress
from dataclasses import asdict, dataclass
from threading import Lock

from procrastinate import App, JobContext, PsycopgConnector, RetryStrategy
from procrastinate.exceptions import AlreadyEnqueued, ConnectorException, UniqueViolation
from procrastinate.jobs import Job, Status
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from state import processes
from state.job_tables import bring_up_to_date
from state.job_workers import SCHEMA, STALE
from state.postgres.faults import place_of, told_of_server
from sync.ports import Unreachable
from sync.service.jobs import Offer, Work

DEAL, CARE, TURN = "deal", "care", "turn"
TURNS = "turns"  # the queue of engagements
ASIDE = "aside"  # the queue of what waits for no engagement
ASIDE_AT_ONCE = 4
FAILED_KEPT = 24  # hours
CONNECTIONS = 4  # of the queue, beside one that listens


@dataclass(frozen=True, slots=True)
class Pace:
    """How often things happen, in seconds: looks at the agenda, a worker's heartbeat, how long one may be silent."""

    deal: int = 5
    heartbeat: float = 10.0
    stale: float = STALE


class BackInTheQueue(Exception):
    """The worker stops before a turn came through: another one takes it."""


class ProcrastinateJobs:
    """Implements `sync.service.jobs.Jobs`. `at_once` is how many engagements this process has in hand at once."""

    def __init__(self, url: str, at_once: int, pace: Pace | None = None) -> None:
        self.url = url
        self._at_once = at_once
        self._pace = pace or Pace()
        self._lock = Lock()
        self._is_stopped = False
        self._running: tuple[asyncio.AbstractEventLoop, asyncio.Event] | None = None

    def stop(self) -> None:
        with self._lock:
            self._is_stopped = True
            if self._running is not None:
                loop, stopped = self._running
                loop.call_soon_threadsafe(stopped.set)

    def run(self, work: Work) -> None:
        with told_of_server(place_of(self.url)):
            bring_up_to_date(self.url)
            try:
                asyncio.run(self._run(work))
            except ConnectorException as error:
                raise Unreachable(
                    "state", f"{place_of(self.url)}: the queue of jobs: {error.__cause__ or error}"
                ) from error

    async def _run(self, work: Work) -> None:
        stopped = asyncio.Event()
        app = app_at(self.url)
        _Tasks(app, work, self._pace)
        async with app.open_async():
            try:
                with self._lock:
                    self._running = asyncio.get_running_loop(), stopped
                    if self._is_stopped:
                        return
                await self._worked(app, stopped)
            finally:
                with self._lock:
                    self._running = None

    async def _worked(self, app: App, stopped: asyncio.Event) -> None:
        """Work until stopped, or until one of the two workers ends by itself, as it does where the database is gone."""
        turns = asyncio.create_task(self._worker(app, TURNS, self._at_once, listens=True))
        aside = asyncio.create_task(self._worker(app, ASIDE, ASIDE_AT_ONCE, listens=False))
        stopping = asyncio.create_task(stopped.wait())
        done, pending = await asyncio.wait((turns, aside, stopping), return_when=asyncio.FIRST_COMPLETED)
        for one in pending:
            one.cancel()  # a worker takes this as: finish what is in hand
        for one in pending:
            with suppress(asyncio.CancelledError):
                await one
        if stopping not in done:
            for one in done:
                one.result()
            raise Unreachable("state", f"{place_of(self.url)}: the queue of jobs ended by itself")

    async def _worker(self, app: App, queue: str, at_once: int, *, listens: bool) -> None:
        await app.run_worker_async(
            queues=[queue],
            name=queue,
            concurrency=at_once,
            listen_notify=listens,
            fetch_job_polling_interval=self._pace.deal if listens else min(1.0, self._pace.deal),
            install_signal_handlers=False,
            update_heartbeat_interval=self._pace.heartbeat,
            stalled_worker_timeout=self._pace.stale,
            delete_jobs="successful",
        )


class _Tasks:
    """What Procrastinate runs: the dealing, the turns, and the care for the queue itself."""

    def __init__(self, app: App, work: Work, pace: Pace) -> None:
        self._app = app
        self._work = work
        self._pace = pace
        every = f"* * * * * */{pace.deal}"  # the sixth part counts seconds
        # No lock: a worker that died over one of these must not keep the others from it.
        for name, task in ((DEAL, self._deal), (CARE, self._care)):
            app.periodic(cron=every)(app.task(name=name, queue=ASIDE, queueing_lock=name)(task))
        back = RetryStrategy(retry_exceptions=[BackInTheQueue])
        self._turn_task = app.task(name=TURN, pass_context=True, retry=back)(self._turn)

    async def _deal(self, timestamp: int) -> None:  # noqa: ARG002 - Procrastinate tells it
        """Put what is due into the queue, but for what is in it or in hand already."""
        jobs = await self._app.job_manager.list_jobs_async(task=TURN)
        there = frozenset(str(job.lock) for job in jobs if job.status in {"todo", "doing"})
        for offer in await asyncio.wrap_future(self._work.deal(there)):
            with suppress(AlreadyEnqueued):  # two dealt at once, as where their clocks differ
                await self._offered(offer)

    async def _offered(self, offer: Offer) -> None:
        queue = ASIDE if offer.aside else TURNS
        await self._turn_task.configure(lock=offer.name, queueing_lock=offer.name, queue=queue).defer_async(
            **asdict(offer)
        )

    async def _turn(self, context: JobContext, /, **told: str | bool) -> None:
        processes.be_worker(context.job.worker_id)
        offer = Offer(str(told["name"]), str(told["configuration"]), bool(told["aside"]))
        if not await asyncio.wrap_future(self._work.do(offer)):
            raise BackInTheQueue

    async def _care(self, timestamp: int) -> None:  # noqa: ARG002 - as above
        """Give the turns of workers that are gone to others, and forget jobs that failed long ago."""
        manager = self._app.job_manager
        for job in await manager.get_stalled_jobs(seconds_since_heartbeat=self._pace.stale):
            await self._taken_over(job)
        await manager.delete_old_jobs(
            nb_hours=FAILED_KEPT, include_failed=True, include_cancelled=True, include_aborted=True
        )

    async def _taken_over(self, job: Job) -> None:
        manager = self._app.job_manager
        if job.task_name == TURN:
            with suppress(UniqueViolation):  # it was dealt anew meanwhile: one of the two is enough
                await manager.retry_job(job)
                return
        await manager.finish_job(job, Status.FAILED, delete_job=True)


def app_at(url: str) -> App:
    """Return an app of Procrastinate whose tables are in their own schema of a database; open it."""
    options = f"{conninfo_to_dict(url).get('options', '')} -c search_path={SCHEMA}".strip()
    conninfo = make_conninfo(url, options=options)
    return App(connector=PsycopgConnector(conninfo=conninfo, min_size=1, max_size=CONNECTIONS))
