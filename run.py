"""Stageward's command line. Here the rooms are put together; what a command does lives in sync/."""

import sys
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sync.cli.demo import demo
from sync.cli.judging import check, explain, plan, sync
from sync.cli.mail import mail
from sync.cli.serving import serve
from sync.cli.wanted import BAD_INPUT, FAILED, VERSION, Checked, DemoStage, SystemClock, Wanted, stop
from sync.ports import PortError
from sync.render.errors import sentence
from sync.stand import World

if TYPE_CHECKING:
    from collections.abc import Iterator

    from config.load import Loaded
    from config.settings import Settings
    from config.values import Installation
    from sync.engagement import Engagement
    from sync.ports import Mailbox

PACKS = Path(__file__).parent / "config" / "rules"


class House:
    """The assembly: knows every room and opens what a command asks for. Rooms are imported when they are used."""

    @contextmanager
    def world(self, wanted: Wanted, *, trackers: bool = True) -> "Iterator[tuple[World, tuple[Engagement, ...]]]":
        from connectors.opening import open_tracker
        from state.open import open_store

        settings = settings_for(wanted)
        installation = sound(loaded(wanted, settings))
        engagements = chosen(installation, wanted)
        zones = {engagement.source: engagement.client.zone for engagement in engagements} if trackers else {}
        with ExitStack() as closing:
            opened = {
                source.name: open_tracker(source, settings.token(source.name).get_secret_value(), zones[source.name])
                for source in installation.sources
                if source.name in zones
            }
            for tracker in opened.values():
                closing.callback(tracker.close)
            url = settings.state_url_for(installation.state_url).get_secret_value()
            yield (
                World(
                    store=closing.enter_context(open_store(url)),
                    clock=SystemClock(),
                    trackers=opened,
                    packs={pack.name: pack for pack in installation.packs},
                    waivers=installation.waivers,
                    mail=installation.mail,
                    mailbox=mailbox_for(installation, settings),
                    every=installation.schedule.every,
                ),
                engagements,
            )

    def checked(self, wanted: Wanted) -> Checked:
        from config.mistakes import render
        from config.told import mistakes_document

        found = loaded(wanted, settings_for(wanted))
        text = render((*found.mistakes, *found.warnings), found.texts)
        return Checked(text, mistakes_document(found.mistakes, found.warnings), is_sound=not found.mistakes)

    def stage(self, out: Path, traffic: Path | None) -> AbstractContextManager[DemoStage]:
        try:
            from connectors.sandbox.stage import open_stage
        except ModuleNotFoundError as missing:
            stop(
                f"The demo needs {missing.name}. Install the extra: pip install 'stageward[demo]', or use ./dev demo.",
                BAD_INPUT,
            )
        return open_stage(out, PACKS, traffic)


def settings_for(wanted: Wanted) -> "Settings":
    from config.settings import Settings

    return Settings(secrets_dir=wanted.secrets) if wanted.secrets else Settings()


def loaded(wanted: Wanted, settings: "Settings") -> "Loaded":
    from config.load import load

    return load(wanted.config or settings.config)


def sound(found: "Loaded") -> "Installation":
    """Return the installation, or show every mistake and end the command."""
    from config.mistakes import render

    if found.installation is None:
        stop(render(found.mistakes, found.texts), BAD_INPUT)
    return found.installation


def chosen(installation: "Installation", wanted: Wanted) -> "tuple[Engagement, ...]":
    """Return the engagements asked for, all where none is named."""
    names = {engagement.name for engagement in installation.engagements}
    for name in wanted.engagements:
        if name not in names:
            stop(f"There is no engagement “{name}”. Known: {', '.join(sorted(names))}.", BAD_INPUT)
    return tuple(e for e in installation.engagements if not wanted.engagements or e.name in wanted.engagements)


def mailbox_for(installation: "Installation", settings: "Settings") -> "Mailbox | None":
    """Return the way to the mail server; nothing is opened before the first message."""
    from connectors.smtp import Smtp

    smtp, user, password = installation.smtp, settings.smtp_user, settings.smtp_password
    if smtp is None:
        return None
    return Smtp(
        smtp.host,
        smtp.port,
        starttls=smtp.starttls,
        user=user.get_secret_value() if user else None,
        password=password.get_secret_value() if password else None,
    )


@click.group()
@click.version_option(VERSION, prog_name="stageward")
def cli() -> None:
    """Keep a delivery method true inside Jira and ClickUp."""


for command in (demo, check, plan, sync, serve, explain, mail):
    cli.add_command(command)


def main() -> None:
    """Run the command line; a failure ends in one clear sentence, with a traceback only under --debug."""
    try:
        cli(prog_name="stageward", obj=House())
    except PortError as error:
        if "--debug" in sys.argv:
            raise
        stop(sentence(error), error.exit_code)
    except OSError as error:
        if "--debug" in sys.argv:
            raise
        stop(f"{error.filename or 'A file'} cannot be used: {error.strerror or error}.", FAILED)
    except Exception as error:
        if "--debug" in sys.argv:
            raise
        stop(
            f"This should not have happened: {type(error).__name__}: {error}. Run it again with --debug and report what it prints.",
            FAILED,
        )


if __name__ == "__main__":
    main()
