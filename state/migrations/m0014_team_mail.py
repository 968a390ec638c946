"""What the team's own mail told: digests by address, and engagements whose cycles were not completed."""

from sqlite_utils import Database


def apply(db: Database) -> None:
    db.table("digests").create(
        {"address": str, "cadence": str, "engagement": str, "day": str, "facts": str},
        pk=("address", "cadence", "engagement"),
        not_null=("day", "facts"),
    )
    db.table("streaks").create(
        {"engagement": str, "since": str, "count": int, "why": str, "told": int},
        pk="engagement",
        not_null=("since", "count", "why", "told"),
    )
