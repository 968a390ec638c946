"""The command `demo`."""

from pathlib import Path

import click

from sync.account import RunAccount
from sync.cli.wanted import FAILED, Assembly, Wanted, ink_for_stdout
from sync.cycle import run_cycle
from sync.demo import Theatre, tell
from sync.mailing.post import release_held
from sync.remembered import OutboxEntry


@click.command()
@click.option("--serve", is_flag=True, help="Keep the sandbox up afterwards, until Ctrl-C.")
@click.option(
    "--out", type=click.Path(path_type=Path), default=Path("stageward-demo"), help="Folder for what to look at."
)
@click.option("--traffic", type=click.Path(path_type=Path), help="Record every request with its answer, as JSON lines.")
@click.pass_obj
def demo(assembly: Assembly, *, serve: bool, out: Path, traffic: Path | None) -> None:
    """Play a small story over two clients against the bundled sandbox."""
    with assembly.stage(out, traffic) as stage:
        wanted = Wanted(stage.config, secrets=stage.secrets)

        def cycle() -> RunAccount:
            with assembly.world(wanted) as (world, engagements):
                return run_cycle(world, engagements, writes=True)

        def release() -> tuple[OutboxEntry, ...]:
            with assembly.world(wanted, trackers=False) as (world, _):
                return release_held(world.store, world.mailbox, world.mail, world.clock)

        theatre = Theatre(stage.opening, cycle, stage.acts, release, stage.places)
        went_well = tell(theatre, click.echo, ink_for_stdout())
        if serve:
            with assembly.board(wanted) as address:
                if address is not None:
                    click.echo(f"  the board  {address}")
                stage.wait(click.echo)
    raise SystemExit(0 if went_well else FAILED)
