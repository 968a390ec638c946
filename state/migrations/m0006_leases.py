"""Who is at work, which plans were used up, what trackers refused, and what people were told of limits."""

from state.rows import Rows


def apply(db: Rows) -> None:
    db.table("leases").create(
        {"name": str, "holder": str, "process": str, "since": str, "until": str},
        pk="name",
        not_null=("holder", "process", "since", "until"),
    )
    db.table("used_plans").create({"digest": str, "engagement": str, "at": str}, pk=("digest", "engagement"))
    db.table("refused").create(
        {"engagement": str, "ticket_id": str, "what": str, "fingerprint": str, "at": str, "error": str},
        pk=("engagement", "ticket_id", "what"),
        not_null=("fingerprint", "at", "error"),
    )
    db.table("told_limits").create(
        {"engagement": str, "at": str, "excesses_facts": str}, pk="engagement", not_null=("at", "excesses_facts")
    )
