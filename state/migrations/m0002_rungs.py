"""Where tickets stand on ladders of escalation."""

from sqlite_utils import Database


def apply(db: Database) -> None:
    db.table("rungs").create(
        {"engagement": str, "ticket_id": str, "ladder": str, "facts": str},
        pk=("engagement", "ticket_id", "ladder"),
        not_null=("facts",),
    )
