"""Stageward's command line. Here the rooms are put together; what a command does lives in sync/."""

import gc
import sys
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from sync.checked import Checked
from sync.cli.commands import Commands
from sync.cli.wanted import (
    BAD_INPUT,
    FAILED,
    VERSION,
    DemoStage,
    SchemaFile,
    Sheets,
    SystemClock,
    Wanted,
    stop,
    terminal_ink,
)
from sync.ports import PortError
from sync.render.errors import sentence

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from config.load import Loaded
    from config.named import Names
    from config.settings import Settings
    from config.values import Installation, SourceConfig
    from connectors.smtp import Smtp
    from rules.pack import Pack
    from rules.trial import Bench
    from sync.doctor import Patient
    from sync.engagement import Engagement
    from sync.examination import Examiner
    from sync.ports import Tracker
    from sync.stand import World

    Mail = TypeVar("Mail", bound=Smtp)

PACKS = Path(__file__).parent / "config" / "rules"
FEW_ROUNDS = 50_000  # objects between two searches for cycles: a fifth of a start went into searching what stays


class House:
    """The assembly: knows every room and opens what a command asks for. Rooms are imported when they are used."""

    @contextmanager
    def world(
        self, wanted: Wanted, *, trackers: bool = True, beside: "tuple[Engagement, ...]" = ()
    ) -> "Iterator[tuple[World, tuple[Engagement, ...]]]":
        from connectors.hooks import WebHooks
        from connectors.mailing import Login, open_mailbox, open_postbox
        from state.open import open_store
        from sync.stand import World

        settings = settings_for(wanted)
        installation = sound(loaded(wanted, settings))
        engagements = chosen(installation, wanted)
        with ExitStack() as closing:
            opened = opened_trackers(installation, (*(engagements if trackers else ()), *beside), settings, closing)
            url = settings.state_url_for(installation.state_url).get_secret_value()
            yield (
                World(
                    store=closing.enter_context(open_store(url)),
                    clock=SystemClock(),
                    trackers=opened,
                    packs={pack.name: pack for pack in installation.packs},
                    waivers=installation.waivers,
                    mail=settings.signing(installation.mail),
                    mailbox=open_mailbox(installation.smtp, Login(*settings.smtp_login)),
                    postbox=open_postbox(installation.imap, settings.password_of_imap),
                    every=installation.schedule.every,
                    full_scan=installation.schedule.full_scan,
                    stationery=installation.stationery,
                    configuration=installation.configuration,
                    team=installation.team,
                    board=installation.board.url,
                    key=settings.key_for_board(asks_who=False),
                    aims=installation.aims,
                    hook=WebHooks(),
                    billing_key=settings.key_for_bills(),
                    digest=installation.digest,
                ),
                engagements,
            )

    @contextmanager
    def patient(self, wanted: Wanted) -> "Iterator[Patient]":
        from connectors.mailing import Login, mail_server_of
        from state.examine import examine_store
        from sync.doctor import Patient

        settings = settings_for(wanted)
        found = loaded(wanted, settings)
        installation = sound(found)
        engagements = chosen(installation, wanted)
        sources = {one.name: one for one in installation.sources if one.name in {each.source for each in engagements}}
        url = settings.state_url_for(installation.state_url).get_secret_value()
        with ExitStack() as closing:
            yield Patient(
                engagements=engagements,
                packs={pack.name: pack for pack in installation.packs},
                examiners={name: examiner_of(source, settings, closing) for name, source in sources.items()},
                urls={name: source.url for name, source in sources.items()},
                store=lambda: examine_store(url),
                secrets=settings.secrets_for(sources, installation.mail, reads_bounces=installation.imap is not None),
                mail=installation.mail,
                mail_server=mail_server_of(installation.smtp, Login(*settings.smtp_login)),
                warnings=len(found.warnings),
            )

    def checked(self, wanted: Wanted) -> Checked:
        from config.told import checked

        found = loaded(wanted, settings_for(wanted))
        return checked(found.mistakes, found.warnings, found.texts, terminal_ink(errors=bool(found.mistakes)))

    def packs_with(self, wanted: Wanted, edited: "Sequence[Path]") -> "Mapping[str, Pack]":
        from config.load import load

        file = wanted.config or settings_for(wanted).config
        return {pack.name: pack for pack in sound(load(file, edited=edited)).packs}

    def bench(self, wanted: Wanted) -> "Bench":
        from rules.trial import Bench

        installation = sound(loaded(wanted, settings_for(wanted)))
        return Bench(installation.packs, installation.examples, installation.places)

    def schemas(self, wanted: Wanted, *, installed: bool) -> tuple[SchemaFile, ...]:
        from config.described import DOCUMENTS, schema_of

        settings = settings_for(wanted)
        folder = (wanted.config or settings.config).parent
        names = installed_names(wanted, settings) if installed else None
        return tuple(SchemaFile(kind, folder / file, schema_of(kind, names)) for kind, (_, file) in DOCUMENTS.items())

    def sheets(self, wanted: Wanted) -> Sheets:
        from config.onboarding import InstalledSheets

        settings = settings_for(wanted)
        return InstalledSheets(
            wanted.config or settings.config, sound(loaded(wanted, settings)), terminal_ink(errors=True)
        )

    def board(self, wanted: Wanted) -> "AbstractContextManager[str | None]":
        settings = settings_for(wanted)
        installation = sound(loaded(wanted, settings))
        told, password = installation.board, settings.board_password_hash
        if told.listen is None:
            return nullcontext()
        try:
            from state.board.opening import House as Shared
            from state.board.opening import open_board
        except ModuleNotFoundError as missing:
            stop(f"The board needs {missing.name}. Install the extra: pip install 'stageward[web]'.", BAD_INPUT)
        url = settings.state_url_for(installation.state_url).get_secret_value()
        shared = Shared(url, installation.schedule.every, SystemClock(), installation.stationery)
        key = settings.key_for_board(asks_who=bool(password or told.user_header))
        return open_board(told, shared, key, password.get_secret_value() if password else None)

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
        stop(render(found.mistakes, found.texts, terminal_ink(errors=True)).rstrip("\n"), BAD_INPUT)
    return found.installation


def chosen(installation: "Installation", wanted: Wanted) -> "tuple[Engagement, ...]":
    """Return the engagements asked for, all where none is named."""
    names = {engagement.name for engagement in installation.engagements}
    for name in wanted.engagements:
        if name not in names:
            stop(f"There is no engagement “{name}”. Known: {', '.join(sorted(names))}.", BAD_INPUT)
    return tuple(e for e in installation.engagements if not wanted.engagements or e.name in wanted.engagements)


def opened_trackers(
    installation: "Installation", engagements: "tuple[Engagement, ...]", settings: "Settings", closing: ExitStack
) -> "dict[str, Tracker]":
    """Open the trackers of some engagements by source; `closing` closes them."""
    from connectors.opening import open_trackers

    zones = {engagement.source: engagement.client.zone for engagement in engagements}
    return open_trackers(installation.sources, zones, lambda name: settings.token(name).get_secret_value(), closing)


def examiner_of(source: "SourceConfig", settings: "Settings", closing: ExitStack) -> "Examiner | PortError":
    """Open what tells a doctor of a source, or return the error that keeps it shut; `closing` closes it."""
    from connectors.examining import open_examiner

    try:
        examiner = open_examiner(source, settings.token(source.name).get_secret_value(), SystemClock().now)
    except PortError as error:
        return error
    closing.callback(examiner.close)
    return examiner


def installed_names(wanted: Wanted, settings: "Settings") -> "Names":
    """Ask the trackers of the engagements asked for, and look through all packs."""
    from config.named import names_of

    installation = sound(loaded(wanted, settings))
    engagements = chosen(installation, wanted)
    with ExitStack() as closing:
        trackers = opened_trackers(installation, engagements, settings, closing)
        told = [trackers[one.source].words(one.scope) for one in engagements]
    return names_of(installation, engagements, told)


@click.group(cls=Commands)
@click.version_option(VERSION, prog_name="stageward")
def cli() -> None:
    """Keep a delivery method true inside Jira and ClickUp."""


def main() -> None:
    """Run the command line; a failure ends in one clear sentence, with a traceback only under --debug."""
    gc.set_threshold(FEW_ROUNDS, 50, 100)
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
