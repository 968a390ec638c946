"""Answers to surveys that were imported, and the figures of each day, for the board."""

from state.rows import Rows


def apply(db: Rows) -> None:
    db.table("survey_answers").create(
        {"engagement": str, "digest": str, "asked_at": str, "facts": str, "imported": str},
        pk=("engagement", "digest"),
        not_null=("asked_at", "facts", "imported"),
    )
    db.table("measures_kept").create(
        {"engagement": str, "day": str, "facts": str},
        pk=("engagement", "day"),
        not_null=("facts",),
    )
