"""How tickets are held, who did otherwise, and which rules an engagement was judged by since when."""

from state.rows import Rows


def apply(db: Rows) -> None:
    footprints = db.table("footprints")
    footprints.add_column("held_by", str, not_null_default="hold")
    footprints.add_column("overruled_facts", str)
    db.table("rules_seen").create(
        {"engagement": str, "rule": str, "name": str, "first_seen": str, "on_trial": int},
        pk=("engagement", "rule"),
        not_null=("name", "first_seen", "on_trial"),
    )
