"""Where tickets stand on ladders of escalation."""

from state.rows import Rows


def apply(db: Rows) -> None:
    db.table("rungs").create(
        {"engagement": str, "ticket_id": str, "ladder": str, "facts": str},
        pk=("engagement", "ticket_id", "ladder"),
        not_null=("facts",),
    )
