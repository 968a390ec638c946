"""What measures read beyond the newest tickets and verdicts: answers to surveys, the trail's past, and kept figures."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from hashlib import sha256
from types import MappingProxyType
from typing import Any

from rules.facts import DAY, MOMENT, TEXTS, WORDS, Shape, moment_fact, packed, unpacked
from rules.measures.answers import Answer
from state import tickets
from state.batches import batches
from state.rows import Opened, Readable, marks
from sync.figures.measures_kept import (
    FigureKept,
    JudgementTold,
    MeasuresKept,
    PersonKept,
    PointKept,
    StepTold,
    WarningKept,
)
from sync.remembered import Snapshot

ANSWER = Shape(Answer, asked_at=MOMENT)
FIGURES = Shape(FigureKept, points=Shape(PointKept, first=DAY, last=DAY).many, parts=TEXTS).many
PEOPLE = Shape(PersonKept, used=WORDS, dues=TEXTS).many
KEPT = Shape(
    MeasuresKept, day=DAY, at=MOMENT, figures=FIGURES, people=PEOPLE, weeks=WORDS, warnings=Shape(WarningKept).many
)

ANSWERS = "select facts from survey_answers where engagement = ? order by asked_at, rowid"
IMPORTED = """
    insert into survey_answers (engagement, digest, asked_at, facts, imported) values (?, ?, ?, ?, ?)
    on conflict do nothing"""
LAST_DAY = "select max(day) from measures_kept where engagement = ?"
NEWEST = """
    select facts from measures_kept kept
    where day = (select max(day) from measures_kept where engagement = kept.engagement) order by engagement"""
JUDGEMENTS = """
    select ticket_id, at, facts from trail
    where ticket_id in {ids} and ticket_id <> '' and engagement = ? and kind = 'judgement' and at >= ?
    order by number desc"""
STEPS = """
    select ticket_id, at, facts from trail
    where kind = 'write' and engagement = ? and facts like '%"escalate"%' order by number"""

NOTHING: Mapping[str, str | None] = MappingProxyType({})


class SqlMeasures:
    """Implements `sync.figures.measures_kept.MeasureStore` in the rows of a `SqlStore`, which makes one."""

    def __init__(self, reading: Opened, writing: Opened) -> None:
        self._reading = reading
        self._writing = writing

    def answers(self, engagement: str) -> Sequence[Answer]:
        with self._reading() as db:
            return tuple(ANSWER.read(unpacked(facts)) for (facts,) in db.execute(ANSWERS, [engagement]))

    def keep_answers(self, engagement: str, answers: Sequence[Answer], at: datetime) -> int:
        with self._writing() as db:
            return sum(db.execute(IMPORTED, _answer_row(engagement, one, at)).rowcount for one in answers)

    def last_day(self, engagement: str) -> date | None:
        with self._reading() as db:
            (day,) = db.execute(LAST_DAY, [engagement]).fetchone()
            return day and date.fromisoformat(day)

    def keep(self, kept: MeasuresKept) -> None:
        facts = packed(KEPT.write(kept)).decode()
        row = {"engagement": kept.engagement, "day": kept.day.isoformat(), "facts": facts}
        with self._writing() as db:
            db.table("measures_kept").upsert(row, pk=("engagement", "day"))

    def judgements(
        self, engagement: str, ticket_ids: Sequence[str], since: datetime
    ) -> Mapping[str, Sequence[JudgementTold]]:
        found: defaultdict[str, list[JudgementTold]] = defaultdict(list)
        with self._reading() as db:
            for batch in batches(ticket_ids):
                asked = JUDGEMENTS.format(ids=marks([batch]))
                for row in db.execute(asked, [*batch, engagement, moment_fact(since)]):
                    found[row[0]].append(_judgement(*row))
        return found

    def steps(self, engagement: str) -> Sequence[StepTold]:
        with self._reading() as db:
            writes = ((*row, unpacked(facts)) for *row, facts in db.execute(STEPS, [engagement]))
            return [_step(*write) for write in writes if _is_step_taken(write[-1])]

    def versions(self, engagement: str, ticket_ids: Sequence[str]) -> Mapping[str, Sequence[Snapshot]]:
        with self._reading() as db:
            return tickets.versions_of(db, engagement, ticket_ids)


def newest_kept(db: Readable) -> tuple[MeasuresKept, ...]:
    """Return the newest figures of every engagement, in order of their names."""
    return tuple(KEPT.read(unpacked(facts)) for (facts,) in db.execute(NEWEST))


def _answer_row(engagement: str, answer: Answer, at: datetime) -> list[str]:
    facts = packed(ANSWER.write(answer))
    return [engagement, sha256(facts).hexdigest(), moment_fact(answer.asked_at), facts.decode(), moment_fact(at)]


def _judgement(ticket_id: str, at: str, facts: str) -> JudgementTold:
    told = unpacked(facts)
    is_first = "passed" in told  # only a first verdict counts the rules that pass instead of naming them
    before = NOTHING if is_first else {one["rule"]: one["before"] for one in told["rules"]}
    return JudgementTold(ticket_id, datetime.fromisoformat(at), before, is_first)


def _is_step_taken(told: Mapping[str, Any]) -> bool:
    # The query looks for a word in the facts, whatever they tell with it.
    return (told["verb"], told["state"]) == ("escalate", "applied")


def _step(ticket_id: str, at: str, told: Mapping[str, Any]) -> StepTold:
    return StepTold(ticket_id, datetime.fromisoformat(at), told["ladder"], told["before"] or "", told["after"] or "")
