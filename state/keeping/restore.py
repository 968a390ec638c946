"""Lets a backup take the place of the store. The backup itself is only read."""

import fcntl
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from itertools import chain, count
from pathlib import Path

from rules.facts import moment_fact
from state import processes
from state.faults import StoreUnusable, told_as_ours
from state.keeping import backup, copying, files, restored
from state.keeping.backup import closed
from state.open import open_rows, path_of
from state.rows import Rows, RowStore
from state.sqlite import SQLITE, open_file
from sync.ports import Busy, Clock, Unreachable
from sync.service.vault import NotDone, Restored, Tell

AT_WORK = "select name, process, since, until from leases where until > ? order by until desc"
STOP_IT = "Stop the service and the board, then run this again."
LOCKS, PENDING = 512, 0x40000000  # bytes SQLite locks: https://www.sqlite.org/fileformat.html#the_lock_byte_page


def restore(url: str, file: Path, clock: Clock, who: str, tell: Tell) -> Restored:
    """Do what `sync.service.vault.Vault` tells of a restore, at a URL."""
    tell("looking the backup over")
    backup.looked_over(file)
    if url.startswith(SQLITE):
        return _to_file(Path(path_of(url)), file, clock.now(), who, tell)
    return _to_server(url, file, clock.now(), who, tell)


def _to_file(path: Path, file: Path, now: datetime, who: str, tell: Tell) -> Restored:
    if path.exists() and path.samefile(file):
        raise NotDone(f"{file} cannot be restored", "it is the store itself", "Name the file that state backup wrote.")
    with files.unfinished(path) as fresh:
        files.copy_file(file, fresh, tell)
        with closed(open_file(str(fresh))) as kept:
            made, carried = _made(kept), _carried_over(path, kept, now)
            held, stuck = restored.calm(kept, now, who)
        files.into_one(fresh)
        files.flush(fresh)
        beside = _beside(path, now) if path.exists() else None
        with _alone(path):
            if beside is not None:
                _keep(path, beside)
            fresh.replace(path)
            files.flush(path.parent)
    return Restored(str(path), file, made, beside, held, stuck, carried)


def _made(kept: RowStore) -> datetime | None:
    with kept.reading() as db:
        return restored.newest_moment(db)


def _carried_over(path: Path, kept: RowStore, now: datetime) -> int | None:
    """Take over wishes from the store that is replaced; None where it has none to tell."""
    if not path.exists():
        return None
    try:
        with closed(open_file(str(path))) as old, old.reading() as db:
            refuse_work(db, now)
            return restored.carry_over(db, kept)
    except StoreUnusable:
        return None  # that is why somebody restores


def refuse_work(db: Rows, now: datetime) -> None:
    """Raise Busy where a run that may be alive has a lease."""
    for name, process, since, until in db.execute(AT_WORK, [moment_fact(now)]).fetchall():
        if not processes.is_gone(process):
            raise Busy(name, datetime.fromisoformat(since), datetime.fromisoformat(until))


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Have the file to oneself, in one piece; raises NotDone where another process has it open."""
    if not path.exists():
        yield
        return
    with closing(sqlite3.connect(path, timeout=0.0, isolation_level=None)) as connection:
        try:
            with told_as_ours(str(path)):
                _shut_out(connection)
        except Unreachable as error:
            raise _in_use() from error
        except StoreUnusable:  # which may be why somebody restores
            connection.close()
            _refuse_open(path)
        yield


def _shut_out(connection: sqlite3.Connection) -> None:
    """Only who is alone may stop writing ahead: what stood in the side file is in the store after it."""
    connection.execute("pragma journal_mode = delete")
    connection.execute("begin exclusive")
    if connection.execute("pragma journal_mode").fetchone() != ("delete",):
        raise _in_use()  # somebody came in between


def _refuse_open(path: Path) -> None:
    """Raise NotDone where a process has a damaged store open: its locks tell, though SQLite can make nothing of it."""
    with path.open("rb+") as file:
        try:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB, LOCKS, PENDING)
        except OSError as error:
            raise _in_use() from error


def _in_use() -> NotDone:
    return NotDone("The store was not restored", "another process has it open", STOP_IT)


def _beside(path: Path, now: datetime) -> Path:
    """Return a name for what is replaced that nothing has yet."""
    name = f"{path.name}.before-restore-{now:%Y%m%dT%H%M%SZ}"
    names = chain([name], (f"{name}-{number}" for number in count(2)))
    return next(one for one in map(path.with_name, names) if not one.exists())


def _keep(path: Path, beside: Path) -> None:
    """Give the store a second name; the first one is never without a store. A damaged one takes its side file along,
    so that the new one does not find it."""
    os.link(path, beside)
    for side in files.SIDE_FILES:
        with suppress(FileNotFoundError):
            path.with_name(path.name + side).rename(beside.with_name(beside.name + side))


def _to_server(url: str, file: Path, now: datetime, who: str, tell: Tell) -> Restored:
    beside = _beside(file.with_name("stageward.db"), now)
    with closed(open_rows(url)) as kept:
        with kept.reading() as db:
            refuse_work(db, now)
        tell("keeping what is there")
        backup.back_up(url, beside, tell, replaces=False)
        with files.unfinished(file) as fresh:
            files.copy_file(file, fresh, tell)
            with closed(open_file(str(fresh))) as calm:
                made = _made(calm)
                with kept.reading() as db:
                    carried = restored.carry_over(db, calm)
                held, stuck = restored.calm(calm, now, who)
                with copying.snapshot(calm) as rows, kept.writing() as db:
                    copying.empty(db)
                    copying.copy_all(rows, db, tell)
        return Restored(kept.place, file, made, beside, held, stuck, carried)
