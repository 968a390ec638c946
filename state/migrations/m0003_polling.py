"""When tickets were last looked at, which departed, what they were called before; when ids were last compared."""

from state.rows import Rows

CALLED_BEFORE = """
    insert into former_keys (engagement, ticket_id, key)
    select old.engagement, old.ticket_id, old.key from tickets t
    join versions now on now.engagement = t.engagement and now.ticket_id = t.ticket_id and now.version = t.version
    join versions old on old.engagement = t.engagement and old.ticket_id = t.ticket_id and old.key <> now.key
    where true on conflict do nothing"""


def apply(db: Rows) -> None:
    tickets = db.table("tickets")
    for column in ("looked_at", "departed_at", "whereabouts"):
        tickets.add_column(column, str)
    for column in ("scanned", "met_at", "read_at"):
        db.table("cursors").add_column(column, str)
    db.table("former_keys").create(
        {"engagement": str, "ticket_id": str, "key": str}, pk=("engagement", "ticket_id", "key")
    )
    db.execute(CALLED_BEFORE)
