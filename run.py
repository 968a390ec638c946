"""Stageward's command line. Here the rooms are put together; what a command does lives in sync/."""

from contextlib import AbstractContextManager, ExitStack, closing, contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sync.checked import Checked
from sync.cli.commands import Commands
from sync.cli.ending import needing, told_in_a_sentence
from sync.cli.wanted import VERSION, DemoStage, SchemaFile, Sheets, SystemClock, Wanted, terminal_ink
from sync.collecting import collect_seldom

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from config.configured import Configured
    from config.settings import Settings
    from connectors.hooks.receiving import Receiver
    from rules.pack import Pack
    from rules.trial import Bench
    from sync.doctor import Patient
    from sync.engagement import Engagement
    from sync.ports import Tracker
    from sync.service.jobs import Jobs
    from sync.service.opening import LogWishes
    from sync.service.premises import Office, Premises
    from sync.service.redaction import Redactor
    from sync.service.vault import Vault
    from sync.service.watch import Watch
    from sync.stand import World
    from sync.store import Store

PACKS = Path(__file__).parent / "config" / "rules"


class House:
    """The assembly: knows every room and opens what a command asks for. Rooms are imported when they are used.

    While the service is watched, `redactor` keeps secrets out of its log; while the board takes webhooks, `receiver`
    looks who posts. What is read anew is told to both.
    """

    redactor: "Redactor | None" = None
    receiver: "Receiver | None" = None
    _begun: "Configured | None" = None

    @contextmanager
    def world(
        self, wanted: Wanted, *, trackers: bool = True, beside: "tuple[Engagement, ...]" = ()
    ) -> "Iterator[tuple[World, tuple[Engagement, ...]]]":
        from connectors.opening import open_trackers
        from state.open import open_store

        asked = configured(wanted)
        self._learn(asked)
        with ExitStack() as closing:
            reached = (*(asked.engagements if trackers else ()), *beside)
            opened = open_trackers(asked.installation.sources, reached, asked.token, closing)
            store = closing.enter_context(open_store(asked.state_url))
            if reached:
                closing.enter_context(shared_budgets(asked.state_url))
            yield world_of(asked, store, opened), asked.engagements

    @contextmanager
    def patient(self, wanted: Wanted) -> "Iterator[Patient]":
        from connectors.examining import examiners_of
        from connectors.mailing import Login, mail_server_of
        from state.examine import examine_store
        from state.hints import turns_in
        from sync.doctor import Patient

        asked = configured(wanted)
        installation, settings = asked.installation, asked.settings
        with ExitStack() as closing:
            yield Patient(
                engagements=asked.engagements,
                packs={pack.name: pack for pack in installation.packs},
                examiners=examiners_of(asked.sources, asked.token, SystemClock().now, closing),
                urls={source.name: source.url for source in asked.sources},
                store=partial(examine_store, asked.state_url),
                secrets=settings.secrets_for(installation, [source.name for source in asked.sources]),
                mail=installation.mail,
                mail_server=mail_server_of(installation.smtp, Login(*settings.smtp_login)),
                warnings=asked.warnings,
                hooking=asked.hooking,
                turns=partial(turns_in, asked.state_url),
            )

    def checked(self, wanted: Wanted) -> Checked:
        from config.configured import loaded
        from config.told import checked

        found = loaded(wanted.config, settings_for(wanted))
        return checked(found.mistakes, found.warnings, found.texts, terminal_ink(errors=bool(found.mistakes)))

    def packs_with(self, wanted: Wanted, edited: "Sequence[Path]") -> "Mapping[str, Pack]":
        return {pack.name: pack for pack in configured(wanted, edited=edited).installation.packs}

    def bench(self, wanted: Wanted) -> "Bench":
        from rules.trial import Bench

        found = configured(wanted).installation
        return Bench(found.packs, found.examples, found.places)

    def schemas(self, wanted: Wanted, *, installed: bool) -> tuple[SchemaFile, ...]:
        from config.described import DOCUMENTS, schema_of
        from config.named import names_of
        from connectors.opening import words_of

        folder, names = (wanted.config or settings_for(wanted).config).parent, None
        if installed:
            asked = configured(wanted)
            told = words_of(asked.sources, asked.engagements, asked.token)
            names = names_of(asked.installation, asked.engagements, told)
        return tuple(SchemaFile(kind, folder / file, schema_of(kind, names)) for kind, (_, file) in DOCUMENTS.items())

    def sheets(self, wanted: Wanted) -> Sheets:
        from config.onboarding import InstalledSheets

        asked = configured(wanted)
        return InstalledSheets(wanted.config or asked.settings.config, asked.installation, terminal_ink(errors=True))

    @contextmanager
    def board(self, wanted: Wanted) -> "Iterator[str | None]":
        asked = self._begun_with(wanted)
        installation, settings = asked.installation, asked.settings
        told, password = installation.board, settings.board_password_hash
        if told.listen is None:
            yield None
            return
        with needing("The board", "web"):
            from state.board import opening
        import structlog

        from connectors.hooks.receiving import receiving
        from state.hints import noting
        from sync.service.logs import NAME

        key = settings.key_for_board(asks_who=bool(password or told.user_header))
        with receiving(noting(asked.state_url, SystemClock()), structlog.get_logger(NAME).warning) as self.receiver:
            self._learn(asked)
            shared = opening.House(asked.state_url, SystemClock(), installation.stationery, self.receiver)
            with opening.open_board(told, shared, key, password.get_secret_value() if password else None) as address:
                yield address

    @contextmanager
    def office(self, wanted: Wanted, wait: "Callable[[float], None]") -> "Iterator[tuple[Office, Premises]]":
        from config.office import ConfiguredOffice, Openers
        from connectors.hooks.ping import Ping
        from connectors.pool import TrackerPool
        from state.open import open_store

        asked = self._begun_with(wanted)
        with shared_budgets(asked.state_url), closing(TrackerPool(wait)) as pool:
            openers = Openers(
                store=open_store,
                world=partial(world_of, trackers={}),
                ping=Ping,
                pool=pool,
                settings=partial(settings_for, wanted),
                config=wanted.config,
                names=wanted.engagements,
                learn=self._learn,
            )
            yield (office := ConfiguredOffice(openers)), office.first(asked.installation)

    def jobs(self, wanted: Wanted, at_once: int) -> "Jobs":
        from state.open import postgres_driver

        url = self._begun_with(wanted).server_url
        with postgres_driver():
            from state.jobs import ProcrastinateJobs
        return ProcrastinateJobs(url, at_once)

    def _begun_with(self, wanted: Wanted) -> "Configured":
        """Return what the service begins with: all its parts are to begin with the same."""
        self._begun = self._begun or configured(wanted)
        return self._begun

    def _learn(self, asked: "Configured") -> None:
        """Keep its secrets out of the log of a service that is watched, and hold webhooks against it."""
        from connectors.hooks.sources import hooked_sources

        sources, secrets_of = asked.installation.sources, asked.settings.webhook_secrets
        if self.redactor is not None:
            self.redactor.learn(asked.secrets)
        if self.receiver is not None:
            hooked = hooked_sources(sources, secrets_of, asked.token, SystemClock().now)
            self.receiver.listen_to(hooked, asked.installation.engagements)

    @contextmanager
    def watch(self, wanted: Wanted, logs: "LogWishes") -> "Iterator[Watch]":
        from state.looking import VitalsAt
        from sync.service.opening import Watched, open_watch
        from sync.service.redaction import Redactor

        asked = self._begun_with(wanted)
        self.redactor = Redactor(asked.secrets)
        watched = Watched(VERSION, SystemClock(), VitalsAt(asked.state_url), asked.ops_address)
        with open_watch(watched, logs, self.redactor) as watching:
            yield watching

    def ops_address(self, wanted: Wanted) -> tuple[str, int] | None:
        return configured(wanted).ops_address

    def vault(self, wanted: Wanted) -> "Vault":
        from state.keeping.vault import StoreVault

        asked = configured(wanted)
        return StoreVault(asked.state_url, asked.settings.with_state_password)

    def stage(self, out: Path, traffic: Path | None) -> AbstractContextManager[DemoStage]:
        with needing("The demo", "demo", ", or use ./dev demo"):
            from connectors.sandbox.stage import open_stage
        return open_stage(out, PACKS, traffic)


def settings_for(wanted: Wanted) -> "Settings":
    from config.configured import settings_with

    return settings_with(wanted.secrets)


def configured(wanted: Wanted, *, edited: "Sequence[Path]" = ()) -> "Configured":
    """Return what a command is asked to work with, with edited packs in place of others; raises BadInput."""
    from config.configured import Configured, loaded, sound

    settings = settings_for(wanted)
    found = loaded(wanted.config, settings, edited=edited)
    installation = sound(found, terminal_ink(errors=True))
    return Configured(settings, installation, wanted.engagements, len(found.warnings)).checked()


def world_of(asked: "Configured", store: "Store", trackers: "Mapping[str, Tracker]") -> "World":
    """Return all that cycles reach."""
    from connectors.hooks import WebHooks
    from connectors.mailing import Login, open_mailbox, open_postbox
    from sync.stand import World

    installation, settings = asked.installation, asked.settings
    return World(
        store=store,
        clock=SystemClock(),
        trackers=trackers,
        packs={pack.name: pack for pack in installation.packs},
        waivers=installation.waivers,
        mail=settings.signing(installation.mail),
        mailbox=open_mailbox(installation.smtp, Login(*settings.smtp_login)),
        postbox=open_postbox(installation.imap, settings.password_of_imap),
        every=installation.schedule.every,
        intervals=installation.intervals,
        full_scan=installation.schedule.full_scan,
        stationery=installation.stationery,
        configuration=installation.configuration,
        team=installation.team,
        board=installation.board.url,
        key=settings.key_for_board(asks_who=False),
        aims=installation.aims,
        hook=WebHooks(),
        billing_key=settings.key_for_bills(),
        retention=installation.retention,
        digest=installation.digest,
        program=VERSION,
    )


@contextmanager
def shared_budgets(url: str) -> "Iterator[None]":
    """Let all processes on one state store keep to the budgets of their tokens together."""
    from connectors.turns import turns_shared_in
    from state.budgets import open_budgets

    with open_budgets(url) as budgets, turns_shared_in(budgets):
        yield


@click.group(cls=Commands)
@click.version_option(VERSION, prog_name="stageward")
def cli() -> None:
    """Keep a delivery method true inside Jira and ClickUp."""


def main() -> None:
    """Run the command line."""
    collect_seldom()
    with told_in_a_sentence():
        cli(prog_name="stageward", obj=House())


if __name__ == "__main__":
    main()
