"""Records for the bill, one for each engagement, and how each stands with its receiver."""

from state.rows import Rows


def apply(db: Rows) -> None:
    db.table("bills").create(
        {
            "id": str,
            "engagement": str,
            "document": str,
            "made": str,
            "url": str,
            "state": str,
            "tries": int,
            "next_try": str,
            "answer": str,
        },
        pk="id",
        not_null=("engagement", "document", "made", "state", "tries"),
    ).create_index(["engagement"], unique=True)
    db.execute("create index bills_ready on bills (made) where state = 'ready'")
