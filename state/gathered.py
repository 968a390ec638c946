"""Notices that contacts get together in one: which in which, and how both fare alike. Callers bring the transaction."""

from collections.abc import Sequence
from datetime import datetime
from itertools import product

from state import deliveries, outbox
from state.rows import Rows
from sync.remembered import OutboxEntry

GATHERED = f"""{outbox.ENTRY} where engagement = ? and state <> 'withdrawn'
    and exists (select 1 from outbox_recipients r where r.notice = outbox.id and r.state = 'gathered')
    order by created, rowid"""  # noqa: S608 - our own words
IS_GATHERED = "select 1 from outbox_recipients where notice = ? and address = ? and state = 'gathered'"
PUT_IN = "update outbox_recipients set state = 'in digest', digest = ? where notice = ? and address = ?"
TAKE_OUT = """update outbox_recipients set digest = null,
    state = case state when 'in digest' then 'gathered' else state end where digest = ?"""
FARE_ALIKE = """
    update outbox_recipients as part set answer = whole.answer,
        state = case when whole.state in ('waiting', 'sending') then 'in digest' else whole.state end
    from outbox_recipients as whole
    where part.digest = ? and whole.notice = part.digest and whole.address = part.address"""
WITHDRAWN = "withdrawn"
UNSENT = frozenset({"held", "ready", "failed"})
GOES_ALONE = frozenset({"held", "ready"})
OF_THEIR_OWN = frozenset({"held", WITHDRAWN})  # what was said of the notice itself, not of a delivery


def gathered(db: Rows, engagement: str) -> tuple[OutboxEntry, ...]:
    """Return the notices some contact of which waits for a digest, the oldest first."""
    return outbox.found(db, GATHERED, [engagement])


def gather(db: Rows, digest: OutboxEntry, parts: Sequence[str], at: datetime) -> bool:
    """Queue a digest, and let its parts go in it at its contacts; False, and nothing kept, where one of them does not
    wait there any more, or the digest is there already."""
    pairs = list(product(parts, digest.to))
    if not all(db.execute(IS_GATHERED, pair).fetchone() for pair in pairs):
        return False
    if not outbox.queue(db, digest, digest.engagement, ()):
        return False
    for part, address in pairs:
        db.execute(PUT_IN, [digest.id, part, address])
    _stand(db, parts, at)
    return True


def scatter(db: Rows, digest: str, why: str, at: datetime) -> bool:
    """Withdraw a digest that did not go; its parts wait for the next one, those that were refused stay so. False where
    it went."""
    entry = outbox.entry(db, digest)
    if entry is None or entry.state not in UNSENT:
        return False
    parts = _parts_of(db, digest)
    outbox.move_on(db, digest, outbox.Course(WITHDRAWN, why), at)
    db.execute(TAKE_OUT, [digest])
    _stand(db, parts, at)
    return True


def follow(db: Rows, digest: str, at: datetime) -> None:
    """Let what goes in a digest fare as the digest does; any other notice has no parts."""
    if parts := _parts_of(db, digest):
        db.execute(FARE_ALIKE, [digest])
        _stand(db, parts, at)


def keep_state(  # noqa: PLR0913 - what a move of a notice is made of
    db: Rows,
    entry_id: str,
    state: str,
    at: datetime,
    error: str | None,
    *,
    only_from: str | None,
    who: str,
) -> bool:
    """Move an entry on as `outbox.keep_state` does, with the digests it is in or the parts it has."""
    before = outbox.entry(db, entry_id)
    if not outbox.keep_state(db, entry_id, state, at, error, only_from=only_from, who=who):
        return False
    if before is not None and before.state == outbox.GATHERED and state in GOES_ALONE:
        outbox.continue_thread(db, before)
    if state == WITHDRAWN:
        for digest in _digests_of(db, entry_id):
            scatter(db, digest, f"notice {entry_id} is withdrawn: {error}", at)
    follow(db, entry_id, at)
    return True


def _stand(db: Rows, parts: Sequence[str], at: datetime) -> None:
    for part in parts:
        entry = outbox.entry(db, part)
        if entry is not None and entry.state not in OF_THEIR_OWN:
            outbox.stand(db, deliveries.of_notice(db, part), at)


def _parts_of(db: Rows, digest: str) -> list[str]:
    return [part for (part,) in db.execute("select distinct notice from outbox_recipients where digest = ?", [digest])]


def _digests_of(db: Rows, part: str) -> list[str]:
    asked = "select distinct digest from outbox_recipients where notice = ? and digest is not null"
    return [digest for (digest,) in db.execute(asked, [part])]
