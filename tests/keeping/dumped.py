"""Small databases of earlier versions as SQL text, and the command that writes the present one down:

    python -m tests.keeping.dumped

It runs two cycles of one engagement of the sandbox with people's work between them, and keeps what came of it under the number of
the newest migration.
"""

import sqlite3
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

from connectors.sandbox.stage import open_stage
from state.migrations import STEPS
from state.sqlite import APPLICATION
from tests.keeping.desks import Desk, packs_in_use

DATABASES = Path(__file__).parent / "databases"
LONGEST = 300_000  # signs; it stands in the repository for ever


def newest() -> str:
    """Return the number of the newest migration, such as 0017."""
    return max(STEPS)[:4]


def dump(database: Path) -> str:
    """Return a database as SQL text that `fill` makes the same of."""
    with closing(sqlite3.connect(database)) as db:
        return "\n".join(line for line in db.iterdump()) + "\n"


def fill(database: Path, text: str) -> None:
    """Make a database of its SQL text, as ours."""
    with closing(sqlite3.connect(database)) as db:
        db.executescript(text)
        db.execute(f"pragma application_id = {APPLICATION}")
        db.commit()


def main() -> None:
    with TemporaryDirectory() as folder, open_stage(Path(folder) / "demo", packs_in_use(Path(folder))) as stage:
        desk = Desk(stage)
        for act in (lambda: None, desk.people_work):
            act()
            assert desk("sync", "--engagement", "apollo").code == 0
        text = dump(desk.database)
    assert len(text) < LONGEST
    (DATABASES / f"{newest()}.sql").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
