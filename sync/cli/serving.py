"""The command `serve`."""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from threading import Lock

import click
import structlog

from sync.account import RunAccount
from sync.cli.log_options import log_options
from sync.cli.postbox import tell_of_returned_mail
from sync.cli.wanted import Assembly, SystemClock, Wanted, ink_for_stdout, shared_options
from sync.render.documents import run_document
from sync.render.plan import head_lines, run_lines, run_sentence
from sync.serve import Service, Signals
from sync.service.logs import NAME, LogForm
from sync.service.memory import settled, share_one_heap
from sync.service.opening import LogWishes
from sync.service.roster import Roster
from sync.service.stopping import Stop
from sync.service.works import Told, Works
from sync.workers import Worker

ENDS = (signal.SIGTERM, signal.SIGINT)


@click.command()
@click.option(
    "--workers",
    type=click.IntRange(1, 64),
    metavar="N",
    help="Share the work with other processes on this PostgreSQL state store; cycle N engagements at once.",
)
@log_options
@shared_options
def serve(assembly: Assembly, wanted: Wanted, *, logs: LogWishes, workers: int | None) -> None:
    """Run cycles on schedule until stopped, and show the board where one is configured."""
    share_one_heap()
    stop = Stop()
    logs = replace(logs, level="error") if wanted.quiet else logs
    jobs = assembly.jobs(wanted, workers) if workers is not None else None
    with (
        listening() as signals,
        assembly.watch(wanted, logs) as watch,
        assembly.office(wanted, stop.rest) as (office, premises),
    ):
        with office.open_store():
            pass  # the board opens a store that is there, with its tables brought up to date
        with assembly.board(wanted) as address:
            for_people = not wanted.quiet and logs.form is not LogForm.JSON  # else its lines tell all
            _open(address, premises.roster, for_people=for_people)
            told = Told(watch, _teller(wanted, for_people=for_people), _note)
            works = Works(told, stop)
            with settled():
                if jobs is None:
                    Service(office, premises, SystemClock(), told, works.of).run(signals, stop)
                else:
                    Worker(office, premises, SystemClock(), told, works, jobs).run(signals, stop)


@contextmanager
def listening() -> Iterator[Signals]:
    """Take the signals that end the service or make it read its configuration; a second one that ends it does so at
    once."""
    signals = Signals()

    def end(_number: int, _frame: object) -> None:
        signals.stop = True
        for one in ENDS:
            signal.signal(one, signal.SIG_DFL)

    def read_again(_number: int, _frame: object) -> None:
        signals.reload = True

    before = {one: signal.getsignal(one) for one in (*ENDS, signal.SIGHUP)}
    for one in ENDS:
        signal.signal(one, end)
    signal.signal(signal.SIGHUP, read_again)
    try:
        yield signals
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)


def _open(address: str | None, roster: Roster, *, for_people: bool) -> None:
    if not for_people:
        structlog.get_logger(NAME).info("serving", board=address, every=_in_words(roster))
        return
    if address is not None:
        click.echo(f"The board is at {address}", err=True)
    click.echo(f"A cycle every {_in_words(roster)}. Ctrl-C ends it after the ticket in hand.", err=True)


def _in_words(roster: Roster) -> str:
    """Say how often cycles come; where engagements differ, from the shortest to the longest."""
    found = sorted({*roster.intervals.values()} or {roster.every})
    return " to ".join(dict.fromkeys((_time(found[0]), _time(found[-1]))))


def _time(span: timedelta) -> str:
    seconds = span.total_seconds()
    return f"{seconds:g} seconds" if seconds < 60 else f"{seconds / 60:g} minutes"


def _teller(wanted: Wanted, *, for_people: bool) -> Callable[[RunAccount], None]:
    """Return what tells a cycle, one at a time: one line where nothing happened, everything where something did."""
    telling = Lock()

    def tell(account: RunAccount) -> None:
        with telling:
            if for_people:
                tell_of_returned_mail(account)
            if wanted.json:
                click.echo(run_document(account))
            elif for_people:
                click.echo(_lines(account))

    return tell


def _lines(account: RunAccount) -> str:
    of = "".join(f"{one.name}: " for one in account.engagements)
    lines = run_lines if account.digest or account.exit_code or account.notices else head_lines
    first = f"{SystemClock().now():%Y-%m-%d %H:%M:%S} UTC  {of}{run_sentence(account)}"
    return "\n".join([first, *lines(account, ink_for_stdout())])


def _note(said: str) -> None:
    structlog.get_logger(NAME).warning("note", said=said)
