"""Intents and receipts, what the bot left on tickets, and kept plans. Callers bring the transaction."""

from collections.abc import Sequence
from datetime import datetime

from sqlite_utils import Database

from rules.facts import moment_fact, packed, unpacked
from state.action_facts import action_of, actions_of, packed_action, packed_actions
from sync.actions import Action, ActionState
from sync.ports import Missing
from sync.remembered import Footprint, Intent

BATCH = 500

# An intent is open while planned; also while unknown: a lost answer is no receipt, it is still to be looked up.
RECEIPT = """
    update ledger set state = ?, settled_at = ?, error = ? where id = ? and state in ('planned', 'unknown')"""
OPEN = """
    select id, run, action_facts, at, state, error from ledger
    where engagement = ? and state in ('planned', 'unknown') order by id"""
FOOTPRINTS = """
    select ticket_id, comment_id, comment_digest, held_from, held_in, held_for_facts
    from footprints where engagement = ?"""


def intend(db: Database, run: str, actions: Sequence[Action], at: datetime) -> tuple[Intent, ...]:
    (last,) = db.execute("select coalesce(max(id), 0) from ledger").fetchone()
    intents = tuple(Intent(last + place, run, action, at) for place, action in enumerate(actions, start=1))
    db.table("ledger").insert_all(map(_intent_row, intents), batch_size=BATCH)
    return intents


def settle(db: Database, intent: Intent, state: ActionState, at: datetime, error: str | None) -> None:
    """Write a receipt, once; raises Missing where no such intent is open."""
    if not db.execute(RECEIPT, [state.value, moment_fact(at), error, intent.id]).rowcount:
        raise Missing("state", f"open intent {intent.id}")


def open_intents(db: Database, engagement: str) -> tuple[Intent, ...]:
    return tuple(
        Intent(number, run, action_of(facts).ended(ActionState(state), error), datetime.fromisoformat(at))
        for number, run, facts, at, state, error in db.execute(OPEN, [engagement])
    )


def footprints(db: Database, engagement: str) -> dict[str, Footprint]:
    return {row[0]: _footprint(*row) for row in db.execute(FOOTPRINTS, [engagement])}


def keep_footprint(db: Database, engagement: str, footprint: Footprint) -> None:
    row = {
        "engagement": engagement,
        "ticket_id": footprint.ticket_id,
        "comment_id": footprint.comment_id,
        "comment_digest": footprint.comment_digest,
        "held_from": footprint.held_from,
        "held_in": footprint.held_in,
        "held_for_facts": packed(list(footprint.held_for)).decode(),
    }
    db.table("footprints").upsert(row, pk=("engagement", "ticket_id"))


def keep_plan(db: Database, digest: str, engagement: str, actions: Sequence[Action], at: datetime) -> None:
    row = {
        "digest": digest,
        "engagement": engagement,
        "actions_facts": packed_actions(actions),
        "at": moment_fact(at),
    }
    db.table("plans").upsert(row, pk="digest")


def kept_plan(db: Database, digest: str) -> tuple[Action, ...] | None:
    row = db.execute("select actions_facts from plans where digest = ?", [digest]).fetchone()
    return actions_of(row[0]) if row else None


def _footprint(*row: str) -> Footprint:
    ticket_id, comment_id, comment_digest, held_from, held_in, held_for = row
    return Footprint(ticket_id, comment_id, comment_digest, held_from, held_in, tuple(unpacked(held_for)))


def _intent_row(intent: Intent) -> dict[str, object]:
    return {
        "id": intent.id,
        "run": intent.run,
        "engagement": intent.action.engagement,
        "ticket_id": intent.action.ticket_id,
        "action_facts": packed_action(intent.action),
        "at": moment_fact(intent.at),
        "state": ActionState.PLANNED.value,
    }
