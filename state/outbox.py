"""Notices to clients, what they tell, and whom mail was sent to before. Callers bring the transaction."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from rules.facts import moment_fact, packed, unpacked
from state import deliveries, letter_facts, moments, trail
from state.rows import Rows
from sync import happened
from sync.mailing.deliveries import Delivery, notice_state, troubles
from sync.ports import Missing
from sync.remembered import OutboxEntry, Reached
from sync.trail import THE_BOT

SENT = "sent"
SENDING = "sending"
GATHERED = "gathered"
ENTRY = """
    select id, key, engagement, kind, subject, (select m.message from outbox_messages m where m.notice = outbox.id),
           state, error, to_facts, created, sent, receives, thread, message_id, released, letter from outbox"""
INSERT = """
    insert into outbox (id, key, engagement, kind, to_facts, subject, state, created, changed, sent, error, receives,
        thread, message_id, released, letter)
    values (:id, :key, :engagement, :kind, :to_facts, :subject, :state, :created, :created, :sent, :error, :receives,
        :thread, :message_id, :released, :letter)"""
KEEP_MESSAGE = "insert into outbox_messages (notice, message) values (?, ?)"
STOOD = "select engagement, state, error from outbox where id = ?"
MOVE_ON = "update outbox set state = ?, changed = ?, error = ?, sent = coalesce(sent, ?) where id = ?"
REACHED = """
    insert into reached (engagement, ticket_id, stage, kind, notice) values (?, ?, ?, ?, ?)
    on conflict (engagement, ticket_id, stage, kind) do update set notice = excluded.notice"""
MET = "insert into met (address, since) values (?, ?) on conflict do nothing"
KNOWN = "select 1 from outbox where key = ? union all select 1 from former_notices where key = ?"
RESTORED = """
    select 1 from restored where at > coalesce((select at from caught_up where engagement = ?), '')"""
CATCH_UP = """
    insert into caught_up (engagement, at) values (?, ?)
    on conflict (engagement) do update set at = excluded.at"""
OF_ONE_OR_ALL = f"{ENTRY} where engagement = coalesce(?, engagement) order by created, rowid"


def queue(db: Rows, entry: OutboxEntry | None, engagement: str, reached: Sequence[Reached]) -> bool:
    """Keep notice and marks; False, and nothing kept, where the notice's key is there already."""
    if entry and db.execute(KNOWN, [entry.key, entry.key]).fetchone():
        return False
    if entry:
        db.execute(INSERT, _entry_row(entry))
        db.execute(KEEP_MESSAGE, [entry.id, entry.message])
        deliveries.begin(db, entry)
        if entry.state != GATHERED:
            continue_thread(db, entry)
        trail.append(db, [happened.queued(entry)])
    if entry and entry.state == SENT:
        remember(db, entry.to, entry.sent or entry.created)
    for mark in reached:
        db.execute(REACHED, [engagement, mark.ticket_id, mark.stage, mark.kind, mark.notice])
    return True


def continue_thread(db: Rows, entry: OutboxEntry) -> None:
    """Remember the latest mail of a conversation, apart from the notices, so that it outlives them."""
    if entry.thread:
        db.execute(
            "insert into threads (engagement, thread, root, last) values (?, ?, ?, ?) "
            "on conflict (engagement, thread) do update set last = excluded.last",
            [entry.engagement, entry.thread, entry.message_id, entry.message_id],
        )


def entries(db: Rows, engagement: str | None) -> tuple[OutboxEntry, ...]:
    """Return the notices of one engagement, or of all where None, the oldest first."""
    return found(db, OF_ONE_OR_ALL, [engagement])


def found(db: Rows, query: str, values: Sequence[object]) -> tuple[OutboxEntry, ...]:
    """Return the notices a query that begins with ENTRY finds."""
    return tuple(_entry(*row) for row in db.execute(query, list(values)))


def entry(db: Rows, entry_id: str) -> OutboxEntry | None:
    row = db.execute(f"{ENTRY} where id = ?", [entry_id]).fetchone()
    return _entry(*row) if row else None


def keep_state(  # noqa: PLR0913 - what a move of a notice is made of
    db: Rows,
    entry_id: str,
    state: str,
    at: datetime,
    error: str | None,
    *,
    only_from: str | None,
    who: str,
) -> bool:
    """Move an entry on, with all its deliveries, where it stands in `only_from` if that is given; raises Missing where
    there is none of this id."""
    row = db.execute("select to_facts, state from outbox where id = ?", [entry_id]).fetchone()
    if row is None:
        raise Missing("state", f"notice {entry_id}")
    if only_from not in {None, row[1]}:
        return False
    move_on(db, entry_id, Course(state, error, who), at)
    deliveries.follow(db, entry_id, state, error)
    if state == SENT:
        remember(db, unpacked(row[0]), at)
    return True


@dataclass(frozen=True, slots=True)
class Course:
    """Where an entry goes, why, and who lets it; `told` is the state the trail told last, where that is not the one
    it stands in."""

    state: str
    error: str | None
    who: str = THE_BOT
    told: str | None = None


def move_on(db: Rows, entry_id: str, course: Course, at: datetime) -> None:
    """Say how an entry stands, and nothing of its deliveries; the first time it is sent is kept. The trail tells every
    state it comes to, but that it is being sent: how that ended is told, where it is news."""
    moment, state = moment_fact(at), course.state
    before = db.execute(STOOD, [entry_id]).fetchone() if state != SENDING else None
    db.execute(MOVE_ON, [state, moment, course.error, moment if state == SENT else None, entry_id])
    if before is None:
        return
    engagement, was, error = before
    is_known = (state, course.error) == (course.told, error)
    if state != was and not is_known:
        moved = happened.moved_on(entry_id, engagement, (was, state), at, who=course.who, error=course.error)
        trail.append(db, [moved])


def stand(db: Rows, kept: Sequence[Delivery], at: datetime, told: str | None = None) -> None:
    """Let a notice stand as all its deliveries do; `told` is how it stood when the trail told of it last."""
    move_on(db, kept[0].notice, Course(notice_state(kept), troubles(kept), told=told), at)


def reached(db: Rows, engagement: str) -> frozenset[Reached]:
    rows = db.execute(
        "select r.ticket_id, r.stage, r.kind, r.notice, coalesce(o.state, f.state, '') from reached r "
        "left join outbox o on o.id = r.notice left join former_notices f on f.id = r.notice where r.engagement = ?",
        [engagement],
    )
    return frozenset(Reached(*row) for row in rows)


def is_restored(db: Rows, engagement: str) -> bool:
    """Tell whether the store came back from a backup since a plan of an engagement was last carried out."""
    return db.execute(RESTORED, [engagement]).fetchone() is not None


def catch_up(db: Rows, engagement: str, at: datetime) -> None:
    """Let the store be trusted again in what an engagement was told."""
    db.execute(CATCH_UP, [engagement, moment_fact(at)])


def met(db: Rows, address: str) -> bool:
    return db.execute("select 1 from met where address = ?", [address.casefold()]).fetchone() is not None


def remember(db: Rows, addresses: Iterable[str], at: datetime) -> None:
    """Keep whom mail was sent to apart from the notices, so that it outlives them."""
    for address in addresses:
        db.execute(MET, [address.casefold(), moment_fact(at)])


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
        "sent": moments.told(entry.sent),
        "error": entry.error,
        "receives": entry.receives,
        "thread": entry.thread,
        "message_id": entry.message_id,
        "released": moments.told(entry.released),
        "letter": letter_facts.told(entry.letter) if entry.letter else None,
    }


def _entry(*row: Any) -> OutboxEntry:  # noqa: ANN401 - a row of ENTRY
    number, key, engagement, kind, subject, message, state, error, to, created, sent, *more = row
    receives, thread, message_id, released, letter = more
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
        sent=moments.read(sent),
        error=error,
        receives=receives or "",
        thread=thread or "",
        message_id=message_id or "",
        released=moments.read(released),
        letter=letter_facts.read(letter) if letter else None,
    )
