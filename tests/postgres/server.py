"""A PostgreSQL server for the tests of one process, made of Debian's package, and a fresh database for each that asks.

Take the fixture `postgres_url`; it comes to every folder by tests/conftest.py. Without the package, tests that take it
are skipped. The server ends with the process that started it, whichever way that ends.
"""

import os
import pwd
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from signal import SIGINT
from tempfile import TemporaryDirectory

import psycopg
import pytest
from psycopg import sql
from tenacity import Retrying, retry_if_exception_type, stop_after_delay, wait_fixed

INSTALL = "apt-get install postgresql"
OWNER = "stageward"
LOCKED = "locked"
"""A role that gets in with its password alone, for tests of wrong ones."""
PASSWORD_OF_LOCKED = "opens-nothing-else"
SETTINGS = {
    "fsync": "off",  # what a test writes need not outlive the machine
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "32MB",
    "max_connections": "200",
    "autovacuum": "off",
    "unix_socket_directories": "",
    "listen_addresses": "127.0.0.1",
    "log_min_messages": "fatal",
}
ACCESS = f"host all {LOCKED} 127.0.0.1/32 scram-sha-256\nhost all all 127.0.0.1/32 trust\n"
NUMBERS = count(1)
MEMORY = Path("/dev/shm")
ROOM = 2 * 1024**3
"""Bytes free in memory from which on a server's files lie there; a container often has 64 MB of it."""


@dataclass(frozen=True, slots=True)
class PostgresServer:
    """A server on a port of its own."""

    port: int
    process: subprocess.Popen[bytes]

    def url(self, database: str, user: str = OWNER) -> str:
        return f"postgresql://{user}@127.0.0.1:{self.port}/{database}"

    def fresh(self, like: str | None = None) -> str:
        """Make an empty database, or one like that of another URL to which nobody is connected, that belongs to the
        role `stageward`; return its URL."""
        name, template = f"fresh_{next(NUMBERS)}", name_in(like) if like else "template1"
        making = sql.SQL("create database {} owner {} template {}")
        self.tell(making.format(*map(sql.Identifier, (name, OWNER, template))))
        return self.url(name)

    def drop(self, url: str) -> None:
        """Take a database away, with whoever is still connected to it."""
        self.tell(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name_in(url))))

    def tell(self, command: sql.SQL | sql.Composed) -> None:
        """Run one command as the server's own superuser."""
        with psycopg.connect(self.url("postgres", "postgres"), autocommit=True) as connection:
            connection.execute(command)


def name_in(url: str) -> str:
    """Return the name of the database a URL of `PostgresServer.url` leads to."""
    return url.rpartition("/")[2]


def programs() -> Path | None:
    """Return the folder of the server's programs, the newest version's first; None where none is installed."""
    found = shutil.which("initdb")
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[4]))
    newest = folders[-1] if folders else Path(found) if found else None
    return newest and newest.parent


@contextmanager
def running_server() -> Iterator[PostgresServer]:
    """Start a server in a temporary folder, in memory where there is room for it, and end it."""
    folder = programs()
    if folder is None:
        pytest.skip(f"needs a PostgreSQL server: {INSTALL}")
    with TemporaryDirectory(prefix="stageward-postgres-", dir=_memory()) as place, Path(place, "log").open("wb") as log:
        data = Path(place, "data")
        if os.geteuid() == 0:
            _give_to_postgres(Path(place))
        _make(folder, data)
        port = _free_port()
        process = subprocess.Popen(
            [*_as_its_user(), str(folder / "postgres"), "-D", str(data), "-p", str(port), *_settings()],
            stderr=log,
        )
        try:
            server = PostgresServer(port, process)
            _await(server)
            _make_roles(server)
            yield server
        finally:
            process.send_signal(SIGINT)  # a fast end: it does not wait for those still connected
            process.wait(timeout=30)


def _memory() -> Path | None:
    """Return a folder in memory with room for a server, None where there is none: a fresh database is a thousand files,
    and on a disk most of a test's time goes into making them and taking them away."""
    is_roomy = os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free >= ROOM
    return MEMORY if is_roomy else None


def _settings() -> Iterator[str]:
    for name, value in SETTINGS.items():
        yield from ("-c", f"{name}={value}")


def _give_to_postgres(place: Path) -> None:
    user = pwd.getpwnam("postgres")
    os.chown(place, user.pw_uid, user.pw_gid)


def _as_its_user() -> list[str]:
    """Return what goes before a command: the server refuses to be root, and ends with us even where we are killed."""
    ends_with_us = ["setpriv", "--pdeathsig", "QUIT"]
    if os.geteuid() != 0:
        return ends_with_us
    return [*ends_with_us, "--reuid=postgres", "--regid=postgres", "--clear-groups", "--"]


def _make(folder: Path, data: Path) -> None:
    made = [str(folder / "initdb"), "-D", str(data), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync"]
    locale = ["--locale=C.UTF-8", "--no-instructions"]
    done = subprocess.run([*_as_its_user(), *made, *locale], capture_output=True, check=False, cwd="/")
    if done.returncode:
        pytest.fail(f"initdb could not make a database cluster: {done.stderr.decode()}")
    Path(data, "pg_hba.conf").write_text(ACCESS, encoding="ascii")


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def _await(server: PostgresServer) -> None:
    for attempt in Retrying(
        retry=retry_if_exception_type(psycopg.OperationalError), stop=stop_after_delay(60), wait=wait_fixed(0.05)
    ):
        with attempt:
            if server.process.poll() is not None:
                pytest.fail(f"the PostgreSQL server ended with {server.process.returncode}")
            server.tell(sql.SQL("select 1"))


def _make_roles(server: PostgresServer) -> None:
    server.tell(sql.SQL("create role {} login").format(sql.Identifier(OWNER)))
    server.tell(
        sql.SQL("create role {} login password {}").format(sql.Identifier(LOCKED), sql.Literal(PASSWORD_OF_LOCKED))
    )


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """The server of this process; started when a test asks first."""
    with running_server() as server:
        yield server


@pytest.fixture
def postgres_url(postgres_server: PostgresServer) -> Iterator[str]:
    """The URL of a fresh, empty database."""
    url = postgres_server.fresh()
    yield url
    postgres_server.drop(url)
