"""What lets a cycle in which nothing changed ask nothing of each ticket: how often tickets were kept anew, and which are
gone."""

from state.rows import Rows


def apply(db: Rows) -> None:
    db.table("kept_anew").create({"engagement": str, "times": int}, pk="engagement", not_null=("times",))
    db.execute("create index tickets_gone on tickets (engagement, ticket_id) where departed_at is not null")
