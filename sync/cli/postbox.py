"""After a run: what came back by mail."""

import click

from sync.account import RunAccount


def tell_of_returned_mail(account: RunAccount) -> None:
    """Tell on stderr what came back, and why a mailbox could not be looked into."""
    for trouble in account.troubles:
        click.echo(trouble.message, err=True)
    for one in account.returned:
        what = "Nothing more is sent there" if one.is_hard else "It counts, and mail goes on"
        click.echo(f"Mail to {one.address} came back: {one.said or 'no reason given'}. {what}.", err=True)
