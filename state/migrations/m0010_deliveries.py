"""What became of each notice at each contact, threads of mail, and contacts that get no more."""

from hashlib import sha256
from typing import Any

from rules.facts import unpacked
from state.rows import Rows

STATES = {"sent": "sent", "sending": "sending", "stuck": "stuck", "failed": "failed"}


def apply(db: Rows) -> None:
    for column in ("receives", "thread", "message_id", "released"):
        db.table("outbox").add_column(column, str)
    db.table("outbox_recipients").create(
        {
            "notice": str,
            "address": str,
            "ref": str,
            "state": str,
            "answer": str,
            "tries": int,
            "next_try": str,
        },
        pk=("notice", "address"),
        not_null=("ref", "state", "tries"),
    ).create_index(["ref"])
    db.execute("create index recipients_open on outbox_recipients (state) where state in ('waiting', 'sending')")
    known = db.execute("select id, to_facts, state, error from outbox order by rowid").fetchall()
    recipients = (_recipient(notice, to, *stood) for notice, facts, *stood in known for to in unpacked(facts))
    db.table("outbox_recipients").insert_all(recipients)
    _create_threads(db)
    _create_silence(db)


def _recipient(notice: str, address: str, state: str, error: str | None) -> dict[str, Any]:
    # The ref is what sync.mailing.deliveries makes of both today; a migration keeps to what was so when it was written.
    ref = sha256(f"{notice} {address.casefold()}".encode()).hexdigest()[:16]
    known = STATES.get(state, "waiting")
    answer = None if known == "sent" else error
    return {"notice": notice, "address": address, "ref": ref, "state": known, "answer": answer, "tries": 0}


def _create_threads(db: Rows) -> None:
    db.table("threads").create(
        {"engagement": str, "thread": str, "root": str, "last": str},
        pk=("engagement", "thread"),
        not_null=("root", "last"),
    )


def _create_silence(db: Rows) -> None:
    db.table("stopped").create({"address": str, "why": str, "at": str}, pk="address", not_null=("why", "at"))
    db.table("unsubscribed").create(
        {"address": str, "engagement": str, "receives": str, "at": str},
        pk=("address", "engagement", "receives"),
        not_null=("at",),
    )
    db.table("bounces").create(
        {"id": str, "delivery": str, "address": str, "is_hard": int, "said": str, "at": str},
        pk="id",
        not_null=("delivery", "address", "is_hard", "said", "at"),
    ).create_index(["address"])
