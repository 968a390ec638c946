"""Files of copies: private, whole or not there, and looked over before anybody trusts them."""

import glob
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from state.faults import ANOTHER_FILE, DAMAGED, FROM_BACKUP, StoreUnusable, told_as_ours
from state.migrations import MIGRATIONS, refuse_newer
from state.sqlite import APPLICATION
from sync.service.vault import NotDone, Tell

PAGES = 2_048  # of the database, copied between two words of progress
SIDE_FILES = ("-wal", "-shm", "-journal")


@contextmanager
def unfinished(file: Path) -> Iterator[Path]:
    """Lend the name of a private file beside another one; it is gone afterwards unless it was put in place."""
    partial = file.with_name(f".{file.name}.unfinished-{os.getpid()}")
    try:
        _clear_away(file)
        os.close(os.open(partial, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        yield partial
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise NotDone(f"{file} could not be written", reason, "Check the folder, its rights and its disk.") from error
    finally:
        _remove(partial)


def _clear_away(file: Path) -> None:
    """Remove what copies left behind that were killed."""
    for left in file.parent.glob(f".{glob.escape(file.name)}.unfinished-*"):
        number = left.name.rpartition("-")[2]
        if number.isdecimal() and (
            int(number) == os.getpid() or (Path("/proc/self").exists() and not Path("/proc", number).exists())
        ):
            _remove(left)


def _remove(partial: Path) -> None:
    for left in (partial, *(_beside(partial, side) for side in SIDE_FILES)):
        with suppress(OSError):
            left.unlink(missing_ok=True)


def put_in_place(partial: Path, file: Path, *, replaces: bool) -> None:
    """Give a finished file its name, at once and for good: a power cut leaves the old one or the new one."""
    flush(partial)
    if replaces:
        partial.replace(file)
    else:
        os.link(partial, file)  # unlike a rename, this never takes a file's place
    flush(file.parent)


def flush(path: Path) -> None:
    """Have the disk keep a file or a folder."""
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def copy_file(path: Path, copy: Path, tell: Tell) -> None:
    """Copy a SQLite store as it is at this moment with SQLite's own means, and let the copy be one file.

    Raises StoreUnusable where the store is at fault, NotDone where the copy is.
    """
    with told_as_ours(str(path)), closing(opened(path)) as source, closing(sqlite3.connect(copy)) as target:
        source.execute("begin")  # what is written meanwhile is not in it, and does not let it begin anew
        source.execute("select count(*) from sqlite_master").fetchone()
        refuse_foreign(source, str(path))
        with _faults_of(copy):
            source.backup(target, pages=PAGES, progress=lambda _code, left, of: tell(f"{of - left:,} of {of:,} pages"))
            target.execute("pragma journal_mode = delete")


def into_one(file: Path) -> None:
    """Let a store that nobody has open be one file, without those that stand beside it while it is written ahead."""
    with told_as_ours(str(file)), closing(opened(file)) as db:
        db.execute("pragma journal_mode = delete")


def look_over(file: Path) -> None:
    """Raise StoreUnusable unless a file is one of ours, whole, and of a version this one knows. Nothing is written."""
    place = str(file)
    if not file.is_file():
        raise NotDone(f"{file} cannot be restored", "there is no such file", "Name the file that state backup wrote.")
    with told_as_ours(place), closing(opened(file)) as db:
        refuse_foreign(db, place)
        refuse_damaged(db, place, "Take an older backup; keep this one for inspection.")
        known = f"select name from {MIGRATIONS.migrations_table} where migration_set = ?"  # noqa: S608 - our own name
        refuse_newer((name for (name,) in db.execute(known, [MIGRATIONS.name])), place)


def quick_look(path: Path) -> None:
    """Raise StoreUnusable where pages of a store make no sense. Nothing is written, and nothing where no file is."""
    if not path.is_file() or not path.stat().st_size:
        return
    with told_as_ours(str(path)), closing(opened(path)) as db:
        (found,) = db.execute("pragma quick_check(1)").fetchone()
        if found != "ok":
            raise StoreUnusable(str(path), DAMAGED, FROM_BACKUP)


def refuse_foreign(db: sqlite3.Connection, place: str) -> None:
    (application,) = db.execute("pragma application_id").fetchone()
    if application != APPLICATION:
        raise StoreUnusable(place, "it is not a store of Stageward", ANOTHER_FILE)


def refuse_damaged(db: sqlite3.Connection, place: str, remedy: str) -> None:
    """Look at every page and every index; see https://www.sqlite.org/pragma.html#pragma_integrity_check."""
    (found,) = db.execute("pragma integrity_check(1)").fetchone()
    if found != "ok":
        raise StoreUnusable(place, DAMAGED, remedy)


@contextmanager
def _faults_of(copy: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        if error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_CORRUPT:
            raise  # it is the source that is damaged
        remedy = "Free some space, or name another place. The store itself is as it was."
        raise NotDone(f"{copy.parent} has no copy", str(error), remedy) from error


def opened(path: Path) -> sqlite3.Connection:
    """Open a file that is there; a store that writes ahead cannot be read without its side files, which a reader may
    have to make."""
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True, isolation_level=None)


def _beside(path: Path, side: str) -> Path:
    return path.with_name(path.name + side)
