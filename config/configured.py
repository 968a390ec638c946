"""What a command was asked to work with: a configuration that checked out, and the settings beside it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, Self

from config.load import Loaded, load
from config.mistakes import render
from config.settings import Settings
from config.values import Installation, SourceConfig
from sync.engagement import Engagement
from sync.examination import Hooking
from sync.ports import PortError
from sync.render.terminal import Ink


class BadInput(PortError):
    """What a person gave cannot be worked with; its text says where and why."""

    exit_code: ClassVar[int] = 2


@dataclass(frozen=True, slots=True)
class Configured:
    """An installation with its settings; `names` are the only engagements asked for, all where empty; `warnings` counts
    what was told of the files and is no mistake."""

    settings: Settings
    installation: Installation
    names: Collection[str] = ()
    warnings: int = 0

    def checked(self) -> Self:
        """Return itself; raises BadInput where an engagement is asked for that there is not."""
        known = sorted(engagement.name for engagement in self.installation.engagements)
        for name in self.names:
            if name not in known:
                raise BadInput(f"There is no engagement “{name}”. Known: {', '.join(known)}.")
        return self

    @property
    def engagements(self) -> tuple[Engagement, ...]:
        return tuple(one for one in self.installation.engagements if not self.names or one.name in self.names)

    @property
    def sources(self) -> tuple[SourceConfig, ...]:
        """The trackers of the engagements asked for."""
        used = {one.source for one in self.engagements}
        return tuple(one for one in self.installation.sources if one.name in used)

    @property
    def state_url(self) -> str:
        """Where the state is kept. Holds the password of a server, where it takes one."""
        return self.settings.state_url_for(self.installation.state_url).get_secret_value()

    @property
    def server_url(self) -> str:
        """Where the state is kept, for workers that share their turns there; raises BadInput where that is a file."""
        if not self.state_url.startswith("postgresql://"):
            said = "Workers share their turns in PostgreSQL, and this state store is a file."
            raise BadInput(f"{said} Serve without --workers, or move it: stageward state move --help.")
        return self.state_url

    @property
    def ops_address(self) -> tuple[str, int] | None:
        """Where health and metrics are served."""
        listen = self.installation.service
        return (listen.host, listen.port) if listen is not None else None

    @property
    def hooking(self) -> Hooking:
        """How webhooks of the engagements asked for come in."""
        takes = frozenset(source.name for source in self.sources if self.settings.takes_webhooks(source.name))
        return Hooking(sources=takes, listens=self.installation.board.listen is not None)

    @property
    def secrets(self) -> tuple[str, ...]:
        """Every secret that is given. Raises UnreadableSecret."""
        return self.settings.known_secrets(source.name for source in self.installation.sources)

    def token(self, source: str) -> str:
        """Return the token of a source. Raises MissingSecret, naming the variable, or UnreadableSecret."""
        return self.settings.token(source).get_secret_value()


def settings_with(secrets: Path | None) -> Settings:
    """Read the settings; `secrets` is another folder of secrets than they name."""
    return Settings(secrets_dir=secrets) if secrets else Settings()


def loaded(file: Path | None, settings: Settings, *, edited: Sequence[Path] = ()) -> Loaded:
    """Load a configuration, or the one the settings name."""
    return load(file or settings.config, edited=edited)


def sound(found: Loaded, ink: Ink | None = None) -> Installation:
    """Return the installation; raises BadInput with every mistake, written with `ink`."""
    if found.installation is None:
        raise BadInput(render(found.mistakes, found.texts, ink).rstrip("\n"))
    return found.installation
