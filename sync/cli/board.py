"""The commands under `board`."""

import click

from sync.cli.wanted import BAD_INPUT, stop

SHORTEST_PASSWORD = 12


@click.group()
def board() -> None:
    """The board's own affairs; `serve` shows it."""


@board.command("password")
def password() -> None:
    """Ask for a password, and print the hash that lets staff sign in with it."""
    try:
        from argon2 import PasswordHasher  # noqa: PLC0415 - an extra, and start-up time
    except ModuleNotFoundError as missing:
        stop(f"The board needs {missing.name}. Install the extra: pip install 'stageward[web]'.", BAD_INPUT)
    given: str = click.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
    if len(given) < SHORTEST_PASSWORD:
        stop(f"This is too short: take {SHORTEST_PASSWORD} signs or more.", BAD_INPUT)
    click.echo(PasswordHasher().hash(given))
