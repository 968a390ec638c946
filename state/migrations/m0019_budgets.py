"""What each token may do, shared by all processes that use it."""

from state.rows import Rows


def apply(db: Rows) -> None:
    db.table("budgets").create({"name": str, "document": str, "at": str}, pk="name", not_null=("document", "at"))
