"""Messages apart from how their notices stand: that changes with every step of a sending, and a row is written whole."""

from state.rows import Rows


def apply(db: Rows) -> None:
    db.table("outbox_messages").create({"notice": str, "message": bytes}, pk="notice", not_null=("message",))
    db.execute("insert into outbox_messages (notice, message) select id, message from outbox order by rowid")
    db.execute("alter table outbox drop column message")
