"""What the last cycle found of each engagement, for the board; and what people asked for on pages."""

from state.rows import Rows

# A ticket's page tells its history: without an index every look would read the whole trail.
TRAIL_OF_A_TICKET = "create index trail_of_ticket on trail (ticket_id, number) where ticket_id <> ''"


def apply(db: Rows) -> None:
    db.table("engagement_facts").create(
        {"engagement": str, "at": str, "summary_facts": str, "detail_facts": str, "rules_facts": str},
        pk="engagement",
        not_null=("at", "summary_facts", "detail_facts", "rules_facts"),
    )
    db.table("requests").create(
        {
            "id": int,
            "kind": str,
            "engagement": str,
            "subject": str,
            "who": str,
            "facts": str,
            "at": str,
            "done_at": str,
            "outcome": str,
        },
        pk="id",
        not_null=("kind", "engagement", "subject", "who", "facts", "at"),
    )
    db.execute("create index requests_waiting on requests (kind, engagement, subject) where done_at is null")
    db.execute(TRAIL_OF_A_TICKET)
