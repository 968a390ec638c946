"""Since when an engagement is trusted again after the store came back from a backup: the first plan that was carried out."""

from state.rows import Rows


def apply(db: Rows) -> None:
    db.table("caught_up").create({"engagement": str, "at": str}, pk="engagement", not_null=("at",))
    db.execute("insert into caught_up (engagement, at) select engagement, at from engagement_facts")
