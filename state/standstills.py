"""Where engagements stand still, and what would end it. Moments are ISO text in UTC."""

from datetime import date, datetime

from rules.facts import TEXTS, Part, Shape, moment_fact, packed, unpacked
from state.rows import Opened
from sync.account import Tally, Trouble
from sync.actions import Refusal, Verb
from sync.standstill import Standstill

KEPT = """
    select s.stamp, s.until, s.facts from standstills s
    join engagement_facts f on f.engagement = s.engagement join client_status c on c.engagement = s.engagement
    where s.engagement = ?"""
KEEP = """
    insert into standstills (engagement, stamp, until, facts) values (?, ?, ?, ?)
    on conflict (engagement) do update set stamp = excluded.stamp, until = excluded.until, facts = excluded.facts"""
FORGET = "delete from standstills where engagement = ?"
GO_ON = (
    "update engagement_facts set at = ? where engagement = ?",
    "update client_status set at = ? where engagement = ?",
)
OUTSIDE = (
    "select sum(times) from kept_anew where engagement = ?",
    "select max(number) from trail where engagement = ?",
    "select count(*), max(id), count(done_at) from requests where engagement = ?",
    "select count(*), max(at) from unsubscribed where engagement = ?",
    "select count(*) from survey_answers where engagement = ?",
)
STOPPED = "select count(*), max(at) from stopped"
OBSERVED = Part(
    lambda told: {rule: list(keys) for rule, keys in told.items()},
    lambda told: {rule: tuple(keys) for rule, keys in told.items()},
)
ROWS = Part(list, lambda told: tuple(map(tuple, told)))
DAYS = Part(lambda told: [day.isoformat() for day in told], lambda told: tuple(date.fromisoformat(day) for day in told))
FACTS = Shape(
    Standstill,
    tally=Shape(Tally, outcomes=TEXTS, observed=OBSERVED, standings=TEXTS, failing=ROWS, waivers=DAYS).one,
    troubles=Shape(Trouble).many,
    refusals=Shape(Refusal, verb=Part(str, Verb)).many,
)


class SqlStandstills:
    """Implements `sync.standstill.StandstillStore` in the rows of a `SqlStore`, which makes one."""

    def __init__(self, reading: Opened, writing: Opened) -> None:
        self._reading = reading
        self._writing = writing

    def kept(self, engagement: str) -> Standstill | None:
        with self._reading() as db:
            row = db.execute(KEPT, [engagement]).fetchone()
        if row is None:
            return None
        stamp, until, facts = row
        return FACTS.read({**unpacked(facts), "stamp": stamp, "until": datetime.fromisoformat(until)})

    def keep(self, engagement: str, standstill: Standstill | None) -> None:
        with self._writing() as db:
            if standstill is None:
                db.execute(FORGET, [engagement])
                return
            told = {name: fact for name, fact in FACTS.write(standstill).items() if name not in {"stamp", "until"}}
            row = [engagement, standstill.stamp, moment_fact(standstill.until), packed(told).decode()]
            db.execute(KEEP, row)

    def go_on(self, engagement: str, at: datetime) -> None:
        with self._writing() as db:
            for statement in GO_ON:
                db.execute(statement, [moment_fact(at), engagement])

    def outside(self, engagement: str) -> str:
        with self._reading() as db:
            found = [tuple(db.execute(statement, [engagement]).fetchone()) for statement in OUTSIDE]
            return repr([*found, tuple(db.execute(STOPPED).fetchone())])
