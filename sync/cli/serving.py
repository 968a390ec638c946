"""The command `serve`."""

import signal
from threading import Event

import click

from sync.account import RunAccount
from sync.cli.postbox import tell_of_returned_mail
from sync.cli.wanted import Assembly, SystemClock, Wanted, ink_for_stdout, shared_options
from sync.cycle import run_cycle
from sync.ports import PortError
from sync.render.documents import run_document
from sync.render.errors import sentence
from sync.render.plan import head_lines, run_lines, run_sentence
from sync.serve import serve as keep_cycling


@click.command()
@shared_options
def serve(assembly: Assembly, wanted: Wanted) -> None:
    """Run cycles on schedule until stopped, and show the board where one is configured."""
    stop = Event()
    for signal_number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(signal_number, lambda _number, _frame: stop.set())
    with assembly.world(wanted) as (world, engagements), assembly.board(wanted) as address:
        if not wanted.quiet:
            if address is not None:
                click.echo(f"The board is at {address}", err=True)
            click.echo(
                f"A cycle every {world.every.total_seconds() / 60:g} minutes. Ctrl-C ends it after the one in hand.",
                err=True,
            )

        def cycle() -> None:
            _tell(run_cycle(world, engagements, writes=True), wanted)

        keep_cycling(cycle, world.every, stop, _failed)


def _tell(account: RunAccount, wanted: Wanted) -> None:
    """Tell a cycle: one line where nothing happened, everything where something did."""
    tell_of_returned_mail(account)
    if wanted.json:
        click.echo(run_document(account))
    elif not wanted.quiet:
        click.echo(f"{SystemClock().now():%Y-%m-%d %H:%M:%S} UTC  {run_sentence(account)}")
        lines = run_lines if account.digest or account.exit_code else head_lines
        click.echo("\n".join(lines(account, ink_for_stdout())))


def _failed(error: Exception) -> None:
    said = sentence(error) if isinstance(error, PortError) else f"{type(error).__name__}: {error}"
    click.echo(f"{SystemClock().now():%Y-%m-%d %H:%M:%S} UTC  the cycle failed: {said}", err=True)
