"""When engagements have their turns, and the change of the configuration that is not in force."""

from collections.abc import Mapping
from datetime import datetime

from rules.facts import moment_fact
from state import moments
from state.rows import Opened, Readable
from sync.service.agenda_store import NotTakenUp, Turn

TURNS = "select engagement, due, began, completed, failures, hinted, alarmed from agenda"
KEEP = """
    insert into agenda (engagement, due, began, completed, failures) values (?, ?, ?, ?, ?)
    on conflict (engagement) do update set due = excluded.due, began = excluded.began,
    completed = excluded.completed, failures = excluded.failures"""
HINT = """
    insert into agenda (engagement, due, failures, hinted) values (?, ?, 0, ?)
    on conflict (engagement) do update set hinted = excluded.hinted"""


class SqlAgenda:
    """Implements `sync.service.agenda_store.AgendaStore` in the tables of a store."""

    def __init__(self, reading: Opened, writing: Opened) -> None:
        self._reading = reading
        self._writing = writing

    def turns(self) -> Mapping[str, Turn]:
        with self._reading() as db:
            return turns(db)

    def keep_turn(self, turn: Turn) -> None:
        began, completed = moments.told(turn.began), moments.told(turn.completed)
        with self._writing() as db:
            db.execute(KEEP, [turn.engagement, moment_fact(turn.due), began, completed, turn.failures])

    def keep_alarmed(self, engagement: str, at: datetime | None) -> None:
        with self._writing() as db:
            db.execute("update agenda set alarmed = ? where engagement = ?", [moments.told(at), engagement])

    def hint(self, engagements: tuple[str, ...], at: datetime) -> None:
        with self._writing() as db:
            for engagement in engagements:
                db.execute(HINT, [engagement, moment_fact(at), moment_fact(at)])

    def not_taken_up(self) -> NotTakenUp | None:
        with self._reading() as db:
            return not_taken_up(db)

    def keep_not_taken_up(self, told: NotTakenUp | None) -> None:
        with self._writing() as db:
            db.execute("delete from not_taken_up")
            if told is not None:
                row = {"number": 1, "at": moment_fact(told.at), "said": told.said, "more": told.more}
                db.table("not_taken_up").insert(row)


def turns(db: Readable) -> Mapping[str, Turn]:
    """Return every turn that was ever kept, by engagement."""
    return {row[0]: _turn(*row) for row in db.execute(TURNS)}


def not_taken_up(db: Readable) -> NotTakenUp | None:
    """Return the change of the configuration that is not in force."""
    row = db.execute("select at, said, more from not_taken_up").fetchone()
    return NotTakenUp(datetime.fromisoformat(row[0]), row[1], row[2]) if row else None


def _turn(  # noqa: PLR0913, PLR0917 - the columns of a row
    engagement: str,
    due: str,
    began: str | None,
    completed: str | None,
    failures: int,
    hinted: str | None,
    alarmed: str | None,
) -> Turn:
    return Turn(
        engagement,
        datetime.fromisoformat(due),
        moments.read(began),
        moments.read(completed),
        failures,
        moments.read(hinted),
        moments.read(alarmed),
    )
