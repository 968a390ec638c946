"""Rules each engagement was judged by, and since when. Callers bring the transaction."""

from collections.abc import Sequence
from datetime import datetime

from rules.facts import moment_fact
from rules.values import fold
from state.rows import Rows
from sync.remembered import SeenRule


def rules_seen(db: Rows, engagement: str) -> dict[str, SeenRule]:
    rows = db.execute("select rule, name, first_seen, on_trial from rules_seen where engagement = ?", [engagement])
    return {rule: SeenRule(name, datetime.fromisoformat(at), bool(trial)) for rule, name, at, trial in rows}


def keep(db: Rows, engagement: str, seen: Sequence[SeenRule]) -> None:
    rows = (
        {
            "engagement": engagement,
            "rule": fold(one.name),
            "name": one.name,
            "first_seen": moment_fact(one.first_seen),
            "on_trial": int(one.on_trial),
        }
        for one in seen
    )
    db.table("rules_seen").upsert_all(rows, pk=("engagement", "rule"))
