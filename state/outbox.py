"""Notices to clients, what they tell, and whom mail was sent to before. Callers bring the transaction."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from rules.facts import moment_fact, packed, unpacked
from state import trail
from sync import happened
from sync.ports import Missing
from sync.remembered import OutboxEntry, Reached

SENT = "sent"
SENDING = "sending"
ENTRIES = """
    select id, key, engagement, kind, subject, message, state, error, to_facts, created, sent from outbox
    where engagement = coalesce(?, engagement) order by created, rowid"""


def queue(db: Database, entry: OutboxEntry | None, engagement: str, reached: Sequence[Reached]) -> bool:
    """Keep notice and marks; False, and nothing kept, where the notice's key is there already."""
    if entry and db.execute("select 1 from outbox where key = ?", [entry.key]).fetchone():
        return False
    if entry:
        db.table("outbox").insert(_entry_row(entry))
        trail.append(db, [happened.queued(entry)])
    if entry and entry.state == SENT:
        _remember(db, entry.to, entry.sent or entry.created)
    marks = (
        {"engagement": engagement, "ticket_id": mark.ticket_id, "stage": mark.stage, "kind": mark.kind}
        for mark in reached
    )
    db.table("reached").insert_all(marks, ignore=True)
    return True


def entries(db: Database, engagement: str | None) -> tuple[OutboxEntry, ...]:
    """Return the notices of one engagement, or of all where None, the oldest first."""
    return tuple(_entry(*row) for row in db.execute(ENTRIES, [engagement]))


def keep_state(  # noqa: PLR0913 - what a move of a notice is made of
    db: Database,
    entry_id: str,
    state: str,
    at: datetime,
    error: str | None,
    *,
    only_from: str | None,
    who: str,
) -> bool:
    """Move an entry on, where it stands in `only_from` if that is given; raises Missing where there is none of this id."""
    row = db.execute("select to_facts, state, engagement from outbox where id = ?", [entry_id]).fetchone()
    if row is None:
        raise Missing("state", f"notice {entry_id}")
    _, was, engagement = row
    if only_from not in {None, was}:
        return False
    db.execute(
        "update outbox set state = ?, changed = ?, error = ? where id = ?", [state, moment_fact(at), error, entry_id]
    )
    if state == SENT:
        db.execute("update outbox set sent = ? where id = ?", [moment_fact(at), entry_id])
        _remember(db, unpacked(row[0]), at)
    if state != SENDING:  # how that ended is told
        trail.append(db, [happened.moved_on(entry_id, engagement, (was, state), at, who=who, error=error)])
    return True


def reached(db: Database, engagement: str) -> frozenset[Reached]:
    rows = db.execute("select ticket_id, stage, kind from reached where engagement = ?", [engagement])
    return frozenset(Reached(*row) for row in rows)


def met(db: Database, address: str) -> bool:
    return db.execute("select 1 from met where address = ?", [address.casefold()]).fetchone() is not None


def _remember(db: Database, addresses: Iterable[str], at: datetime) -> None:
    """Keep whom mail was sent to apart from the notices, so that it outlives them."""
    people = ({"address": address.casefold(), "since": moment_fact(at)} for address in addresses)
    db.table("met").insert_all(people, ignore=True)


def _entry_row(entry: OutboxEntry) -> dict[str, Any]:
    return {
        "id": entry.id,
        "key": entry.key,
        "engagement": entry.engagement,
        "kind": entry.kind,
        "to_facts": packed(list(entry.to)).decode(),
        "subject": entry.subject,
        "state": entry.state,
        "created": moment_fact(entry.created),
        "changed": moment_fact(entry.created),
        "sent": entry.sent and moment_fact(entry.sent),
        "error": entry.error,
        "message": entry.message,
    }


def _entry(*row: Any) -> OutboxEntry:  # noqa: ANN401 - a row of ENTRIES
    number, key, engagement, kind, subject, message, state, error, to, created, sent = row
    return OutboxEntry(
        id=number,
        key=key,
        engagement=engagement,
        kind=kind,
        to=tuple(unpacked(to)),
        subject=subject,
        message=message,
        state=state,
        created=datetime.fromisoformat(created),
        sent=sent and datetime.fromisoformat(sent),
        error=error,
    )
