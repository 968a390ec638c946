"""Links to clients' status pages: here stands what is one transaction."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from rules.facts import moment_fact
from state import moments
from state.rows import Opened, Readable
from sync.pages.client_links import ClientLink

LINKS = "select hash, client, created, by, label, expires, last_used, revoked from client_links"
USED = "update client_links set last_used = ? where hash = ?"
REVOKED = "update client_links set revoked = ? where hash = ? and revoked is null"


def link_of(db: Readable, token_hash: str) -> ClientLink | None:
    """Return the link with this hash of its token, good or not."""
    row = db.execute(f"{LINKS} where hash = ?", [token_hash]).fetchone()
    return _link(*row) if row else None


class SqlLinks:
    """Implements `sync.pages.client_links.LinkStore` in the rows of a `SqlStore`, which makes one."""

    def __init__(self, reading: Opened, writing: Opened) -> None:
        self._reading = reading
        self._writing = writing

    def keep(self, link: ClientLink) -> None:
        with self._writing() as db:
            db.table("client_links").insert(_row(link))

    def of_hash(self, token_hash: str) -> ClientLink | None:
        with self._reading() as db:
            return link_of(db, token_hash)

    def all(self) -> Sequence[ClientLink]:
        with self._reading() as db:
            return tuple(_link(*row) for row in db.execute(f"{LINKS} order by created, rowid"))

    def use(self, link: ClientLink, at: datetime) -> None:
        with self._writing() as db:
            db.execute(USED, [moment_fact(at), link.hash])

    def revoke(self, link: ClientLink, at: datetime) -> bool:
        with self._writing() as db:
            return bool(db.execute(REVOKED, [moment_fact(at), link.hash]).rowcount)


def _row(link: ClientLink) -> dict[str, Any]:
    return {
        "hash": link.hash,
        "client": link.client,
        "created": moment_fact(link.created),
        "by": link.by,
        "label": link.label,
        "expires": moments.told(link.expires),
        "last_used": moments.told(link.last_used),
        "revoked": moments.told(link.revoked),
    }


def _link(*row: Any) -> ClientLink:  # noqa: ANN401 - a row of LINKS
    token_hash, client, created, by, label, expires, last_used, revoked = row
    ends = (moments.read(one) for one in (expires, last_used, revoked))
    return ClientLink(token_hash, client, datetime.fromisoformat(created), by, label, *ends)
