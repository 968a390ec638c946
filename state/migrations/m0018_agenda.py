"""When each engagement has its next turn, and the change of the configuration that is not in force."""

from state.rows import Rows


def apply(db: Rows) -> None:
    db.table("agenda").create(
        {
            "engagement": str,
            "due": str,
            "began": str,
            "completed": str,
            "failures": int,
            "hinted": str,
            "alarmed": str,
        },
        pk="engagement",
        not_null=("due", "failures"),
    )
    db.table("not_taken_up").create(
        {"number": int, "at": str, "said": str, "more": int},
        pk="number",
        not_null=("at", "said", "more"),
    )
