"""Stageward's command line: parse, assemble, call. What a command does lives in sync/."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

if TYPE_CHECKING:
    from config.load import Installation
    from config.settings import Settings
    from sync.engagement import Engagement
    from sync.ports import Mailbox, Store, Tracker
    from sync.render.terminal import Ink
    from sync.stand import World

VERSION = "0.1.0"
FAILED, BAD_INPUT, PENDING, OVER_LIMIT, TRY_LATER = 1, 2, 3, 4, 75


@dataclass(frozen=True)
class Wanted:
    """What every command is asked for."""

    config: Path | None
    engagements: tuple[str, ...]
    json: bool
    quiet: bool


class SystemClock:
    def now(self) -> datetime:
        return datetime.now(UTC)


def stop(message: str, code: int) -> NoReturn:
    """End the command with one clear message on stderr."""
    click.echo(message, err=True)
    raise SystemExit(code)


def shared_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options all commands have, as one value `wanted`."""

    @wraps(command)
    def with_wanted(  # click hands over what it parsed, by name
        *, config: Path | None, engagement: tuple[str, ...], as_json: bool, quiet: bool, **more: Any
    ) -> None:
        command(Wanted(config, engagement, as_json, quiet), **more)

    decorated: Callable[..., None] = with_wanted
    for option in (
        click.option("--config", type=click.Path(path_type=Path), help="Configuration file (or STAGEWARD_CONFIG)."),
        click.option("--engagement", multiple=True, metavar="NAME", help="Only this engagement; may be repeated."),
        click.option("--json", "as_json", is_flag=True, help="One JSON document on stdout."),
        click.option("--quiet", is_flag=True, help="Nothing but errors on stderr."),
        click.version_option(VERSION, prog_name="stageward"),
    ):
        decorated = option(decorated)
    return decorated


@click.group()
@click.version_option(VERSION, prog_name="stageward")
@click.option("--debug", is_flag=True, help="Show tracebacks.")
def cli(debug: bool) -> None:  # noqa: ARG001, FBT001 - read in main(), where errors end
    """Keep a delivery method true inside Jira and ClickUp."""


def ink_for_stdout() -> "Ink":
    from os import environ
    from shutil import get_terminal_size

    from sync.render.terminal import Ink

    is_terminal = sys.stdout.isatty()
    colour = is_terminal and "NO_COLOR" not in environ and environ.get("TERM") != "dumb"
    return Ink(colour=colour, width=min(get_terminal_size().columns, 110) if is_terminal else 110)


def show(lines: list[str]) -> None:
    click.echo("\n".join(lines))


def progress_for(wanted: Wanted) -> Callable[[str], None]:
    """Tell progress on a terminal, once a command takes longer than two seconds."""
    begun = time.monotonic()

    def tell(said: str) -> None:
        if not wanted.quiet and sys.stderr.isatty() and time.monotonic() - begun > 2:
            click.echo(said, err=True)

    return tell


def loaded(wanted: Wanted) -> "tuple[Installation, Settings]":
    """Load the configuration; every mistake is shown and ends the command."""
    from config.load import load
    from config.mistakes import render
    from config.settings import Settings

    settings = Settings()
    found = load(wanted.config or settings.config)
    if found.installation is None:
        stop(render(found.mistakes, found.texts), BAD_INPUT)
    return found.installation, settings


def chosen(installation: "Installation", wanted: Wanted) -> "tuple[Engagement, ...]":
    names = {engagement.name for engagement in installation.engagements}
    for name in wanted.engagements:
        if name not in names:
            stop(f"There is no engagement “{name}”. Known: {', '.join(sorted(names))}.", BAD_INPUT)
    return tuple(e for e in installation.engagements if not wanted.engagements or e.name in wanted.engagements)


def tracker_for(installation: "Installation", settings: "Settings", name: str) -> "Tracker":
    """Open the connector of a source."""
    source = next(one for one in installation.sources if one.name == name)
    token = settings.token(name).get_secret_value()
    if source.kind == "clickup":
        from connectors.clickup import ClickUp

        return ClickUp(name, source.team or "", token, url=source.url)
    if source.flavor == "datacenter":
        stop(f"Source {name}: Jira Data Center is not supported yet; use flavor: cloud.", FAILED)
    from connectors.jira import JiraCloud

    return JiraCloud(name, source.url or "", source.user or "", token)


def mailbox_for(installation: "Installation", settings: "Settings") -> "Mailbox | None":
    if installation.smtp is None:
        return None
    from connectors.smtp.send import Smtp

    user, password = settings.smtp_user, settings.smtp_password
    return Smtp(
        installation.smtp.host,
        installation.smtp.port,
        starttls=installation.smtp.starttls,
        user=user.get_secret_value() if user else None,
        password=password.get_secret_value() if password else None,
    )


@contextmanager
def opened(installation: "Installation", settings: "Settings") -> "Iterator[Store]":
    from state.open import open_store

    with open_store(settings.state_url_for(installation.state_url).get_secret_value()) as store:
        yield store


@contextmanager
def world_of(wanted: Wanted) -> "Iterator[tuple[World, tuple[Engagement, ...]]]":
    """Assemble everything a cycle reaches for the engagements asked for."""
    from sync.stand import World

    installation, settings = loaded(wanted)
    engagements = chosen(installation, wanted)
    with ExitStack() as closing:
        trackers = {
            name: tracker_for(installation, settings, name) for name in dict.fromkeys(e.source for e in engagements)
        }
        for tracker in trackers.values():
            closing.callback(tracker.close)  # type: ignore[attr-defined]  # connectors close their pooled session
        yield (
            World(
                store=closing.enter_context(opened(installation, settings)),
                clock=SystemClock(),
                trackers=trackers,
                packs={pack.name: pack for pack in installation.packs},
                waivers=installation.waivers,
                mail=installation.mail,
                mailbox=mailbox_for(installation, settings),
            ),
            engagements,
        )


@cli.command()
@shared_options
def check(wanted: Wanted) -> None:
    """List every mistake in configuration, packs and waivers."""
    from config.load import load
    from config.mistakes import mistakes_document, render
    from config.settings import Settings

    found = load(wanted.config or Settings().config)
    if wanted.json:
        click.echo(mistakes_document(found.mistakes, found.warnings))
    elif not wanted.quiet or found.mistakes:
        said = render((*found.mistakes, *found.warnings), found.texts)
        click.echo(said or "No mistakes.", err=bool(found.mistakes))
    raise SystemExit(BAD_INPUT if found.mistakes else 0)


@cli.command()
@shared_options
@click.option("--exit-code", is_flag=True, help="Exit with 3 where something would be done.")
def plan(wanted: Wanted, exit_code: bool) -> None:  # noqa: FBT001 - click's own
    """Show every write and every mail one cycle would make; nothing is written."""
    cycle(wanted, writes=False, exit_code=exit_code)


@cli.command()
@shared_options
@click.option("--exit-code", is_flag=True, help="Exit with 3 where something was done or is left to do.")
@click.option("--approve", metavar="DIGEST", help="Let exactly this printed plan over its limits.")
def sync(wanted: Wanted, exit_code: bool, approve: str | None) -> None:  # noqa: FBT001 - click's own
    """Run one cycle for real."""
    cycle(wanted, writes=True, exit_code=exit_code, approve=approve)


def cycle(wanted: Wanted, *, writes: bool, exit_code: bool, approve: str | None = None) -> None:
    from sync.cycle import run_cycle
    from sync.render.documents import run_document
    from sync.render.plan import run_lines

    with world_of(wanted) as (world, engagements):
        account = run_cycle(world, engagements, writes=writes, approve=approve, progress=progress_for(wanted))
    if wanted.json:
        click.echo(run_document(account))
    elif not wanted.quiet:
        show(run_lines(account, ink_for_stdout()))
    raise SystemExit(account.exit_code or (PENDING if exit_code and account.digest else 0))


@cli.command()
@shared_options
@click.argument("key")
@click.option("--fresh", is_flag=True, help="Ask the tracker first.")
def explain(wanted: Wanted, key: str, fresh: bool) -> None:  # noqa: FBT001 - click's own
    """Show every rule on one ticket: outcome, found, wanted, fix, age of the data."""
    from sync import explained

    installation, settings = loaded(wanted)
    packs = {pack.name: pack for pack in installation.packs}
    now = SystemClock().now()
    with opened(installation, settings) as store:
        for engagement in chosen(installation, wanted):
            if fresh:
                tracker = tracker_for(installation, settings, engagement.source)
                explained.look_afresh(store, tracker, engagement, packs, key, now)
            told = explained.explain(store, engagement, packs, installation.waivers, key, now)
            if told is not None:
                show([told.document()] if wanted.json else explained.explanation_lines(told, ink_for_stdout(), now))
                return
    stop(
        f"No engagement has seen a ticket {key} yet. Run a sync first, or ask the tracker: explain {key} --fresh.",
        FAILED,
    )


@cli.group()
def mail() -> None:
    """The outbox: what waits for clients."""


@mail.command("list")
@shared_options
def mail_list(wanted: Wanted) -> None:
    """List every notice and where it stands."""
    from sync import outbox

    installation, settings = loaded(wanted)
    with opened(installation, settings) as store:
        names = {engagement.name for engagement in chosen(installation, wanted)}
        entries = [entry for entry in store.outbox() if entry.engagement in names]
    show([outbox.outbox_document(entries)] if wanted.json else outbox.outbox_lines(entries, ink_for_stdout()))


@mail.command("preview")
@shared_options
@click.argument("notice")
@click.option("--out", type=click.Path(path_type=Path), help="Write the mail as an .eml file.")
def mail_preview(wanted: Wanted, notice: str, out: Path | None) -> None:
    """Show the very bytes that would be sent."""
    from sync.outbox import entry_named

    installation, settings = loaded(wanted)
    with opened(installation, settings) as store:
        message = entry_named(store, notice).message
    if out is None:
        click.get_binary_stream("stdout").write(message)
    else:
        out.write_bytes(message)


@mail.command("release")
@shared_options
@click.argument("notice")
def mail_release(wanted: Wanted, notice: str) -> None:
    """Let a waiting notice go out, now."""
    from sync.outbox import outbox_lines, release
    from sync.post import send_ready

    installation, settings = loaded(wanted)
    clock, mailbox = SystemClock(), mailbox_for(installation, settings)
    if installation.mail is None or mailbox is None:
        stop("No mail is configured. Add mail: with from: and smtp: to the configuration.", BAD_INPUT)
    with opened(installation, settings) as store:
        entry = release(store, clock, notice)
        sent = send_ready(store, mailbox, installation.mail, clock)
    show(outbox_lines(sent, ink_for_stdout()))
    raise SystemExit(0 if all(one.state == "sent" for one in sent if one.id == entry.id) else TRY_LATER)


@mail.command("hold")
@shared_options
@click.argument("notice")
def mail_hold(wanted: Wanted, notice: str) -> None:
    """Keep a ready notice from going out."""
    from sync.outbox import hold_back, outbox_lines

    installation, settings = loaded(wanted)
    with opened(installation, settings) as store:
        show(outbox_lines([hold_back(store, SystemClock(), notice)], ink_for_stdout()))


def main() -> None:
    """Run the command line; a failure ends in one clear sentence, with a traceback only under --debug."""
    from config.settings import MissingSecret, UnreadableSecret
    from sync.outbox import NotPossible
    from sync.ports import PortError, Unreachable
    from sync.render.errors import sentence

    try:
        cli(prog_name="stageward")
    except (PortError, MissingSecret, UnreadableSecret, NotPossible) as error:
        if "--debug" in sys.argv:
            raise
        if isinstance(error, PortError):
            stop(sentence(error), TRY_LATER if isinstance(error, Unreachable) else FAILED)
        stop(str(error), BAD_INPUT if isinstance(error, MissingSecret | UnreadableSecret) else FAILED)


if __name__ == "__main__":
    main()
