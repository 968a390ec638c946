"""What can be wrong with a PostgreSQL database, told with fields; and how psycopg's errors become these."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from json import JSONDecodeError

import psycopg
from psycopg.conninfo import conninfo_to_dict

from state.faults import DAMAGED, FROM_BACKUP, StoreUnusable
from sync.ports import Unreachable

THE_LOGIN = (
    "Correct the user in `state: url`, or set STAGEWARD_STATE_PASSWORD; a whole URL may stand in STAGEWARD_STATE_URL."
)
REFUSED_AT_THE_DOOR = (
    (
        r"no password supplied|password authentication failed",
        "the server does not take the user with this password",
        THE_LOGIN,
    ),
    (
        r"no pg_hba.conf entry|authentication failed",
        "the server does not let this user in from here",
        "Let the server's administrator allow it in pg_hba.conf, with TLS where the network is not your own.",
    ),
    (r'role ".*" (does not exist|is not permitted)', "the server does not know this user", THE_LOGIN),
    (
        r'database ".*" does not exist',
        "there is no such database on the server",
        "Create it for this user: `createdb --owner USER NAME`, or name another one in `state: url`.",
    ),
    (
        r"does not support SSL|SSL error|certificate verify failed|root certificate file",
        "no trusted connection could be made",
        "Check sslmode and sslrootcert in `state: url` and the server's certificate.",
    ),
)
"""What libpq says where there is no connection yet and so no code of the error; in the server's own language."""
NO_TABLES = (
    "its tables are missing",
    "Run `stageward doctor` once: it makes them. If they were there before, restore a backup.",
)
STATES = {
    "42501": (
        "the user lacks a right there",
        "Let the database's owner give it: `grant create on database NAME to USER`; once tables are made, they must belong to USER.",
    ),
    "25006": ("it may only be read", "Name the primary server in `state: url`, not a standby."),
    "42P01": NO_TABLES,
    "53100": ("the server's disk is full", "Free some space there, then start again."),
    "58030": ("the server could not read or write its disk", "Check the server's disk and its log."),
    "XX001": (DAMAGED, FROM_BACKUP),
    "XX002": (DAMAGED, "Let the database's owner run `reindex schema`; if it does not help, restore a backup."),
}
TAKEN = "55P03"  # a lock was not to be had in time
PASSING = ("08", "40", "53", "57P", "25P03")
"""Lost connections, conflicts, too many clients, a server that stops or starts, a
transaction that waited too long: the next try may well go."""


def place_of(url: str) -> str:
    """Return where a database is, without a password; raises StoreUnusable for a URL that cannot be read."""
    try:
        told = conninfo_to_dict(url)
    except psycopg.ProgrammingError:
        # The error's own words may repeat the password.
        remedy = (
            "Write `state: url` as postgresql://USER@HOST/NAME; signs such as @ and / in a password become %40 and %2F."
        )
        raise StoreUnusable("postgresql", "this URL cannot be read", remedy) from None
    user = f"{told['user']}@" if "user" in told else ""
    port = f":{told['port']}" if "port" in told else ""
    return f"postgresql://{user}{told.get('host', 'localhost')}{port}/{told.get('dbname', '')}"


@contextmanager
def told_of_server(place: str) -> Iterator[None]:
    """Raise Unreachable where a later try may go, StoreUnusable where somebody has to do something first."""
    try:
        yield
    except psycopg.Error as error:
        ours = _ours(error, place)
        if ours is None:
            raise
        raise ours from error
    except JSONDecodeError as error:
        raise StoreUnusable(place, DAMAGED, FROM_BACKUP) from error


def _ours(error: psycopg.Error, place: str) -> Exception | None:
    # Errors of our own SQL carry other codes and stay what they are: bugs.
    state = error.sqlstate
    if state in STATES:
        return StoreUnusable(place, *STATES[state])
    if state == TAKEN:
        return Unreachable("state", f"{place}: another process is writing ({_said(error)})")
    if state and state.startswith(PASSING):
        return Unreachable("state", f"{place}: {_said(error)}")
    if state is None and isinstance(error, psycopg.OperationalError):
        return _without_a_code(_said(error), place)
    return None


def _without_a_code(said: str, place: str) -> Exception:
    for pattern, reason, remedy in REFUSED_AT_THE_DOOR:
        if re.search(pattern, said):
            return StoreUnusable(place, reason, remedy)
    return Unreachable("state", f"{place}: {said}")


def _said(error: psycopg.Error) -> str:
    return " ".join(str(error).split())
