"""What becomes of old state, and of copies of the store, for people and programs."""

from collections.abc import Iterator
from datetime import datetime

from sync.render.audit import flaw_sentence, next_step
from sync.render.documents import Document, dumped
from sync.render.terminal import Ink, columns
from sync.service.keeper import Pruned, Pruning, Room
from sync.service.vault import BackedUp, Moved, Restored

HELD = (
    "- Notices that waited in the backup are held, and so is all that the first cycle of each engagement has to tell "
    "clients: it may have been sent. Look at mail list, and release what was not."
)
BEGUN = (
    "- Writes that were begun are looked up in the tracker before anything is repeated. Waivers in comments are heard "
    "again; those given by command, links and answers since are gone."
)
ON_HOLD = "- A ticket that was put on hold since is not known as held by the bot: move it on by hand once it is ready."
AFTER_RESTORE = ("What this store does not know happened since:", HELD, BEGUN, ON_HOLD)


def pruning_lines(pruning: Pruning, ink: Ink, *, applied: bool) -> list[str]:
    """Return what goes, or went, part by part, for a terminal."""
    head = ("part", "kept since", "rows" if applied else "rows that go", "the oldest from")
    first, *rest = columns([head, *map(_row, pruning.parts)])
    lines = [ink.style(first, "dim"), *rest, *_flaw(pruning, ink)]
    if applied:
        return [*lines, f"{_bytes(pruning.given_back)} given back to the disk; {_taken(pruning.room)}."]
    counted = sum(one.going.rows for one in pruning.parts if one.flaw is None)
    return [
        *lines,
        f"Nothing was removed. state prune --apply removes {counted:,} rows."
        if counted
        else "Nothing is old enough to go.",
    ]


def _row(one: Pruned) -> tuple[str, ...]:
    if one.before is None:
        return (one.part.value, "for ever", "-", "-")
    rows = one.going.rows if one.removed is None else one.removed
    return (one.part.value, _day(one.before), f"{rows:,}", _day(one.going.oldest))


def _flaw(pruning: Pruning, ink: Ink) -> Iterator[str]:
    if (proof := pruning.proof) is not None and proof.flaw is not None:
        told = f"Nothing of the trail goes, for it is not whole. {flaw_sentence(proof.flaw, proof)}"
        yield from ink.paragraph(told, "", "red")
        yield from ink.paragraph(next_step(proof), "  → ", hanging="    ")


def pruning_document(pruning: Pruning, *, applied: bool) -> str:
    """Return the JSON of `state prune --json`."""
    return dumped({
        "schema": 1,
        "applied": applied,
        "parts": [_told(one) for one in pruning.parts],
        "taken": pruning.room.taken,
        "free": pruning.room.free,
        "given_back": pruning.given_back,
        "flaw": flaw_sentence(proof.flaw, proof) if (proof := pruning.proof) and proof.flaw else None,
    })  # fmt: skip


def _told(one: Pruned) -> Document:
    return {
        "part": one.part.value,
        "before": _moment(one.before),
        "rows": one.going.rows,
        "oldest": _moment(one.going.oldest),
        "removed": one.removed or 0,
    }


def backup_lines(made: BackedUp) -> list[str]:
    """Return what a backup came to, for a terminal."""
    return [
        f"{made.file} holds the whole store, {_bytes(made.taken)}, and was looked over: it is whole.",
        f"Trail head {made.trail_head}" if made.trail_head else "Its trail is empty.",
    ]


def backup_document(made: BackedUp) -> str:
    """Return the JSON of `state backup --json`."""
    return dumped({
        "schema": 1,
        "file": str(made.file),
        "bytes": made.taken,
        "row": made.row,
        "trail_head": made.trail_head,
    })  # fmt: skip


def restored_lines(came: Restored, ink: Ink) -> list[str]:
    """Return what a restore came to, and what to look at now, for a terminal."""
    since = f", as it was on {came.made:%Y-%m-%d at %H:%M} UTC" if came.made else ""
    lines = [f"{came.place} is back from {came.file}{since}."]
    if came.replaced is not None:
        lines.append(f"The store that stood there is kept as {came.replaced}.")
    if came.carried:
        lines.append(f"{came.carried} wishes of contacts to get no more mail were taken over from it.")
    elif came.replaced is not None and came.carried is None:
        lines.append(
            "It cannot be read, so contacts who unsubscribed since the backup are not known: look at what came in since."
        )
    held = f"{len(came.held)} notices are held now" + (f": {', '.join(came.held)}." if came.held else ".")
    lines += [held, *([f"{came.stuck} deliveries that were begun are stuck."] if came.stuck else [])]
    return [part for line in (*lines, *AFTER_RESTORE) for part in ink.paragraph(line, hanging="  ")]


def restored_document(came: Restored) -> str:
    """Return the JSON of `state restore --json`."""
    return dumped({
        "schema": 1,
        "place": came.place,
        "file": str(came.file),
        "made": _moment(came.made),
        "replaced": str(came.replaced) if came.replaced else None,
        "held": list(came.held),
        "stuck": came.stuck,
        "carried": came.carried,
    })  # fmt: skip


def moved_lines(moved: Moved) -> list[str]:
    """Return what a move came to, and what to write now, for a terminal."""
    return [
        f"{sum(moved.rows.values()):,} rows in {len(moved.rows)} tables are copied and compared.",
        f"Trail head {moved.trail_head}" if moved.trail_head else "The trail is empty.",
        "Now write into stageward.yaml, before the service starts again:",
        f'  state: {{url: "{moved.url}"}}',
        f"Keep {moved.came_from} until you saw a cycle run there; nothing may write to it any more.",
    ]


def moved_document(moved: Moved) -> str:
    """Return the JSON of `state move --json`."""
    return dumped({
        "schema": 1,
        "url": moved.url,
        "from": moved.came_from,
        "rows": dict(moved.rows),
        "trail_head": moved.trail_head,
    })  # fmt: skip


def _taken(room: Room) -> str:
    free = f", of which {_bytes(room.free)} are free for new rows" if room.free else ""
    return f"the store takes {_bytes(room.taken)}{free}"


def _bytes(count: int) -> str:
    return f"{count / (1 << 20):.1f} MiB"


def _day(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d}" if moment else "-"


def _moment(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
