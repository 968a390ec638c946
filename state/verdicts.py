"""Verdicts that stand on tickets, and what the trail tells when they change. Callers bring the transaction."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from rules.facts import moment_fact, packed, unpacked, verdict_facts, verdict_of
from state import moments, trail
from state.batches import batches
from state.rows import Rows, flat, marks
from sync import happened
from sync.happened import Stood
from sync.remembered import Judged
from sync.trail import Event

BATCH = 500  # rows in one statement

VERDICTS = "select ticket_id, inputs, at, facts from verdicts where engagement = ?"
VERDICTS_OF = f"{VERDICTS} and ticket_id in {{ids}}"
DUE = "select ticket_id from verdicts where engagement = ? and review_at <= ?"
NEXT_DUE = "select min(review_at) from verdicts where engagement = ? and review_at >= ?"
STANDING = """
    with wanted (engagement, ticket_id) as (values {pairs})
    select wanted.ticket_id, v.key, verdicts.facts
    from wanted
    left join tickets t on t.engagement = wanted.engagement and t.ticket_id = wanted.ticket_id
    left join versions v on v.engagement = t.engagement and v.ticket_id = t.ticket_id and v.version = t.version
    left join verdicts on verdicts.engagement = wanted.engagement and verdicts.ticket_id = wanted.ticket_id
"""


def verdicts(db: Rows, engagement: str) -> dict[str, Judged]:
    rows = db.execute(VERDICTS, [engagement])
    return {ticket_id: _judged(inputs, at, facts) for ticket_id, inputs, at, facts in rows}


def verdicts_of(db: Rows, engagement: str, ticket_ids: Sequence[str]) -> dict[str, Judged]:
    """Return the verdicts that stand on some tickets, by id."""
    return {
        ticket_id: _judged(inputs, at, facts)
        for batch in batches(ticket_ids)
        for ticket_id, inputs, at, facts in db.execute(VERDICTS_OF.format(ids=marks([batch])), [engagement, *batch])
    }


def due(db: Rows, engagement: str, now: datetime) -> set[str]:
    """Return the ids of the tickets of whose verdict the moment has come."""
    return {one for (one,) in db.execute(DUE, [engagement, moment_fact(now)])}


def next_due(db: Rows, engagement: str, now: datetime) -> datetime | None:
    """Return the first moment to come of all verdicts of an engagement."""
    (at,) = db.execute(NEXT_DUE, [engagement, moment_fact(now)]).fetchone()
    return moments.read(at)


def keep(db: Rows, engagement: str, judged: Sequence[Judged]) -> None:
    """Replace verdicts, and tell the trail which outcomes changed."""
    for start in range(0, len(judged), BATCH):
        batch = judged[start : start + BATCH]
        rows = [_row(engagement, one) for one in batch]
        trail.append(db, _judgements(db, engagement, batch, rows))
        db.table("verdicts").upsert_all(rows, pk=("engagement", "ticket_id"), batch_size=BATCH)


def _row(engagement: str, judged: Judged) -> dict[str, Any]:
    return {
        "engagement": engagement,
        "ticket_id": judged.verdict.ticket,
        "inputs": judged.inputs,
        "at": moment_fact(judged.at),
        "facts": packed(verdict_facts(judged.verdict)).decode(),
        "review_at": moments.told(judged.verdict.review_at),
    }


def _judgements(
    db: Rows, engagement: str, batch: Sequence[Judged], rows: Sequence[Mapping[str, Any]]
) -> Iterator[Event]:
    wanted = [(engagement, one.verdict.ticket) for one in batch]
    found = db.execute(STANDING.format(pairs=marks(wanted)), flat(wanted)).fetchall()
    keys, standing = {one: key for one, key, _ in found}, {one: facts for one, _, facts in found}
    for one, row in zip(batch, rows, strict=True):
        ticket_id, said = one.verdict.ticket, row["facts"]
        was, standing[ticket_id] = standing[ticket_id], said
        if said == was:
            continue
        before = None if was is None else _stood(was)
        event = happened.judgement(engagement, keys[ticket_id] or ticket_id, one, before)
        if event is not None:
            yield event


def _stood(facts: str) -> Stood:
    """Return what a stored verdict came to; in its findings the rule and its outcome stand first."""
    told = unpacked(facts)
    return Stood(told["standing"], {rule: outcome for rule, outcome, *_ in told["findings"]})


def _judged(inputs: str, at: str, facts: str) -> Judged:
    return Judged(verdict_of(unpacked(facts)), inputs, datetime.fromisoformat(at))
