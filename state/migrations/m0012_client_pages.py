"""Links to clients' status pages, of which only the hash is kept, and what the last cycle has to tell on each page."""

from state.rows import Rows


def apply(db: Rows) -> None:
    db.table("client_links").create(
        {
            "hash": str,
            "client": str,
            "label": str,
            "created": str,
            "by": str,
            "expires": str,
            "last_used": str,
            "revoked": str,
        },
        pk="hash",
        not_null=("client", "label", "created", "by"),
    )
    db.table("client_status").create(
        {"engagement": str, "client": str, "at": str, "facts": str},
        pk="engagement",
        not_null=("client", "at", "facts"),
    ).create_index(["client"])
