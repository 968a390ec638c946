"""What was promised for tickets and how done ones went, and which notice told a piece of news."""

from state.rows import Rows


def apply(db: Rows) -> None:
    db.table("reached").add_column("notice", str, not_null_default="")
    # Milestones were looked at before; of what no earlier version told, the first look is silent.
    db.execute(
        "insert into reached (engagement, ticket_id, stage, kind) "
        "select distinct engagement, '', 'watched', 'milestone' from cursors"
    )
    db.table("dates").create(
        {
            "engagement": str,
            "ticket_id": str,
            "work_type": str,
            "made_from": str,
            "promise": str,
            "type": str,
            "done_at": str,
            "hours": str,
        },
        pk=("engagement", "ticket_id"),
        not_null=("work_type", "made_from"),
    )
    db.execute("create index dates_of_work on dates (work_type, type, done_at) where done_at is not null")
    db.execute("create index dates_here on dates (engagement, type, done_at) where done_at is not null")
