"""What the store tells of the service as a whole, whichever process did the work."""

from collections.abc import Mapping

from state.agenda import turns
from state.rows import Opened, Readable
from sync.service.vitals import Vitals

MAILS = "select state, count(*) from outbox group by state order by state"


class SqlVitals:
    """Implements `sync.service.vitals.StoreVitals` in the tables of a store that is open."""

    def __init__(self, reading: Opened) -> None:
        self._reading = reading

    def look(self) -> Vitals:
        with self._reading() as db:
            completed = {name: turn.completed for name, turn in turns(db).items() if turn.completed is not None}
            return Vitals(mails_by_state(db), completed)


def mails_by_state(db: Readable) -> Mapping[str, int]:
    """Count all notices of the outbox by their state; a state nobody is in is left out."""
    return dict(db.execute(MAILS).fetchall())
