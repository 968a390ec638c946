"""Waivers people gave, those of waivers.yaml as first loaded, since when and to which comments was listened,
answers to commands."""

from state.rows import Rows

TICKET = ("engagement", "ticket_id")


def apply(db: Rows) -> None:
    db.table("waivers").create(
        {"engagement": str, "ticket_id": str, "rule": str, "origin": str, "ended": str, "facts": str},
        pk=(*TICKET, "rule", "origin"),
        not_null=("facts",),
    )
    db.table("filed_waivers").create(
        {"engagement": str, "entry": str, "rule_digest": str, "at": str},
        pk=("engagement", "entry"),
        not_null=("rule_digest", "at"),
    )
    db.table("listening").create({"engagement": str, "since": str}, pk="engagement", not_null=("since",))
    db.table("heard_comments").create({"engagement": str, "comment_id": str}, pk=("engagement", "comment_id"))
    db.table("answers").create(
        {"engagement": str, "ticket_id": str, "at": str, "facts": str}, pk=TICKET, not_null=("at", "facts")
    )
