"""What the last cycle has to tell on clients' status pages, as JSON facts and back."""

from rules.facts import DAY, MOMENT, NUMBER, SPAN, Part, Shape, moment_fact, packed, unpacked
from rules.values import fold
from state.rows import Opened, Readable
from sync.clients.letters import DateChange, Facts, Health, Risk, ScopeChange, Step, StripStep
from sync.pages.status_page import Asked, ClientStatus, Promised

KEPT = """
    insert into client_status (engagement, client, at, facts) values (?, ?, ?, ?) on conflict (engagement)
    do update set client = excluded.client, at = excluded.at, facts = excluded.facts"""
# When it was last looked at stands in a column alone, so that it can change where nothing else does.
OF_A_CLIENT = "select at, facts from client_status where client = ? order by engagement"
OF_AN_ENGAGEMENT = "select at, facts from client_status where engagement = ?"


def _facts_told(facts: Facts) -> list[list[str]]:
    return [
        [name, value, "text"] if isinstance(value, str) else [name, value.isoformat(), "day"] for name, value in facts
    ]


def _facts_read(told: list[list[str]]) -> Facts:
    return tuple((name, DAY.read(value) if kind == "day" else value) for name, value, kind in told)


NO_DAY_EITHER = Part(lambda day: day and DAY.write(day), lambda told: told and DAY.read(told))
CHANGES_OF_DATE = Shape(DateChange, day=DAY, before=NO_DAY_EITHER, after=NO_DAY_EITHER).many
MILESTONES = Shape(
    Promised, strip=Shape(StripStep).many, agreed=DAY, expected=DAY, done=DAY, history=CHANGES_OF_DATE
).many
STEPS = Shape(Step, due=DAY).many
CHANGE = Shape(ScopeChange, effort=NUMBER, facts=Part(_facts_told, _facts_read)).one
STATUS = Shape(
    ClientStatus,
    looked_at=MOMENT,
    every=SPAN,
    health=Shape(Health).one,
    milestones=MILESTONES,
    needs=STEPS,
    next_steps=STEPS,
    risks=Shape(Risk).many,
    changes=Shape(Asked, change=CHANGE, since=MOMENT).many,
)


class SqlClientStatus:
    """Implements `sync.pages.status_page.StatusStore` in the rows of a `SqlStore`, which makes one."""

    def __init__(self, writing: Opened) -> None:
        self._writing = writing

    def keep(self, status: ClientStatus) -> None:
        told = {name: fact for name, fact in STATUS.write(status).items() if name != "looked_at"}
        facts = packed(told).decode()
        with self._writing() as db:
            db.execute(KEPT, [status.engagement, fold(status.client), moment_fact(status.looked_at), facts])


def statuses_of(db: Readable, client: str) -> tuple[ClientStatus, ...]:
    """Return what is told of each engagement of a client, whatever its capitals, by the engagements' names."""
    return tuple(_status(at, facts) for at, facts in db.execute(OF_A_CLIENT, [fold(client)]))


def status_of_engagement(db: Readable, engagement: str) -> ClientStatus | None:
    row = db.execute(OF_AN_ENGAGEMENT, [engagement]).fetchone()
    return _status(*row) if row else None


def _status(at: str, facts: str) -> ClientStatus:
    return STATUS.read({**unpacked(facts), "looked_at": at})
