"""What the service needs of a configuration: the roster, the files to look at, and reading all of it anew."""

import os
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Generic, Protocol, TypeVar
from zoneinfo import ZoneInfo

from config.configured import Configured
from config.load import load, places_of_files
from config.mistakes import Mistake
from config.settings import PREFIX, Settings
from config.values import Installation, SourceConfig
from sync.engagement import Engagement, Mode
from sync.ports import PortError, Tracker
from sync.render.errors import sentence
from sync.service.agenda_store import NotTakenUp
from sync.service.roster import Roster
from sync.store import Store

World = TypeVar("World")
Key = tuple[SourceConfig, str, ZoneInfo]


class Pool(Protocol):
    """Lends connectors (connectors.pool.TrackerPool has this shape)."""

    def lend(self, source: SourceConfig, token: str, zone: ZoneInfo) -> AbstractContextManager[Tracker]: ...
    def keep_only(self, kept: Collection[tuple[SourceConfig, str, ZoneInfo]]) -> None: ...


@dataclass(frozen=True, slots=True)
class Openers(Generic[World]):
    """How what a configuration names is opened; `names` are the only engagements to be served, all where empty."""

    store: Callable[[str], AbstractContextManager[Store]]
    world: Callable[[Configured, Store], World]
    ping: Callable[[str], Callable[[], None]]
    pool: Pool
    settings: Callable[[], Settings]
    config: Path | None = None
    names: tuple[str, ...] = ()
    learn: Callable[[Configured], None] = lambda _configured: None


class ConfiguredPremises(Generic[World]):
    """Implements `sync.service.premises.Premises` for an installation. Raises where a secret it needs is missing."""

    def __init__(self, installation: Installation, settings: Settings, openers: Openers[World]) -> None:
        self._installation = installation
        self._settings = settings
        self._openers = openers
        self.roster = roster_of(installation, settings, openers.names)
        self.fingerprint = _fingerprint(installation)
        self._keys = _keys_of(installation, settings, self.roster.engagements)
        self.check()
        url = settings.ping_url.get_secret_value() if settings.ping_url else installation.schedule.ping
        self.ping = openers.ping(url) if url else None
        openers.learn(Configured(settings, installation))
        openers.pool.keep_only(frozenset(self._keys.values()))

    def check(self) -> None:
        """Look for the secrets a cycle needs; raises what a missing one raises."""
        self._settings.signing(self._installation.mail)
        self._settings.key_for_bills()
        self._settings.key_for_board(asks_who=False)
        if self._installation.imap is not None:
            self._settings.password_of_imap()

    def world(self, store: Store) -> World:
        return self._openers.world(Configured(self._settings, self._installation), store)

    def lend(self, source: str) -> AbstractContextManager[Tracker]:
        return self._openers.pool.lend(*self._keys[source])


class ConfiguredOffice(Generic[World]):
    """Implements `sync.service.premises.Office` for a folder of configuration and its secrets."""

    def __init__(self, openers: Openers[World]) -> None:
        self._openers = openers
        settings = openers.settings()
        self._config = openers.config or settings.config
        self._secrets = settings.secrets_dir
        self._files, self._folders = places_of_files(self._config)
        self._url = ""

    def first(self, installation: Installation) -> ConfiguredPremises[World]:
        """Return the premises to begin with; raises where a secret is missing."""
        settings = self._openers.settings()
        self._url = settings.state_url_for(installation.state_url).get_secret_value()
        return ConfiguredPremises(installation, settings, self._openers)

    def open_store(self) -> AbstractContextManager[Store]:
        return self._openers.store(self._url)

    def look(self) -> object:
        return frozenset((file, *_looks_of(file)) for file in self._all_files())

    def content(self) -> str:
        said = sha256()
        for file in sorted(self._all_files()):
            said.update(f"{file}\n{_content_of(file)}\n".encode())
        return said.hexdigest()

    def read(self, now: datetime) -> ConfiguredPremises[World] | NotTakenUp:
        self._files, self._folders = places_of_files(self._config)
        try:
            settings = self._openers.settings()
            found = load(self._config, now)
            if found.installation is None:
                return _not_taken_up(found.mistakes, now)
            return ConfiguredPremises(found.installation, settings, self._openers)
        except PortError as error:
            return NotTakenUp(now, sentence(error))

    def _all_files(self) -> Iterator[Path]:
        yield from self._files
        for folder in (*self._folders, *([self._secrets] if self._secrets else [])):
            yield from (file for file in _within(folder) if file.is_file())
        for variable, value in os.environ.items():
            if variable.startswith(PREFIX) and variable.endswith("_FILE") and value.strip():
                yield Path(value.strip())


def roster_of(installation: Installation, settings: Settings, names: Collection[str] = ()) -> Roster:
    """Return who is served: of the engagements, those of some names only where any is given."""
    engagements = tuple(one for one in installation.engagements if not names or one.name in names)
    schedule = installation.schedule
    return Roster(
        engagements=engagements,
        every=schedule.every,
        intervals={one.name: installation.intervals[one.name] for one in engagements if one.mode is not Mode.OFF},
        parallel=schedule.parallel,
        alarm_after=schedule.alarm_after,
        hint_pause=schedule.hint_pause,
        fixed=_fixed(installation, settings),
    )


def _fingerprint(installation: Installation) -> str:
    packs = (f"{pack.name} {pack.digest}" for pack in sorted(installation.packs, key=lambda pack: pack.name))
    return sha256("\n".join([installation.configuration, *packs]).encode()).hexdigest()


def _fixed(installation: Installation, settings: Settings) -> Mapping[str, str]:
    """Return fingerprints of what is opened once, when serving begins."""
    told = {
        "state: url": settings.state_url_for(installation.state_url).get_secret_value(),
        "board": repr(installation.board),
        "service: listen": repr(installation.service),
        "the board's password or key": repr(
            [one and one.get_secret_value() for one in (settings.board_password_hash, settings.secret_key)]
        ),
    }
    return {name: sha256(value.encode()).hexdigest() for name, value in told.items()}


def _keys_of(installation: Installation, settings: Settings, engagements: Collection[Engagement]) -> dict[str, Key]:
    zones = {one.source: one.client.zone for one in engagements}
    return {
        one.name: (one, settings.token(one.name).get_secret_value(), zones[one.name])
        for one in installation.sources
        if one.name in zones
    }


def _not_taken_up(mistakes: Collection[Mistake], now: datetime) -> NotTakenUp:
    first = next(iter(mistakes))
    return NotTakenUp(now, f"{first.file}:{first.line}:{first.column}: {first.message}", len(mistakes) - 1)


def _within(folder: Path) -> list[Path]:
    try:
        return list(folder.iterdir())
    except OSError:
        return []


def _looks_of(file: Path) -> tuple[int, int]:
    try:
        seen = file.stat()
    except OSError:
        return 0, -1
    return seen.st_mtime_ns, seen.st_size


def _content_of(file: Path) -> str:
    try:
        return sha256(file.read_bytes()).hexdigest()
    except OSError as error:
        return f"not readable: {error.strerror}"
