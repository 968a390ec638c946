"""The commands under `state`: copies of the store, its way to another place, and letting go of what is old."""

from pathlib import Path

import click

from sync.cli.wanted import (
    FAILED,
    Assembly,
    SystemClock,
    Wanted,
    answer,
    person_at_the_keyboard,
    progress_for,
    shared_options,
)
from sync.render.keeping import (
    backup_document,
    backup_lines,
    moved_document,
    moved_lines,
    pruning_document,
    pruning_lines,
    restored_document,
    restored_lines,
)
from sync.service.retention import prune

FILE = click.Path(path_type=Path, dir_okay=False)


@click.group()
def state() -> None:
    """The store: backup, restore, prune, move."""


@state.command("backup")
@shared_options
@click.argument("file", type=FILE)
@click.option("--force", is_flag=True, help="Replace a file that is there.")
def state_backup(assembly: Assembly, wanted: Wanted, *, file: Path, force: bool) -> None:
    """Copy the store to one file, beside a running service."""
    made = assembly.vault(wanted).back_up(file, progress_for(wanted), replaces=force)
    answer(wanted, lambda: backup_document(made), lambda _ink: backup_lines(made))


@state.command("restore")
@shared_options
@click.argument("file", type=FILE)
def state_restore(assembly: Assembly, wanted: Wanted, *, file: Path) -> None:
    """Let a backup take the store's place; nobody may be at work on it."""
    came = assembly.vault(wanted).restore(file, SystemClock(), person_at_the_keyboard(), progress_for(wanted))
    answer(wanted, lambda: restored_document(came), lambda ink: restored_lines(came, ink))


@state.command("prune")
@shared_options
@click.option("--apply", "applies", is_flag=True, help="Remove it; without this, it is only shown.")
def state_prune(assembly: Assembly, wanted: Wanted, *, applies: bool) -> None:
    """Show what is older than `retention` allows, and remove it with --apply."""
    with assembly.world(wanted, trackers=False) as (world, _):
        tell = progress_for(wanted)
        pruning = prune(world.store, world.retention, world.clock.now(), applies=applies, tell=tell)
    answer(
        wanted,
        lambda: pruning_document(pruning, applied=applies),
        lambda ink: pruning_lines(pruning, ink, applied=applies),
    )
    raise SystemExit(FAILED if pruning.proof else 0)


@state.command("move")
@shared_options
@click.option("--to", "to", required=True, metavar="URL", help="An empty place, sqlite:///PATH or postgresql://….")
def state_move(assembly: Assembly, wanted: Wanted, *, to: str) -> None:
    """Copy the store to another place, and say what to write into the configuration."""
    moved = assembly.vault(wanted).move(to, SystemClock(), progress_for(wanted))
    answer(wanted, lambda: moved_document(moved), lambda _ink: moved_lines(moved))
