"""Where tickets stand on ladders of escalation. Callers bring the transaction."""

from collections.abc import Sequence
from datetime import datetime

from rules.facts import MOMENT, WORDS, Shape, packed, unpacked
from rules.ladder import Rung
from state import ledger
from state.rows import Rows
from sync.actions import Action, ActionState
from sync.remembered import KeptRung

RUNG = Shape(Rung, since=MOMENT, taken=WORDS, asked=WORDS)
KEY = ("engagement", "ticket_id", "ladder")


def rungs(db: Rows, engagement: str) -> dict[tuple[str, str], Rung]:
    rows = db.execute("select ticket_id, ladder, facts from rungs where engagement = ?", [engagement])
    return {(ticket_id, ladder): RUNG.read(unpacked(facts)) for ticket_id, ladder, facts in rows}


def keep(db: Rows, engagement: str, kept: Sequence[KeptRung]) -> None:
    """Replace rungs; those that are None are forgotten."""
    for one in kept:
        key = (engagement, one.ticket_id, one.ladder)
        if one.rung is None:
            db.execute("delete from rungs where engagement = ? and ticket_id = ? and ladder = ?", key)
        else:
            row = {**dict(zip(KEY, key, strict=True)), "facts": packed(RUNG.write(one.rung)).decode()}
            db.table("rungs").upsert(row, pk=KEY)


def take_step(db: Rows, run: str, action: Action, kept: KeptRung, at: datetime) -> None:
    (intent,) = ledger.intend(db, run, (action,), at)
    keep(db, action.engagement, (kept,))
    ledger.settle(db, intent, ActionState.APPLIED, at, None)
