"""The command `check`."""

import click

from sync.cli.wanted import BAD_INPUT, Assembly, Wanted, shared_options


@click.command()
@shared_options
def check(assembly: Assembly, wanted: Wanted) -> None:
    """List every mistake in configuration, packs and waivers."""
    found = assembly.checked(wanted)
    if wanted.json:
        click.echo(found.document)
    elif not (wanted.quiet and found.is_sound):
        click.echo(found.text.rstrip("\n") or "No mistakes.", err=not found.is_sound)
    raise SystemExit(0 if found.is_sound else BAD_INPUT)
