"""Conditions with their answers, and the nearest example: for a terminal and as JSON."""

from collections.abc import Iterator, Mapping, Sequence

from rules.explain import Grounds, Line, Nearest
from rules.values import Answer
from sync.render.documents import Document
from sync.render.terminal import Ink

GROUPS: Mapping[str, str] = {"any_of": "one of these", "all_of": "all of these", "none_of": "none of these"}
STYLES: Mapping[Answer, str] = {
    Answer.HOLDS: "green",
    Answer.FAILS: "red",
    Answer.UNKNOWN: "cyan",
    Answer.SKIPPED: "dim",
}
WIDTH = 9  # of an answer, with the space behind it
STEP = "  "


def words_of(line: Line) -> str:
    """Say what a condition wants, or a group with its parts, on one line."""
    if not line.kind:
        return line.wanted
    return f"{GROUPS[line.kind]}: {'; '.join(map(words_of, line.parts))}"


def wanted_tree(lines: Sequence[Line], depth: int = 0) -> Iterator[tuple[int, str]]:
    """Yield what conditions want and how deep each stands, from the outside in."""
    for line in lines:
        where = f", where {words_of(line.where)}" if line.where is not None else ""
        yield depth, f"{GROUPS[line.kind]}:{where}" if line.kind else f"{line.wanted}{where}"
        yield from wanted_tree(line.parts, depth + 1)


def grounds_lines(grounds: Grounds, ink: Ink, indent: str) -> Iterator[str]:
    """Return every condition with its answer where there are several, and what the nearest example has instead."""
    yield from answer_lines(grounds.undecided, ink, indent)
    if len(list(_conditions(grounds.must))) > 1:
        yield from answer_lines(grounds.must, ink, indent)
    if grounds.nearest is not None and grounds.nearest.differences:
        yield from _nearest_lines(grounds.nearest, ink, indent)


def _conditions(lines: Sequence[Line]) -> Iterator[Line]:
    for line in lines:
        yield from line.conditions()


def answer_lines(lines: Sequence[Line], ink: Ink, indent: str, led_by: str = "") -> Iterator[str]:
    """Return conditions with what was found, nested ones further in."""
    for line in lines:
        answer = ink.style(f"{line.answer.name.lower():<{WIDTH}}", STYLES[line.answer])
        said = f"{GROUPS[line.kind]}:" if line.kind else f"{line.wanted}; found: {line.found}"
        first, *rest = ink.paragraph(f"{led_by}{said}", indent + " " * WIDTH, hanging=indent + " " * (WIDTH + 2))
        yield from (indent + answer + first[len(indent) + WIDTH :], *rest)
        if line.where is not None:
            yield from answer_lines((line.where,), ink, indent + STEP, "where ")
        yield from answer_lines(line.parts, ink, indent + STEP)


def _nearest_lines(nearest: Nearest, ink: Ink, indent: str) -> Iterator[str]:
    yield f"{indent}nearest example: {nearest.place}"
    for one in nearest.differences:
        for label, text in (("there: ", one.example), ("here:  ", one.ticket)):
            yield from ink.paragraph(label + text, indent + STEP, hanging=indent + STEP + " " * len(label))


def grounds_document(grounds: Grounds | None) -> Document:
    """Return what a finding of `explain KEY --json` gains."""
    if grounds is None:
        return {"conditions": [], "nearest_example": None}
    lines = (*grounds.undecided, *grounds.must)
    return {"conditions": [_answered(line) for line in lines], "nearest_example": _nearest(grounds.nearest)}


def _answered(line: Line) -> Document:
    return {
        "kind": line.kind or "condition",
        "found": line.found,
        "wanted": line.wanted,
        "answer": line.answer.name.lower(),
        "where": None if line.where is None else _answered(line.where),
        "parts": [_answered(part) for part in line.parts],
    }


def _nearest(nearest: Nearest | None) -> Document | None:
    if nearest is None:
        return None
    told = [{"example": one.example, "ticket": one.ticket} for one in nearest.differences]
    return {"example": nearest.place, "differences": told}


def wanted_document(line: Line) -> Document:
    """Return what a condition wants, whatever the ticket."""
    return {
        "kind": line.kind or "condition",
        "wanted": words_of(line),
        "where": None if line.where is None else wanted_document(line.where),
        "parts": [wanted_document(part) for part in line.parts],
    }
