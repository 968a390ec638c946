"""The commands under `mail`: the outbox, and what a person does with waiting notices."""

import tempfile
import webbrowser
from email import message_from_bytes, policy
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
from sync.mailing.outbox import (
    NotPossible,
    Posted,
    entry_named,
    hold_back,
    outbox_document,
    outbox_lines,
    posted,
    release,
)
from sync.mailing.outbox import release_all as release_every
from sync.mailing.personal import personal
from sync.mailing.post import send_ready
from sync.pages.request import UNSUBSCRIBE
from sync.pages.requested import act_on_requests
from sync.render.documents import dumped
from sync.stand import World

CODES = {"sent": 0, "stuck": FAILED, "failed": FAILED, "held": FAILED, "ready": TRY_LATER}
OFF = "Mail is off. Set mail: mode: hold, with from: and smtp:, in the configuration."


@click.group()
def mail() -> None:
    """The outbox: what waits for clients."""


@mail.command("list")
@shared_options
def mail_list(assembly: Assembly, wanted: Wanted) -> None:
    """List every notice, where it stands and why it waits."""
    with assembly.world(wanted, trackers=False) as (world, engagements):
        names = {engagement.name for engagement in engagements}
        notices = posted(world.store, [entry for entry in world.store.outbox() if entry.engagement in names])
    _show(wanted, notices)


@mail.command("preview")
@shared_options
@click.argument("notice")
@click.option("--out", type=click.Path(path_type=Path), help="Write the mail as an .eml file.")
@click.option("--open", "opens", is_flag=True, help="Show the mail in the browser.")
@click.option("--to", "to", metavar="ADDRESS", help="The bytes this recipient gets; the first one's where not given.")
def mail_preview(
    assembly: Assembly, wanted: Wanted, *, notice: str, out: Path | None, opens: bool, to: str | None
) -> None:
    """Show the very bytes that would be sent."""
    with assembly.world(wanted, trackers=False) as (world, _):
        message = _bytes_for(world, notice, to)
    if out is not None:
        out.write_bytes(message)
    if opens:
        _open(message)
    if out is None and not opens:
        click.echo(message, nl=False)


def _bytes_for(world: World, notice: str, to: str | None) -> bytes:
    entry = entry_named(world.store, notice)
    address = next((one for one in entry.to if to is None or one.casefold() == to.casefold()), None)
    if address is None:
        raise NotPossible(f"notice {entry.id} does not go to {to}, but to {', '.join(entry.to)}")
    return entry.message if world.mail is None else personal(entry, address, world.mail)


def _open(message: bytes) -> None:
    """Open the HTML of a mail in the browser, from a file only this user can read."""
    page = message_from_bytes(message, policy=policy.default).get_body(("html", "plain"))
    if page is None:
        raise NotPossible("this mail has no text to show; use --out")
    with tempfile.NamedTemporaryFile("w", suffix=".html", prefix="stageward-", delete=False, encoding="utf-8") as file:
        file.write(page.get_content())
    if not webbrowser.open(Path(file.name).as_uri()):
        click.echo(f"No browser could be opened. The mail is in {file.name}.", err=True)


@mail.command("release")
@shared_options
@click.argument("notices", nargs=-1, metavar="[NOTICE]...")
@click.option("--all", "release_all", is_flag=True, help="Every held notice, of --engagement where given.")
@click.option("--contact", metavar="ADDRESS", help="Every held notice to this contact, of --engagement where given.")
def mail_release(
    assembly: Assembly, wanted: Wanted, *, notices: tuple[str, ...], release_all: bool, contact: str | None
) -> None:
    """Let waiting notices go out, now."""
    if bool(notices) == (release_all or contact is not None):
        stop("Say which: one or more ids, or --all, or --contact ADDRESS. mail list shows what waits.", BAD_INPUT)
    who = person_at_the_keyboard()
    with assembly.world(wanted, trackers=False) as (world, engagements):
        mailbox, policy_ = world.mailbox, world.mail
        if policy_ is None or mailbox is None or policy_.mode is MailMode.OFF:
            stop(OFF, BAD_INPUT)
        act_on_requests(world, [UNSUBSCRIBE])  # before anything leaves
        if notices:
            ids = tuple(release(world.store, world.clock, named, who).id for named in notices)
        else:
            ids = release_every(world.store, world.clock, [one.name for one in engagements], contact, who)
        sent = posted(world.store, send_ready(world.store, mailbox, policy_, world.clock, only=set(ids)))
    _show(wanted, sent)
    raise SystemExit(max((CODES[one.entry.state] for one in sent), default=0))


@mail.command("hold")
@shared_options
@click.argument("notice")
def mail_hold(assembly: Assembly, wanted: Wanted, *, notice: str) -> None:
    """Keep a ready notice from going out."""
    with assembly.world(wanted, trackers=False) as (world, _):
        notices = posted(world.store, [hold_back(world.store, world.clock, notice, person_at_the_keyboard())])
    _show(wanted, notices)


@mail.command("resume")
@shared_options
@click.argument("address")
def mail_resume(assembly: Assembly, wanted: Wanted, *, address: str) -> None:
    """Let a contact have mail again whose mail came back."""
    with assembly.world(wanted, trackers=False) as (world, _):
        if not world.store.mail.resume(address):
            raise NotPossible(f"mail to {address} is not stopped; mail list shows what waits, and why")
    said = f"Mail to {address} goes again. Notices it missed are failed: release those that still matter."
    answer(wanted, lambda: dumped({"schema": 1, "resumed": address}), lambda _ink: [said])


def _show(wanted: Wanted, notices: tuple[Posted, ...]) -> None:
    answer(wanted, lambda: outbox_document(notices), lambda ink: outbox_lines(notices, ink))
