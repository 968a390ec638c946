"""The commands `plan` and `sync`."""

import click

from sync.cli.postbox import tell_of_returned_mail
from sync.cli.wanted import (
    PENDING,
    Assembly,
    Wanted,
    answer,
    progress_for,
    shared_options,
)
from sync.cycle import run_cycle
from sync.render.documents import run_document
from sync.render.plan import run_lines


@click.command()
@shared_options
@click.option("--exit-code", is_flag=True, help="Exit with 3 where something would be done.")
def plan(assembly: Assembly, wanted: Wanted, *, exit_code: bool) -> None:
    """Show every write and every mail one cycle would make; nothing is written."""
    _cycle(assembly, wanted, writes=False, exit_code=exit_code)


@click.command()
@shared_options
@click.option("--exit-code", is_flag=True, help="Exit with 3 where something was to be done.")
@click.option("--approve", metavar="DIGEST", help="Let exactly this printed plan over its limits.")
def sync(assembly: Assembly, wanted: Wanted, *, exit_code: bool, approve: str | None) -> None:
    """Run one cycle for real."""
    _cycle(assembly, wanted, writes=True, exit_code=exit_code, approve=approve)


def _cycle(assembly: Assembly, wanted: Wanted, *, writes: bool, exit_code: bool, approve: str | None = None) -> None:
    with assembly.world(wanted) as (world, engagements):
        account = run_cycle(world, engagements, writes=writes, approve=approve, progress=progress_for(wanted))
    tell_of_returned_mail(account)
    answer(wanted, lambda: run_document(account), lambda ink: run_lines(account, ink))
    raise SystemExit(account.exit_code or (PENDING if exit_code and account.digest else 0))
