"""Before a cycle: what came back by mail."""

import click

from sync.bounces import collect_bounces
from sync.ports import PortError
from sync.render.errors import sentence
from sync.stand import World


def take_in_bounces(world: World) -> None:
    """Take in undelivered mail. A mailbox that cannot be read is told on stderr and keeps no cycle back."""
    if world.postbox is None or world.mail is None:
        return
    try:
        bounces = collect_bounces(world.store, world.postbox, world.mail, world.clock)
    except PortError as error:
        click.echo(f"Undelivered mail could not be looked for: {sentence(error)}", err=True)
        return
    for one in bounces:
        what = "Nothing more is sent there" if one.is_hard else "It counts, and mail goes on"
        click.echo(f"Mail to {one.address} came back: {one.said or 'no reason given'}. {what}.", err=True)
