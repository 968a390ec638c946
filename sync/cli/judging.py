"""The commands `check`, `plan`, `sync` and `explain`."""

import click

from sync.cli.wanted import (
    BAD_INPUT,
    FAILED,
    PENDING,
    Assembly,
    SystemClock,
    Wanted,
    answer,
    progress_for,
    shared_options,
    stop,
)
from sync.cycle import run_cycle
from sync.explained import explain_in, explanation_lines, look_afresh
from sync.render.documents import run_document
from sync.render.plan import run_lines


@click.command()
@shared_options
def check(assembly: Assembly, wanted: Wanted) -> None:
    """List every mistake in configuration, packs and waivers."""
    found = assembly.checked(wanted)
    if wanted.json:
        click.echo(found.document)
    elif not (wanted.quiet and found.is_sound):
        click.echo(found.text or "No mistakes.", err=not found.is_sound)
    raise SystemExit(0 if found.is_sound else BAD_INPUT)


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
    answer(wanted, lambda: run_document(account), lambda ink: run_lines(account, ink))
    raise SystemExit(account.exit_code or (PENDING if exit_code and account.digest else 0))


@click.command()
@shared_options
@click.argument("key")
@click.option("--fresh", is_flag=True, help="Ask the tracker first.")
def explain(assembly: Assembly, wanted: Wanted, *, key: str, fresh: bool) -> None:
    """Show every rule on one ticket: outcome, found, wanted, fix, age of the data."""
    now = SystemClock().now()
    with assembly.world(wanted, trackers=fresh) as (world, engagements):
        if fresh:
            look_afresh(world, engagements, key, now)
        told = explain_in(world, engagements, key, now)
    if told is None:
        stop(
            f"No engagement has seen a ticket {key}. Run sync first, or ask the tracker: explain {key} --fresh", FAILED
        )
    answer(wanted, told.document, lambda ink: explanation_lines(told, ink, now))
