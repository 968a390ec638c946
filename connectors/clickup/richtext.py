"""The sticky comment in ClickUp's own form: runs of text with attributes.

A list's attribute rides on the line break that ends its line. ClickUp folds nothing away, so a fold becomes
one line with its title and its first few entries. Text stays text: only our own words carry attributes, and
no line break of a text survives, since it could end one line and start another.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Literal, assert_never

from connectors.shortening import within
from sync.comment import (
    Block,
    Fold,
    Footer,
    Headline,
    Paragraph,
    Point,
    Points,
    Run,
    Runs,
    StickyComment,
    left_out,
    one_line,
    text_of,
)

Attributes = Mapping[str, object]
Rendered = list[dict[str, object]]
Blocks = tuple[Block, ...]
Line = tuple[Runs, Attributes]  # and what rides on the line break behind the runs

LIMIT = 16_000  # signs of a whole comment; ClickUp names no limit, and nobody reads more
LINE_LIMIT = 1_000  # signs of one line
FOLDED_SHOWN = 3
# ClickUp makes a link of what looks like one; a joiner that nobody sees keeps a text a text.
LOOKS_LIKE_A_LINK = re.compile(r"(?<=:)(?=//)|(?<=www)(?=\.)", re.IGNORECASE)
JOINER = "\u2060"
PLAIN: Attributes = {}
BULLET: Attributes = {"list": {"list": "bullet"}}
BELOW: Attributes = {"list": {"list": "bullet"}, "indent": 1}
STYLES: Mapping[str, Attributes] = {
    "plain": {},
    "strong": {"bold": True},
    "quiet": {"italic": True},
    "code": {"code": True},
}


TOGETHER = (Fold, Paragraph)


def render(comment: StickyComment, limit: int = LIMIT) -> Rendered:
    """Return the comment as ClickUp's runs, within so many signs: the least important is left out first."""
    return _rendered(within(comment.blocks, limit, lambda blocks: len(plain(_rendered(blocks)))))


def plain(rendered: Rendered) -> str:
    """Return the words of a rendered comment without their attributes."""
    return "".join(str(run["text"]) for run in rendered).strip()


def _rendered(blocks: Blocks) -> Rendered:
    return [run for line in _lines(blocks) for run in _of_line(line)]


def _lines(blocks: Blocks) -> Iterator[Line]:
    """A blank line stands between blocks; folds and paragraphs in a row keep together."""
    before: Block | None = None
    for block in blocks:
        if before and not (isinstance(before, TOGETHER) and isinstance(block, TOGETHER)):
            yield (), PLAIN
        yield from _of_block(block)
        before = block


def _of_block(block: Block) -> Iterator[Line]:
    match block:
        case Headline(runs=runs):
            yield _in_style(runs, "strong"), PLAIN
        case Paragraph(runs=runs):
            yield runs, PLAIN
        case Points(points, more):
            for point in points:
                yield from _of_point(point)
            yield from ((line, BULLET) for line in left_out(more))
        case Fold():
            yield _of_fold(block)
        case Footer(runs=runs):
            yield _in_style(runs, "quiet"), PLAIN
        case _:
            assert_never(block)


def _of_point(point: Point) -> Iterator[Line]:
    yield (Run(point.badge.upper(), "strong"), Run("  "), *point.runs), BULLET
    if point.below:
        yield (Run("→ "), *point.below), BELOW


def _of_fold(fold: Fold) -> Line:
    shown = fold.lines[:FOLDED_SHOWN]
    more = len(fold.lines) - len(shown) + fold.more
    told = [*map(text_of, shown), *([f"and {more} more"] if more else [])]
    return (Run(fold.title, "strong"), Run(f": {' · '.join(told)}" if told else "", "quiet")), PLAIN


def _in_style(runs: Runs, style: Literal["strong", "quiet"]) -> Runs:
    return tuple(replace(run, style=style) if run.style == "plain" else run for run in runs)


def _of_line(line: Line) -> Iterator[dict[str, object]]:
    runs, ends = line
    room = LINE_LIMIT
    for run in runs:
        text = LOOKS_LIKE_A_LINK.sub(JOINER, one_line(run.text))
        if len(text) > room:
            text = text[: max(0, room - 1)] + "…" if room else ""
        room -= len(text)
        if text:
            yield _run(run, text)
    yield {"text": "\n", "attributes": dict(ends)}


def _run(run: Run, text: str) -> dict[str, object]:
    """A mention is a run of its own type; members have numbers for ids, and nobody else can be told."""
    if run.mention is not None and run.mention.isascii() and run.mention.isdigit():
        return {"text": text, "type": "tag", "user": {"id": int(run.mention)}}
    return {"text": text, "attributes": _attributes(run)}


def _attributes(run: Run) -> dict[str, object]:
    linked = run.href is not None and run.href.startswith(("https://", "http://"))
    return {**STYLES[run.style], **({"link": run.href} if linked else {})}
