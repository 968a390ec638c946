"""What lets a look cost what changed: who looks at whom, tickets by their type and key, verdicts by their moment, what
each ticket adds to what is told of all of them, and the lines of the board one by one."""

from collections.abc import Iterator, Sequence
from typing import Any

from rules.facts import packed, unpacked
from rules.values import fold
from state.rows import Rows

TICKET = ("engagement", "ticket_id")
PAGE = 500  # tickets held in memory
INDEXES = (
    "create index ties_to on ties (engagement, name)",
    "create index tickets_of_kind on tickets (engagement, kind)",
    "create index versions_key on versions (engagement, key)",
    "create index former_keys_key on former_keys (engagement, key)",
    "create index verdicts_due on verdicts (engagement, review_at) where review_at is not null",
)
NEWEST = f"""
    select v.engagement, v.ticket_id, v.facts from versions v
    join tickets t on t.engagement = v.engagement and t.ticket_id = v.ticket_id and t.version = v.version
    where v.engagement > ? or (v.engagement = ? and v.ticket_id > ?)
    order by v.engagement, v.ticket_id limit {PAGE}"""  # noqa: S608 - our own number
VERDICTS = f"""
    select engagement, ticket_id, facts from verdicts where engagement > ? or (engagement = ? and ticket_id > ?)
    order by engagement, ticket_id limit {PAGE}"""  # noqa: S608 - our own number


def apply(db: Rows) -> None:
    db.table("ties").create({"engagement": str, "ticket_id": str, "name": str, "tie": str}, pk=(*TICKET, "name", "tie"))
    db.table("tickets").add_column("kind", str)
    db.table("verdicts").add_column("review_at", str)
    db.table("shares").create({"engagement": str, "ticket_id": str, "facts": str}, pk=TICKET, not_null=("facts",))
    db.table("ticket_lines").create({"engagement": str, "ticket_id": str, "facts": str}, pk=TICKET, not_null=("facts",))
    db.table("rests").create(
        {"engagement": str, "stamp": str, "until": str, "facts": str},
        pk="engagement",
        not_null=("stamp", "until", "facts"),
    )
    for page in _pages(db, NEWEST):
        _tell_of_tickets(db, page)
    for page in _pages(db, VERDICTS):
        moments = ((unpacked(facts)["review_at"], *ticket) for *ticket, facts in page)
        db.executemany("update verdicts set review_at = ? where engagement = ? and ticket_id = ?", moments)
    for engagement, detail in db.execute("select engagement, detail_facts from engagement_facts").fetchall():
        _part_lines(db, engagement, unpacked(detail))
    for statement in INDEXES:
        db.execute(statement)


def _pages(db: Rows, sql: str) -> Iterator[list[Any]]:
    engagement, ticket_id = "", ""
    while page := db.execute(sql, [engagement, engagement, ticket_id]).fetchall():
        yield page
        engagement, ticket_id = page[-1][:2]


def _tell_of_tickets(db: Rows, page: Sequence[Any]) -> None:
    kinds: list[tuple[str, str, str]] = []
    ties: set[tuple[str, str, str, str]] = set()
    for engagement, ticket_id, facts in page:
        told = unpacked(facts)
        kinds.append((fold(told.get("type", "")), engagement, ticket_id))
        near = (one["key"] for one in (*told.get("links", ()), *told.get("children", ())))
        ties |= {(engagement, ticket_id, name, "looks") for name in near}
        ties |= {(engagement, ticket_id, told["parent"], "parent")} if told.get("parent") else set()
    db.executemany("update tickets set kind = ? where engagement = ? and ticket_id = ?", kinds)
    db.executemany("insert into ties (engagement, ticket_id, name, tie) values (?, ?, ?, ?)", sorted(ties))


def _part_lines(db: Rows, engagement: str, detail: dict[str, Any]) -> None:
    """Let each line of the board have a row of its own."""
    lines = ((engagement, one["id"], packed(one).decode()) for one in detail.pop("tickets", ()))
    db.executemany("insert into ticket_lines (engagement, ticket_id, facts) values (?, ?, ?)", lines)
    db.execute(
        "update engagement_facts set detail_facts = ? where engagement = ?", [packed(detail).decode(), engagement]
    )
