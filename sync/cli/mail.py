"""The commands under `mail`: the outbox, and what a person does with waiting notices."""

from pathlib import Path

import click

from sync.cli.wanted import (
    BAD_INPUT,
    FAILED,
    TRY_LATER,
    Assembly,
    Wanted,
    answer,
    person_at_the_keyboard,
    shared_options,
    stop,
)
from sync.engagement import MailMode
from sync.outbox import entry_named, hold_back, outbox_document, outbox_lines, release
from sync.post import send_ready

CODES = {"sent": 0, "stuck": FAILED, "failed": FAILED, "ready": TRY_LATER}


@click.group()
def mail() -> None:
    """The outbox: what waits for clients."""


@mail.command("list")
@shared_options
def mail_list(assembly: Assembly, wanted: Wanted) -> None:
    """List every notice and where it stands."""
    with assembly.world(wanted, trackers=False) as (world, engagements):
        names = {engagement.name for engagement in engagements}
        entries = [entry for entry in world.store.outbox() if entry.engagement in names]
    answer(wanted, lambda: outbox_document(entries), lambda ink: outbox_lines(entries, ink))


@mail.command("preview")
@shared_options
@click.argument("notice")
@click.option("--out", type=click.Path(path_type=Path), help="Write the mail as an .eml file.")
def mail_preview(assembly: Assembly, wanted: Wanted, *, notice: str, out: Path | None) -> None:
    """Show the very bytes that would be sent."""
    with assembly.world(wanted, trackers=False) as (world, _):
        message = entry_named(world.store, notice).message
    if out is None:
        click.echo(message, nl=False)
    else:
        out.write_bytes(message)


@mail.command("release")
@shared_options
@click.argument("notice")
def mail_release(assembly: Assembly, wanted: Wanted, *, notice: str) -> None:
    """Let a waiting notice go out, now."""
    with assembly.world(wanted, trackers=False) as (world, _):
        if world.mail is None or world.mailbox is None or world.mail.mode is MailMode.OFF:
            stop("Mail is off. Set mail: mode: hold, with from: and smtp:, in the configuration.", BAD_INPUT)
        entry = release(world.store, world.clock, notice, person_at_the_keyboard())
        sent = send_ready(world.store, world.mailbox, world.mail, world.clock, only=entry.id)
    answer(wanted, lambda: outbox_document(sent), lambda ink: outbox_lines(sent, ink))
    raise SystemExit(max(CODES[one.state] for one in sent))


@mail.command("hold")
@shared_options
@click.argument("notice")
def mail_hold(assembly: Assembly, wanted: Wanted, *, notice: str) -> None:
    """Keep a ready notice from going out."""
    with assembly.world(wanted, trackers=False) as (world, _):
        entries = [hold_back(world.store, world.clock, notice, person_at_the_keyboard())]
    answer(wanted, lambda: outbox_document(entries), lambda ink: outbox_lines(entries, ink))
