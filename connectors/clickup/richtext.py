"""The sticky comment in ClickUp's own form: runs of text with attributes.

A list's attribute rides on the line break that ends its line. ClickUp folds nothing away, so a fold becomes
one line with its count and its first few entries. Text stays text: only our own words carry attributes, and
no line break of a text survives, since it could end one line and start another.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Literal, assert_never

from sync.comment import Block, Fold, Footer, Headline, Paragraph, Point, Points, Run, Runs, StickyComment, text_of

Attributes = Mapping[str, object]
Rendered = list[dict[str, object]]
Blocks = tuple[Block, ...]
Line = tuple[Runs, Attributes]  # and what rides on the line break behind the runs

LIMIT = 16_000  # signs of a whole comment; ClickUp names no limit, and nobody reads more
LINE_LIMIT = 1_000  # signs of one line
ROOM_FOR_THE_REST = 40  # signs of the line that tells what was left out
FOLDED_SHOWN = 3
BREAKS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
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
    return _rendered(_within(comment.blocks, limit))


def plain(rendered: Rendered) -> str:
    """Return the words of a rendered comment without their attributes."""
    return "".join(str(run["text"]) for run in rendered).strip()


def _rendered(blocks: Blocks) -> Rendered:
    return [run for line in _lines(blocks) for run in _of_line(line)]


def _within(blocks: Blocks, limit: int) -> Blocks:
    room = limit
    shown = blocks
    while len(plain(_rendered(shown))) > room and (shorter := _without_the_least(shown)) is not None:
        room = limit - ROOM_FOR_THE_REST
        shown = shorter
    rest = _count_points(blocks) - _count_points(shown)
    if not rest:
        return shown
    at = next((place for place, block in enumerate(shown) if isinstance(block, Footer)), len(shown))
    return (*shown[:at], Paragraph((Run(f"and {rest} more", "quiet"),)), *shown[at:])


def _without_the_least(blocks: Blocks) -> Blocks | None:
    """Leave out the last fold, else the last paragraph, else the last point; None where nothing may go."""
    for kind in (Fold, Paragraph, Points):
        places = [place for place, block in enumerate(blocks) if isinstance(block, kind)]
        if places:
            at = places[-1]
            block = blocks[at]
            less = (Points(block.points[:-1]),) if isinstance(block, Points) and len(block.points) > 1 else ()
            return (*blocks[:at], *less, *blocks[at + 1 :])
    return None


def _count_points(blocks: Blocks) -> int:
    return sum(len(block.points) for block in blocks if isinstance(block, Points))


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
        case Points(points=points):
            for point in points:
                yield from _of_point(point)
        case Fold():
            yield _of_fold(block)
        case Footer(runs=runs):
            yield _in_style(runs, "quiet"), PLAIN
        case _:
            assert_never(block)


def _of_point(point: Point) -> Iterator[Line]:
    yield (Run(point.badge.upper(), "strong"), Run("  "), *point.runs), BULLET
    if point.fix:
        yield (Run("→ "), *point.fix), BELOW


def _of_fold(fold: Fold) -> Line:
    """The title as it is where it tells the count itself, else with the count."""
    count = len(fold.lines)
    told = str(count) in re.findall(r"\d+", fold.title)
    first = " · ".join(text_of(line) for line in fold.lines[:FOLDED_SHOWN])
    rest = f" · and {count - FOLDED_SHOWN} more" if count > FOLDED_SHOWN else ""
    title = fold.title if told else f"{fold.title} ({count})"
    return (Run(title, "strong"), Run(f": {first}{rest}" if first else "", "quiet")), PLAIN


def _in_style(runs: Runs, style: Literal["strong", "quiet"]) -> Runs:
    return tuple(replace(run, style=style) if run.style == "plain" else run for run in runs)


def _of_line(line: Line) -> Iterator[dict[str, object]]:
    runs, ends = line
    room = LINE_LIMIT
    for run in runs:
        text = BREAKS.sub(" ", run.text)
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
