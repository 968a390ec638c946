"""Writes the whole store to one SQLite file, while others are at work on it."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from state import trail
from state.faults import told_as_ours
from state.keeping import copying, files
from state.open import open_rows, path_of
from state.rows import RowStore
from state.sqlite import SQLITE, open_file
from sync.service.vault import BackedUp, NotDone, Tell
from sync.trail import Anchor


def back_up(url: str, file: Path, tell: Tell, *, replaces: bool) -> BackedUp:
    """Do what `sync.service.vault.Vault` tells of a backup, of the store at a URL."""
    if file.exists() and not replaces:
        raise _is_there(file)
    with files.unfinished(file) as partial:
        if url.startswith(SQLITE):
            _copy_file(Path(path_of(url)), partial, tell)
        else:
            _copy_rows(url, partial, tell)
        tell("looking the copy over")
        head = looked_over(partial)
        try:
            files.put_in_place(partial, file, replaces=replaces)
        except FileExistsError:
            raise _is_there(file) from None
    return BackedUp(file, file.stat().st_size, head.number, head.seal)


def looked_over(file: Path) -> Anchor:
    """Return the newest row of the trail in a file that is one of ours and whole; raises what `files.look_over` does."""
    files.look_over(file)
    with told_as_ours(str(file)), closing(files.opened(file)) as db:
        return trail.head(db)


def _copy_file(path: Path, partial: Path, tell: Tell) -> None:
    if not path.is_file():
        raise NotDone(f"There is no store {path} yet", "no cycle has run", "Check state: url, or run a cycle first.")
    files.copy_file(path, partial, tell)


def _copy_rows(url: str, partial: Path, tell: Tell) -> None:
    """Copy the rows of a server; its tables are those of this version since it was opened."""
    with (
        closed(open_rows(url)) as source,
        closed(open_file(str(partial))) as target,
        copying.snapshot(source) as rows,
        target.writing() as db,
    ):
        copying.copy_all(rows, db, tell)
    files.into_one(partial)


@contextmanager
def closed(kept: RowStore) -> Iterator[RowStore]:
    """Close rows in the end."""
    try:
        yield kept
    finally:
        kept.close()


def _is_there(file: Path) -> NotDone:
    return NotDone(f"{file} is there already", "a backup never overwrites", "Name another file, or add --force.")
