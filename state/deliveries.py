"""What became of notices at each of their contacts. Callers bring the transaction."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from rules.facts import moment_fact
from state import moments
from state.rows import Rows
from sync.mailing.deliveries import Delivery, DeliveryState
from sync.remembered import OutboxEntry

DELIVERY = "select r.notice, r.address, r.state, r.answer, r.tries, r.next_try, r.digest from outbox_recipients r"
DUE = f"""{DELIVERY} join outbox o on o.id = r.notice
    where r.state = 'waiting' and o.state in ('ready', 'sent', 'stuck') and (r.next_try is null or r.next_try <= ?)
    order by r.tries, o.created, o.rowid, r.rowid"""
BEGIN = "insert into outbox_recipients (notice, address, ref, state, tries) values (?, ?, ?, 'waiting', 0)"
READY = "ready"
CLAIM = """
    update outbox_recipients set state = 'sending' where notice = ? and address = ? and state = 'waiting'
    and exists (select 1 from outbox o where o.id = notice and o.state in ('ready', 'sent', 'stuck', 'sending'))"""

FOLLOWING = {
    "sending": (("waiting",), "sending"),
    "sent": (("waiting", "sending", "stuck", "failed"), "sent"),
    "stuck": (("waiting", "sending"), "stuck"),
    "failed": (("waiting", "sending"), "failed"),
    "ready": (("sending", "stuck", "failed", "gathered"), "waiting"),
    "held": (("gathered",), "waiting"),
    "gathered": (("waiting",), "gathered"),
}
"""What a word on a whole notice makes of its deliveries: those in these states come to be in that one."""


def begin(db: Rows, entry: OutboxEntry) -> None:
    """Write a row for each recipient of a notice that is new."""
    for address in entry.to:
        db.execute(BEGIN, [entry.id, address, Delivery(entry.id, address).ref])
    if entry.state != READY:  # what is ready waits, as every new row does
        follow(db, entry.id, entry.state, entry.error)


def follow(db: Rows, notice: str, state: str, answer: str | None) -> None:
    """Bring the deliveries of a notice to where it stands as a whole."""
    if state not in FOLLOWING:
        return
    before, after = FOLLOWING[state]
    marks = ", ".join("?" for _ in before)
    tries = "tries = 0, next_try = null, " if after == "waiting" else ""
    db.execute(
        f"update outbox_recipients set {tries}state = ?, answer = ?, digest = null where notice = ? and state in ({marks})",  # noqa: S608 - our own words
        [after, answer, notice, *before],
    )


def of_notice(db: Rows, notice: str) -> tuple[Delivery, ...]:
    return _read(db, f"{DELIVERY} where r.notice = ? order by r.rowid", [notice])


def due(db: Rows, now: datetime) -> tuple[Delivery, ...]:
    return _read(db, DUE, [moment_fact(now)])


def interrupted(db: Rows) -> tuple[Delivery, ...]:
    return _read(db, f"{DELIVERY} where r.state = 'sending' order by r.rowid", [])


def undelivered(db: Rows) -> tuple[Delivery, ...]:
    return _read(db, f"{DELIVERY} where r.state in ('failed', 'stuck') order by r.notice, r.rowid", [])


def of_ref(db: Rows, ref: str) -> Delivery | None:
    return next(iter(_read(db, f"{DELIVERY} where r.ref = ?", [ref])), None)


def claim(db: Rows, delivery: Delivery) -> bool:
    return bool(db.execute(CLAIM, [delivery.notice, delivery.address]).rowcount)


def is_waiting(db: Rows, delivery: Delivery) -> bool:
    found = db.execute(
        "select 1 from outbox_recipients where notice = ? and address = ? and state = 'waiting'",
        [delivery.notice, delivery.address],
    )
    return found.fetchone() is not None


def keep(db: Rows, kept: Sequence[Delivery]) -> None:
    for one in kept:
        db.execute(
            "update outbox_recipients set state = ?, answer = ?, tries = ?, next_try = ? where notice = ? and address = ?",
            [one.state, one.answer, one.tries, moments.told(one.next_try), one.notice, one.address],
        )


def _read(db: Rows, query: str, values: Sequence[object]) -> tuple[Delivery, ...]:
    return tuple(_delivery(*row) for row in db.execute(query, list(values)))


def _delivery(*row: Any) -> Delivery:  # noqa: ANN401 - a row of DELIVERY
    notice, address, state, answer, tries, next_try, digest = row
    return Delivery(notice, address, DeliveryState(state), answer, tries, moments.read(next_try), digest)
