"""Kept plans and what became of them: used up, refused by a tracker, told to people. Callers bring the transaction."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timedelta

from rules.facts import moment_fact, packed, unpacked
from state.action_facts import actions_of, packed_actions
from state.rows import Rows
from sync.actions import Action
from sync.limits import Excess
from sync.remembered import KeptPlan, KeptRefusal, ToldExcesses

KEPT_FOR = timedelta(days=30)  # plans and refusals; long after nobody asks for them any more
REFUSED = "select ticket_id, what, fingerprint, at, error from refused where engagement = ?"


def keep(db: Rows, digest: str, engagement: str, actions: Sequence[Action], at: datetime) -> None:
    """Keep a plan under its digest. One that was printed anew may be approved anew."""
    row = {
        "digest": digest,
        "engagement": engagement,
        "actions_facts": packed_actions(actions),
        "at": moment_fact(at),
    }
    db.table("plans").upsert(row, pk="digest")
    db.execute("delete from used_plans where digest = ?", [digest])
    db.execute("delete from plans where at < ?", [moment_fact(at - KEPT_FOR)])


def kept(db: Rows, digest: str) -> KeptPlan | None:
    row = db.execute("select engagement, actions_facts, at from plans where digest = ?", [digest]).fetchone()
    if row is None:
        return None
    engagement, actions, at = row
    used = db.execute("select engagement from used_plans where digest = ?", [digest])
    return KeptPlan(engagement, actions_of(actions), datetime.fromisoformat(at), frozenset(name for (name,) in used))


def use(db: Rows, digest: str, engagement: str, at: datetime) -> None:
    row = {"digest": digest, "engagement": engagement, "at": moment_fact(at)}
    db.table("used_plans").upsert(row, pk=("digest", "engagement"))


def refused(db: Rows, engagement: str) -> tuple[KeptRefusal, ...]:
    rows = db.execute(REFUSED, [engagement])
    return tuple(
        KeptRefusal(one, what, print_, datetime.fromisoformat(at), error) for one, what, print_, at, error in rows
    )


def keep_refused(db: Rows, engagement: str, refusals: Sequence[KeptRefusal]) -> None:
    for one in refusals:
        row = {
            "engagement": engagement,
            "ticket_id": one.ticket_id,
            "what": one.what,
            "fingerprint": one.fingerprint,
            "at": moment_fact(one.at),
            "error": one.error,
        }
        db.table("refused").upsert(row, pk=("engagement", "ticket_id", "what"))
    if refusals:
        newest = max(one.at for one in refusals)
        db.execute("delete from refused where at < ?", [moment_fact(newest - KEPT_FOR)])


def told(db: Rows, engagement: str) -> ToldExcesses | None:
    row = db.execute("select at, excesses_facts from told_limits where engagement = ?", [engagement]).fetchone()
    if row is None:
        return None
    return ToldExcesses(datetime.fromisoformat(row[0]), tuple(Excess(**one) for one in unpacked(row[1])))


def keep_told(db: Rows, engagement: str, said: ToldExcesses | None) -> None:
    """Remember what people were told of limits; None where there is nothing to tell any more."""
    if said is None:
        db.execute("delete from told_limits where engagement = ?", [engagement])
        return
    facts = packed([asdict(one) for one in said.excesses]).decode()
    row = {"engagement": engagement, "at": moment_fact(said.at), "excesses_facts": facts}
    db.table("told_limits").upsert(row, pk="engagement")
