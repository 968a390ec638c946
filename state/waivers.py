"""Waivers, comments that were listened to, and answers to commands. Callers bring the transaction."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from rules.facts import DAY, MOMENT, Shape, moment_fact, packed, unpacked
from state.batches import batches
from state.rows import Rows, marks
from sync.comment import Paragraph, Run
from sync.waivers.heard import Answer, Filed, Granted, Heard, Listened

GRANTED = Shape(Granted, until=DAY, at=MOMENT, ended=MOMENT)
HEARD_OF = "select comment_id from heard_comments where engagement = ? and comment_id in {ids}"
ANSWERS = "select ticket_id, at, facts from answers where engagement = ?"
WAIVERS = "select facts from waivers where engagement = ? order by rowid"
FILED = "select entry, rule_digest, at from filed_waivers where engagement = ?"
TOLD = Shape(Paragraph, runs=Shape(Run).many).many


def listened(db: Rows, engagement: str) -> Listened:
    """Return what is known of commands and waivers."""
    since = db.execute("select since from listening where engagement = ?", [engagement]).fetchone()
    return Listened(
        since=datetime.fromisoformat(since[0]) if since else None,
        answers={
            one: Answer(one, datetime.fromisoformat(at), TOLD.read(unpacked(told)))
            for one, at, told in db.execute(ANSWERS, [engagement])
        },
        granted=tuple(GRANTED.read(unpacked(facts)) for (facts,) in db.execute(WAIVERS, [engagement])),
        filed={
            entry: Filed(entry, digest, datetime.fromisoformat(at))
            for entry, digest, at in db.execute(FILED, [engagement])
        },
    )


def heard_of(db: Rows, engagement: str, comment_ids: Sequence[str]) -> frozenset[str]:
    """Return which of some comments were listened to."""
    return frozenset(
        one
        for batch in batches(comment_ids)
        for (one,) in db.execute(HEARD_OF.format(ids=marks([batch])), [engagement, *batch])
    )


def keep(db: Rows, engagement: str, heard: Heard) -> None:
    """Keep everything but the events, which belong to the trail."""
    if heard.ends:
        db.execute("delete from listening where engagement = ?", [engagement])
    if heard.begins is not None:
        db.table("listening").upsert({"engagement": engagement, "since": moment_fact(heard.begins)}, pk="engagement")
    db.table("waivers").upsert_all(
        (_row(engagement, one) for one in heard.waivers), pk=("engagement", "ticket_id", "rule", "origin")
    )
    first_loaded = (
        {"engagement": engagement, "entry": one.entry, "rule_digest": one.rule_digest, "at": moment_fact(one.at)}
        for one in heard.filed
    )
    db.table("filed_waivers").insert_all(first_loaded, ignore=True)
    listened_to = ({"engagement": engagement, "comment_id": one} for one in heard.comments)
    db.table("heard_comments").insert_all(listened_to, ignore=True)
    told = (
        {
            "engagement": engagement,
            "ticket_id": one.ticket_id,
            "at": moment_fact(one.at),
            "facts": packed(TOLD.write(one.told)).decode(),
        }
        for one in heard.answers
    )
    db.table("answers").upsert_all(told, pk=("engagement", "ticket_id"))


def _row(engagement: str, one: Granted) -> dict[str, Any]:
    return {
        "engagement": engagement,
        "ticket_id": one.ticket_id,
        "rule": one.rule.casefold(),
        "origin": one.origin,
        "ended": one.ended and moment_fact(one.ended),
        "facts": packed(GRANTED.write(one)).decode(),
    }
