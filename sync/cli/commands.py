"""The commands by name. The module of one is imported when somebody asks for it: start-up counts."""

from importlib import import_module
from types import MappingProxyType

import click

MODULES = MappingProxyType(
    {
        "audit": "sync.cli.audit",
        "backtest": "sync.cli.backtesting",
        "board": "sync.cli.board",
        "check": "sync.cli.checking",
        "demo": "sync.cli.demo",
        "doctor": "sync.cli.doctor",
        "engagements": "sync.cli.engagements",
        "explain": "sync.cli.explaining",
        "health": "sync.cli.health",
        "links": "sync.cli.links",
        "mail": "sync.cli.mail",
        "pages": "sync.cli.explaining",
        "plan": "sync.cli.judging",
        "report": "sync.cli.reporting",
        "schema": "sync.cli.schema",
        "serve": "sync.cli.serving",
        "state": "sync.cli.state",
        "sync": "sync.cli.judging",
        "test": "sync.cli.testing",
        "waivers": "sync.cli.waivers",
    }
)


class Commands(click.Group):
    """All commands, none of them imported yet."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - as click calls it
        """Return the names of all commands in the order of the alphabet."""
        return sorted(MODULES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - as click calls it
        """Import the command of a name and return it; None where there is none."""
        if cmd_name not in MODULES:
            return None
        command: click.Command = getattr(import_module(MODULES[cmd_name]), cmd_name)
        return command
