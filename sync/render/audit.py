"""The trail for people and programs: whether it is whole, and its rows as lines of JSON or of a table."""

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from io import StringIO
from typing import Any

import orjson

from rules.facts import packed, unpacked
from sync.render.documents import Document, dumped
from sync.render.terminal import Ink
from sync.render.wording import clean
from sync.trail import Flaw, Kind, Proof, Row, Wrong

ROW = ("row", "at", "kind", "engagement", "ticket", "who")
COLUMNS = (*ROW, "what", "before", "after", "found", "wanted", "facts", "seal")
FORMULAS = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for a formula at the beginning of a cell."""

WORDS = {
    Wrong.CHANGED: "Row {number} was changed: its content does not fit its seal.",
    Wrong.REMOVED: "Row {number} was removed.",
    Wrong.INSERTED: "Row {number} was inserted: the row behind it goes on from the row before it.",
    Wrong.PARTED: "Row {number} does not go on from row {last}: row {last} was changed and sealed anew, or one between "
    "them was removed.",
    Wrong.CUT: "The trail ends with row {last}, and the head that was given is in none of its rows: newer rows were "
    "cut off, all was sealed anew, or this is an older backup.",
}


def flaw_sentence(flaw: Flaw, proof: Proof) -> str:
    """Say which row is wrong, and how."""
    return WORDS[flaw.wrong].format(number=flaw.number, last=proof.last.number)


def next_step(proof: Proof) -> str:
    """Say what to do where something is wrong."""
    right = f"Rows up to {proof.last.number} are right. " if proof.last.number > proof.first.number else ""
    return (
        f"{right}Keep a copy of the state store as it is now, compare it with a backup or an earlier export from "
        "there on, and see who may write the file."
    )


def proof_lines(proof: Proof, ink: Ink) -> list[str]:
    """Return what a look over the trail came to, for a terminal."""
    if proof.flaw is not None:
        wrong = ink.paragraph(flaw_sentence(proof.flaw, proof), "", "red")
        return [*wrong, *ink.paragraph(next_step(proof), "  → ", hanging="    ")]
    if not proof.last.number:
        return ["The trail is empty."]
    rows = f"rows {proof.first.number + 1} to {proof.last.number}"
    return [f"The trail is whole: {rows}.", ink.style(f"Trail head {proof.last.seal}", "dim")]


def proof_document(proof: Proof) -> str:
    """Return the JSON of `audit verify --json`."""
    flaw = proof.flaw and {
        "row": proof.flaw.number,
        "wrong": proof.flaw.wrong.value,
        "message": flaw_sentence(proof.flaw, proof),
        "fix": next_step(proof),
    }
    first = proof.first.number + 1
    return dumped({
        "schema": 1,
        "whole": flaw is None,
        "first": first,
        "last": proof.last.number,
        "trail_head": proof.last.seal,
        "flaw": flaw,
    })  # fmt: skip


def as_lines(rows: Iterable[Row]) -> Iterator[str]:
    """Yield each row as a line of JSON."""
    for row in rows:
        yield orjson.dumps(_told(row)).decode() + "\n"


def as_document(rows: Iterable[Row]) -> Iterator[str]:
    """Yield rows as one JSON document."""
    yield '{"schema": 1, "rows": ['
    for place, line in enumerate(as_lines(rows)):
        yield ("," if place else "") + "\n" + line.rstrip("\n")
    yield "]}\n"


def as_table(rows: Iterable[Row]) -> Iterator[str]:
    """Yield rows as lines of CSV; a judgement has a line for each rule, the others have one."""
    yield _line(COLUMNS)
    for row in rows:
        head = (str(row.number), row.at, row.kind, row.engagement, row.ticket, row.who)
        for what, rest in _pieces(row.kind, unpacked(row.facts)):
            yield _line((*head, *what, packed(rest).decode() if rest else "", row.seal))


def _told(row: Row) -> Document:
    return {
        "row": row.number,
        "at": row.at,
        "kind": row.kind,
        "engagement": row.engagement,
        "ticket": row.ticket,
        "ticket_id": row.ticket_id,
        "who": row.who,
        "facts": orjson.Fragment(row.facts),
        "previous": row.previous,
        "seal": row.seal,
    }


Piece = tuple[Sequence[object], dict[str, Any]]
NOWHERE = ("",) * 5
PLACES: Mapping[str, Sequence[str]] = {
    Kind.JUDGEMENT: ("rule", "before", "after", "found", "wanted"),
    Kind.MOVE: ("", "from", "to", "", ""),
    Kind.WRITE: ("verb", "before", "after", "state", ""),
    Kind.REFUSAL: ("verb", "", "", "reason", ""),
    Kind.RUN: ("run", "", "state", "", ""),
    Kind.MAIL: ("notice", "was", "state", "error", ""),
    Kind.BILLING: ("record", "", "state", "answer", ""),
}
"""Which fact of an event stands under what, before, after, found and wanted."""


def _pieces(kind: str, facts: dict[str, Any]) -> Iterator[Piece]:
    rules = facts.pop("rules", ()) if kind == Kind.JUDGEMENT else ()
    for rule in rules or [{}]:
        piece = {**facts, **rule}
        yield [piece.pop(name, None) for name in PLACES.get(kind, NOWHERE)], piece


def _line(cells: Iterable[object]) -> str:
    line = StringIO()
    csv.writer(line, lineterminator="\n").writerow([cell(one) for one in cells])
    return line.getvalue()


def cell(value: object) -> str:
    """Return a cell that is text and nothing else: a sign in front keeps a spreadsheet from computing it."""
    text = "" if value is None else str(value)
    harmless = clean(text)
    return f"'{harmless}" if text.startswith(FORMULAS) or harmless.startswith(FORMULAS) else harmless
