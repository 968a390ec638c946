"""Intents and receipts, what the bot left on tickets, and kept plans. Callers bring the transaction."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from rules.facts import Part, Shape, moment_fact, packed, unpacked
from state import trail
from state.action_facts import action_of, packed_action
from state.moments import read, told
from state.rows import Rows, marks
from sync import happened
from sync.actions import Action, ActionState, Verb
from sync.ports import Missing
from sync.remembered import Footprint, Intent, Overruled

BATCH = 500

# An intent is open while planned; also while unknown: a lost answer is no receipt, it is still to be looked up.
RECEIPT = """
    update ledger set state = ?, settled_at = ?, error = ? where id = ? and state in ('planned', 'unknown')"""
OPEN = """
    select id, run, action_facts, at, state, error from ledger
    where engagement = ? and state in ('planned', 'unknown') order by id"""
FOOTPRINTS = """
    select ticket_id, comment_id, comment_digest, held_from, held_in, held_for_facts,
    comment_words, comment_losses, comment_left_for_facts, held_by, overruled_facts
    from footprints where engagement = ?"""
FOOTPRINTS_OF = f"{FOOTPRINTS} and ticket_id in {{ids}}"


OVERRULED = Shape(Overruled, against=Part(str, Verb), at=Part(told, read))


def intend(db: Rows, run: str, actions: Sequence[Action], at: datetime) -> tuple[Intent, ...]:
    (last,) = db.execute("select coalesce(max(id), 0) from ledger").fetchone()
    intents = tuple(Intent(last + place, run, action, at) for place, action in enumerate(actions, start=1))
    db.table("ledger").insert_all(map(_intent_row, intents), batch_size=BATCH)
    return intents


def settle(db: Rows, intent: Intent, state: ActionState, at: datetime, error: str | None) -> None:
    """Write a receipt, once; raises Missing where no such intent is open."""
    if not db.execute(RECEIPT, [state.value, moment_fact(at), error, intent.id]).rowcount:
        raise Missing("state", f"open intent {intent.id}")
    trail.append(db, [happened.write(intent, state, at, error)])


def open_intents(db: Rows, engagement: str) -> tuple[Intent, ...]:
    return tuple(
        Intent(number, run, action_of(facts).ended(ActionState(state), error), datetime.fromisoformat(at))
        for number, run, facts, at, state, error in db.execute(OPEN, [engagement])
    )


def footprints(db: Rows, engagement: str) -> dict[str, Footprint]:
    return {row[0]: _footprint(*row) for row in db.execute(FOOTPRINTS, [engagement])}


def footprints_of(db: Rows, engagement: str, ticket_ids: Sequence[str]) -> dict[str, Footprint]:
    """Return the footprints on some tickets, a few hundred at most."""
    rows = db.execute(FOOTPRINTS_OF.format(ids=marks([ticket_ids])), [engagement, *ticket_ids])
    return {row[0]: _footprint(*row) for row in rows}


def keep_footprint(db: Rows, engagement: str, footprint: Footprint) -> None:
    row = {
        "engagement": engagement,
        "ticket_id": footprint.ticket_id,
        "comment_id": footprint.comment_id,
        "comment_digest": footprint.comment_digest,
        "held_from": footprint.held_from,
        "held_in": footprint.held_in,
        "held_for_facts": packed(list(footprint.held_for)).decode(),
        "comment_words": footprint.comment_words,
        "comment_losses": footprint.comment_losses,
        "comment_left_for_facts": _packed_names(footprint.comment_left_for),
        "held_by": footprint.held_by.value,
        "overruled_facts": packed(OVERRULED.write(footprint.overruled)).decode() if footprint.overruled else None,
    }
    db.table("footprints").upsert(row, pk=("engagement", "ticket_id"))


def _footprint(*row: Any) -> Footprint:  # noqa: ANN401 - a row holds text, a number or nothing
    ticket_id, comment_id, comment_digest, held_from, held_in, held_for, words, losses, left_for, by, overruled = row
    return Footprint(
        ticket_id=ticket_id,
        comment_id=comment_id,
        comment_digest=comment_digest,
        held_from=held_from,
        held_in=held_in,
        held_for=tuple(unpacked(held_for)),
        comment_words=words,
        comment_losses=losses,
        comment_left_for=None if left_for is None else tuple(unpacked(left_for)),
        held_by=Verb(by),
        overruled=None if overruled is None else OVERRULED.read(unpacked(overruled)),
    )


def _packed_names(names: Sequence[str] | None) -> str | None:
    return None if names is None else packed(list(names)).decode()


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
