"""What lets a cycle in which nothing happened cost next to nothing: where engagements stand still, and the ways to find
what changed, what fails and what the trail told last."""

from state.rows import Rows

INDEXES = (
    "create index versions_changed on versions (engagement, updated)",
    "create index verdicts_failing on verdicts (engagement, ticket_id) where facts like '%\"fail\"%'",
    "create index trail_of_engagement on trail (engagement, number)",
)


def apply(db: Rows) -> None:
    db.table("standstills").create(
        {"engagement": str, "stamp": str, "until": str, "facts": str},
        pk="engagement",
        not_null=("stamp", "until", "facts"),
    )
    for statement in INDEXES:
        db.execute(statement)
