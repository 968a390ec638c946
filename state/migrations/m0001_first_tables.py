"""What the bot remembers from its first day on. Moments are ISO text in UTC; columns of JSON end in `facts`."""

from state.rows import Rows

TICKET = ("engagement", "ticket_id")


def apply(db: Rows) -> None:
    """Create every table; raises sqlite3.OperationalError where one is there already."""
    _create_tickets(db)
    _create_ledger(db)
    _create_outbox(db)
    _create_runs(db)


def _create_tickets(db: Rows) -> None:
    db.table("tickets").create(
        {"engagement": str, "ticket_id": str, "first_seen": str, "version": int},
        pk=TICKET,
        not_null=("first_seen", "version"),
    )
    db.table("versions").create(
        {
            "engagement": str,
            "ticket_id": str,
            "version": int,
            "digest": str,
            "key": str,
            "updated": str,
            "seen_at": str,
            "facts": str,
        },
        pk=(*TICKET, "version"),
        not_null=("digest", "key", "seen_at", "facts"),
        foreign_keys=[(TICKET, "tickets", TICKET)],
    )
    db.table("verdicts").create(
        {"engagement": str, "ticket_id": str, "inputs": str, "at": str, "facts": str},
        pk=TICKET,
        not_null=("inputs", "at", "facts"),
    )


def _create_ledger(db: Rows) -> None:
    db.table("ledger").create(
        {
            "id": int,
            "run": str,
            "engagement": str,
            "ticket_id": str,
            "action_facts": str,
            "at": str,
            "state": str,
            "settled_at": str,
            "error": str,
        },
        pk="id",
        not_null=("run", "engagement", "action_facts", "at", "state"),
    )
    db.execute("create index ledger_open on ledger (engagement) where state in ('planned', 'unknown')")
    db.table("footprints").create(
        {
            "engagement": str,
            "ticket_id": str,
            "comment_id": str,
            "comment_digest": str,
            "held_from": str,
            "held_in": str,
            "held_for_facts": str,
        },
        pk=TICKET,
        not_null=("held_for_facts",),
    )
    db.table("plans").create(
        {"digest": str, "engagement": str, "actions_facts": str, "at": str},
        pk="digest",
        not_null=("engagement", "actions_facts", "at"),
    )


def _create_outbox(db: Rows) -> None:
    db.table("outbox").create(
        {
            "id": str,
            "key": str,
            "engagement": str,
            "kind": str,
            "to_facts": str,
            "subject": str,
            "state": str,
            "created": str,
            "changed": str,
            "sent": str,
            "error": str,
            "message": bytes,
        },
        pk="id",
        not_null=("key", "engagement", "kind", "to_facts", "subject", "state", "created", "changed", "message"),
    ).create_index(["key"], unique=True)
    db.table("reached").create(
        {"engagement": str, "ticket_id": str, "stage": str, "kind": str},
        pk=(*TICKET, "stage", "kind"),
    )
    db.table("met").create({"address": str, "since": str}, pk="address", not_null=("since",))


def _create_runs(db: Rows) -> None:
    db.table("cursors").create(
        {"engagement": str, "since": str, "needs": str, "first_cycle": str},
        pk="engagement",
        not_null=("since", "needs", "first_cycle"),
    )
    db.table("runs").create(
        {"run": str, "mode": str, "began": str, "ended": str, "document": str},
        pk="run",
        not_null=("mode", "began"),
    )
