"""What gathered notices tell, and the digest in which a contact gets them."""

from state.rows import Rows


def apply(db: Rows) -> None:
    db.table("outbox").add_column("letter", str)
    db.table("outbox_recipients").add_column("digest", str)
    db.execute("create index recipients_in_digests on outbox_recipients (digest) where digest is not null")
    db.execute("create index recipients_gathered on outbox_recipients (state) where state = 'gathered'")
