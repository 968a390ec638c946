"""What pages ask of the store about one ticket: its newest snapshot, its verdict, its history."""

from dataclasses import dataclass
from datetime import datetime

from rules.facts import ticket_of, unpacked, verdict_of
from rules.model import Ticket, Verdict
from state.moments import read
from state.rows import Readable

FOUND = """
    select t.ticket_id, v.key, v.updated, v.facts, v.seen_at, t.looked_at, t.departed_at, t.whereabouts, t.version
    from tickets t join versions v
    on v.engagement = t.engagement and v.ticket_id = t.ticket_id and v.version = t.version
    where t.engagement = :engagement and (v.key = :name or t.ticket_id = :name)
    order by t.departed_at is not null limit 1"""
VERDICT = "select at, facts from verdicts where engagement = ? and ticket_id = ?"
HELD = "select held_from, held_in, held_by from footprints where engagement = ? and ticket_id = ?"


@dataclass(frozen=True, slots=True)
class TicketSheet:
    """A ticket as it was last seen. `verdict` is None where it departed; `held` says where from and where to."""

    ticket: Ticket
    seen_at: datetime
    looked_at: datetime | None
    departed_at: datetime | None
    versions: int
    verdict: Verdict | None = None
    judged_at: datetime | None = None
    held: tuple[str, str, str] | None = None


def ticket_sheet(db: Readable, engagement: str, name: str) -> TicketSheet | None:
    """Return a ticket by its key or its tracker's id."""
    row = db.execute(FOUND, {"engagement": engagement, "name": name}).fetchone()
    if row is None:
        return None
    ticket_id, key, updated, facts, seen_at, looked_at, departed_at, _, versions = row
    ticket = ticket_of({**unpacked(facts), "key": key, **({"updated": updated} if updated else {})})
    judged = db.execute(VERDICT, [engagement, ticket_id]).fetchone()
    held = db.execute(HELD, [engagement, ticket_id]).fetchone()
    return TicketSheet(
        ticket=ticket,
        seen_at=datetime.fromisoformat(seen_at),
        looked_at=read(looked_at),
        departed_at=read(departed_at),
        versions=versions,
        verdict=verdict_of(unpacked(judged[1])) if judged else None,
        judged_at=datetime.fromisoformat(judged[0]) if judged else None,
        held=tuple(held) if held and held[0] else None,
    )
