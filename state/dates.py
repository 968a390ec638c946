"""Promised dates, and how long done tickets took."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from rules.facts import moment_fact, packed, unpacked
from state.rows import Opened, Rows
from sync.dates.forecast import Course, Experience
from sync.dates.promise import Ground, Promise, Revision
from sync.dates.store import KeptDates

NEWEST = 300
"""Done tickets of a type that are looked at, so that some of them passed any stage a ticket may stand in."""
HERE = "engagement = ?"
OF_THE_WORK = "work_type = ?"


class SqlDates:
    """Implements `sync.dates.store.DateStore` in the rows of a `SqlStore`, which makes one."""

    def __init__(self, reading: Opened, writing: Opened) -> None:
        self._reading = reading
        self._writing = writing

    def fingerprints(self, engagement: str) -> Mapping[str, str]:
        with self._reading() as db:
            return dict(db.execute("select ticket_id, made_from from dates where engagement = ?", [engagement]))

    def promises(self, engagement: str) -> Mapping[str, Promise]:
        asked = "select ticket_id, promise from dates where engagement = ? and promise is not null"
        with self._reading() as db:
            return {one: _promise(facts) for one, facts in db.execute(asked, [engagement])}

    def experience(self, engagement: str, work_type: str, types: Collection[str]) -> Experience:
        with self._reading() as db:
            return Experience(
                tuple(_courses(db, HERE, engagement, types)),
                tuple(_courses(db, OF_THE_WORK, work_type, types) if work_type else ()),
            )

    def keep(self, engagement: str, work_type: str, kept: Sequence[KeptDates]) -> None:
        rows = (_row(engagement, work_type, one) for one in kept)
        with self._writing() as db:
            db.table("dates").upsert_all(rows, pk=("engagement", "ticket_id"))


def _courses(db: Rows, where: str, value: str, types: Collection[str]) -> Iterator[Course]:
    asked = (
        f"select type, done_at, hours from dates where {where} and type = ? and done_at is not null "  # noqa: S608 - `where` is one of two constants above
        f"order by done_at desc limit {NEWEST}"
    )
    for kind in types:
        for folded, done_at, hours in db.execute(asked, [value, kind]):
            spent = {(pack, stage): amount for pack, stage, amount in unpacked(hours)}
            yield Course(folded, datetime.fromisoformat(done_at), spent)


def _row(engagement: str, work_type: str, kept: KeptDates) -> dict[str, Any]:
    course = kept.course
    hours = [[pack, stage, spent] for (pack, stage), spent in course.hours.items()] if course else None
    return {
        "engagement": engagement,
        "ticket_id": kept.ticket_id,
        "work_type": work_type,
        "made_from": kept.made_from,
        "promise": _promise_facts(kept.promise) if kept.promise else None,
        "type": course.type if course else None,
        "done_at": moment_fact(course.done_at) if course else None,
        "hours": packed(hours).decode() if hours is not None else None,
    }


def _promise_facts(promise: Promise) -> str:
    revisions = [
        [moment_fact(one.at), _day_fact(one.before), _day_fact(one.after), one.reason] for one in promise.revisions
    ]
    facts = [promise.agreed.isoformat(), promise.ground.value, moment_fact(promise.since), revisions]
    return packed(facts).decode()


def _promise(facts: str) -> Promise:
    agreed, ground, since, revisions = unpacked(facts)
    return Promise(
        date.fromisoformat(agreed),
        Ground(ground),
        datetime.fromisoformat(since),
        tuple(
            Revision(datetime.fromisoformat(at), _day(before), _day(after), reason)
            for at, before, after, reason in revisions
        ),
    )


def _day_fact(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _day(fact: str | None) -> date | None:
    return date.fromisoformat(fact) if fact else None
