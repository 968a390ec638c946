"""What the team's own mail told: digests by address, and engagements whose cycles were not completed."""

from state.rows import Rows


def apply(db: Rows) -> None:
    db.table("team_digests").create(
        {"address": str, "cadence": str, "engagement": str, "at": str, "facts": str},
        pk=("address", "cadence", "engagement"),
        not_null=("at", "facts"),
    )
    db.table("streaks").create(
        {"engagement": str, "since": str, "count": int, "why": str, "told": int},
        pk="engagement",
        not_null=("since", "count", "why", "told"),
    )
