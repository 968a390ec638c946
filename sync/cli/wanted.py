"""What every command is asked for, what it gets to work with, and how it answers."""

import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import wraps
from getpass import getuser
from os import environ, getuid
from pathlib import Path
from shutil import get_terminal_size
from typing import TYPE_CHECKING, NoReturn, Protocol, TextIO

import click

from sync.checked import Checked
from sync.render.terminal import Ink

if TYPE_CHECKING:  # these bring much with them, and a command needs few of them
    from rules.pack import Pack
    from rules.trial import Bench
    from sync.demo import Act
    from sync.doctor import Patient
    from sync.engagement import Engagement
    from sync.neighbours.onboarding import Order
    from sync.service.jobs import Jobs
    from sync.service.opening import LogWishes
    from sync.service.premises import Office, Premises
    from sync.service.vault import Vault
    from sync.service.watch import Watch
    from sync.stand import World

VERSION = "0.1.0"
FAILED, BAD_INPUT, PENDING, TRY_LATER = 1, 2, 3, 75  # CONTRACT section 1
SLOW = 2.0  # seconds after which progress is told


@dataclass(frozen=True, slots=True)
class Wanted:
    """The options all commands have. `secrets` is where the demo keeps its own."""

    config: Path | None = None
    engagements: tuple[str, ...] = ()
    json: bool = False
    quiet: bool = False
    secrets: Path | None = None


@dataclass(frozen=True, slots=True)
class SchemaFile:
    """A JSON Schema: of which kind of file, where an editor looks for it, and what it says."""

    kind: str
    file: Path
    schema: dict[str, object]


class Addition(Protocol):
    """A configuration file as it is, and as it shall be; `file` is its name."""

    @property
    def file(self) -> str: ...
    @property
    def before(self) -> str: ...
    @property
    def after(self) -> str: ...
    @property
    def checked(self) -> Checked:
        """What a look over the whole configuration finds, were it so."""

    def put_in_place(self) -> None:
        """Let the new content take the place of the old one, whole or not at all; raises NotAdded."""


class Sheets(Protocol):
    """Orders and onboarding sheets, and the configuration they become a part of."""

    def order(self, sheet: Path) -> "Order | Checked":
        """Read a sheet; where it holds mistakes, return all of them."""

    def addition(self, order: "Order") -> Addition:
        """Add an order to the configuration; nothing is written. Raises NotAdded where there is no place for it."""


class DemoStage(Protocol):
    """A planted sandbox with its own configuration folder."""

    @property
    def config(self) -> Path: ...
    @property
    def secrets(self) -> Path: ...
    @property
    def opening(self) -> Sequence[str]: ...
    @property
    def acts(self) -> "Sequence[Act]": ...

    def places(self) -> Sequence[tuple[str, str]]:
        """Save what there is to look at, and tell where."""

    def wait(self, say: Callable[[str], None]) -> None:
        """Stay up until a person ends it."""


class Assembly(Protocol):
    """What `run.py` puts together for the commands; it knows all rooms."""

    def world(
        self, wanted: Wanted, *, trackers: bool = True, beside: "tuple[Engagement, ...]" = ()
    ) -> "AbstractContextManager[tuple[World, tuple[Engagement, ...]]]":
        """Open the store, and the trackers of the engagements asked for; also of those `beside` them, which may not be
        configured yet. Ends the command on mistakes."""

    def patient(self, wanted: Wanted) -> "AbstractContextManager[Patient]":
        """Open what a doctor asks, sources that cannot be opened included. Ends the command on mistakes."""

    def checked(self, wanted: Wanted) -> Checked:
        """Look over configuration, packs and waivers."""

    def packs_with(self, wanted: Wanted, edited: Sequence[Path]) -> "Mapping[str, Pack]":
        """Load all packs by name, edited ones in place of those of the same name. Ends the command on mistakes."""

    def bench(self, wanted: Wanted) -> "Bench":
        """Load the packs with their examples; no tracker, store or secret is needed. Ends the command on mistakes."""

    def schemas(self, wanted: Wanted, *, installed: bool) -> tuple[SchemaFile, ...]:
        """Describe packs, configuration and waivers; where `installed`, with the names the trackers tell."""

    def sheets(self, wanted: Wanted) -> Sheets:
        """Return what reads sheets. Ends the command on mistakes in the configuration."""

    def board(self, wanted: Wanted) -> AbstractContextManager[str | None]:
        """Serve the board where one is configured, and return its address. Ends the command on mistakes, and where
        what it needs is not installed. Open the store before it."""

    def office(
        self, wanted: Wanted, wait: Callable[[float], None]
    ) -> "AbstractContextManager[tuple[Office, Premises]]":
        """Return what `serve` runs on, and who reads the configuration anew; connectors sleep by `wait`. Ends the
        command on mistakes."""

    def jobs(self, wanted: Wanted, at_once: int) -> "Jobs":
        """Return the queue that all workers share. Ends the command where the state store cannot hold one."""

    def watch(self, wanted: Wanted, logs: "LogWishes") -> "AbstractContextManager[Watch]":
        """Watch over the service: its log, metrics, health, and word to systemd. Ends the command on mistakes; raises
        PortTaken."""

    def ops_address(self, wanted: Wanted) -> tuple[str, int] | None:
        """Return where the running service answers for its health, None where nowhere. Ends the command on mistakes."""

    def vault(self, wanted: Wanted) -> "Vault":
        """Return what copies the store. Ends the command on mistakes in the configuration."""

    def stage(self, out: Path, traffic: Path | None) -> AbstractContextManager[DemoStage]:
        """Start the sandbox and plant the demo's story."""


class SystemClock:
    def now(self) -> datetime:
        return datetime.now(UTC)  # noqa: TID251 - this is the Clock


def person_at_the_keyboard() -> str:
    """Name who runs the command, as this machine knows them; in a container that may be a number."""
    try:
        return getuser()
    except (KeyError, OSError):
        return f"uid {getuid()}"


def stop(message: str, code: int) -> NoReturn:
    """End the command with one clear message on stderr."""
    click.echo(message, err=True)
    raise SystemExit(code)


def shared_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options all commands have, as one value, and the assembly."""

    @wraps(command)
    def with_wanted(
        *, config: Path | None, engagement: tuple[str, ...], as_json: bool, quiet: bool, **more: object
    ) -> None:
        assembly: Assembly = click.get_current_context().obj
        command(assembly, Wanted(config, engagement, as_json, quiet), **more)

    decorated: Callable[..., None] = with_wanted
    for option in (
        click.option("--config", type=click.Path(path_type=Path), help="Configuration file (or STAGEWARD_CONFIG)."),
        click.option("--engagement", multiple=True, metavar="NAME", help="Only this engagement; may be repeated."),
        click.option("--json", "as_json", is_flag=True, help="One JSON document on stdout."),
        click.option("--quiet", is_flag=True, help="Nothing but errors, on stderr."),
        click.option("--debug", is_flag=True, expose_value=False, help="Show tracebacks."),
        click.version_option(VERSION, prog_name="stageward"),
    ):
        decorated = option(decorated)
    return decorated


def ink_for_stdout() -> Ink:
    """Return how to write on this terminal: colour where there is one and nobody said no, wrapped to its width."""
    return _ink_for(sys.stdout)


def terminal_ink(*, errors: bool) -> Ink | None:
    """Return how to write on the terminal behind stderr, or stdout; None where there is no terminal."""
    stream = sys.stderr if errors else sys.stdout
    return _ink_for(stream) if stream.isatty() else None


def _ink_for(stream: TextIO) -> Ink:
    is_terminal = stream.isatty()
    colour = is_terminal and "NO_COLOR" not in environ and environ.get("TERM") != "dumb"
    return Ink(colour=colour, width=min(get_terminal_size().columns, 110) if is_terminal else 110)


def progress_for(wanted: Wanted) -> Callable[[str], None]:
    """Tell progress on a terminal, once a command takes longer than two seconds."""
    begun = time.monotonic()

    def tell(said: str) -> None:
        if not wanted.quiet and sys.stderr.isatty() and time.monotonic() - begun > SLOW:
            click.echo(said, err=True)

    return tell


def answer(wanted: Wanted, document: Callable[[], str], lines: Callable[[Ink], list[str]]) -> None:
    """Print a command's answer: one JSON document, or lines for a person."""
    if wanted.json:
        click.echo(document())
    elif not wanted.quiet:
        click.echo("\n".join(lines(ink_for_stdout())))
