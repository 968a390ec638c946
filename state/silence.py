"""Contacts that get no more mail, and what came back from them. Callers bring the transaction."""

from collections.abc import Sequence
from datetime import datetime

from rules.facts import moment_fact
from state.rows import Rows
from sync.mailing.store import Bounce
from sync.mailing.unsubscribe import Unsubscription, words_in

UNWANTED = """
    select address from stopped
    union all select address from unsubscribed where engagement = ? and receives = ?"""
BOUNCES = "select id, delivery, address, is_hard, said, at from bounces where address = ? order by at, rowid"
BOUNCED = """
    insert into bounces (id, delivery, address, is_hard, said, at) values (?, ?, ?, ?, ?, ?) on conflict do nothing"""


def stop(db: Rows, address: str, why: str, at: datetime) -> bool:
    row = [address.casefold(), why, moment_fact(at)]
    return _is_new(db, "insert into stopped (address, why, at) values (?, ?, ?) on conflict do nothing", row)


def resume(db: Rows, address: str) -> bool:
    return bool(db.execute("delete from stopped where address = ?", [address.casefold()]).rowcount)


def unsubscribe(db: Rows, wish: Unsubscription, at: datetime) -> bool:
    added = "insert into unsubscribed (address, engagement, receives, at) values (?, ?, ?, ?) on conflict do nothing"
    who, moment = wish.address.casefold(), moment_fact(at)
    new = [_is_new(db, added, [who, wish.engagement, word, moment]) for word in words_in(wish.receives)]
    return any(new)


def stopped(db: Rows, address: str) -> str | None:
    row = db.execute("select why from stopped where address = ?", [address.casefold()]).fetchone()
    return str(row[0]) if row else None


def unwanted(db: Rows, engagement: str, receives: str) -> frozenset[str]:
    per_word = (db.execute(UNWANTED, [engagement, word]) for word in words_in(receives))
    return frozenset.intersection(*(frozenset(address for (address,) in found) for found in per_word))


def keep_bounce(db: Rows, bounce: Bounce) -> bool:
    row = [
        bounce.id,
        bounce.delivery,
        bounce.address.casefold(),
        int(bounce.is_hard),
        bounce.said,
        moment_fact(bounce.at),
    ]
    return _is_new(db, BOUNCED, row)


def bounces(db: Rows, address: str) -> tuple[Bounce, ...]:
    return tuple(
        Bounce(number, delivery, at_address, bool(is_hard), said, datetime.fromisoformat(at))
        for number, delivery, at_address, is_hard, said, at in db.execute(BOUNCES, [address.casefold()])
    )


def _is_new(db: Rows, statement: str, row: Sequence[object]) -> bool:
    return bool(db.execute(statement, list(row)).rowcount)
