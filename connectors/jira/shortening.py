"""Making a comment shorter where a tracker takes no more: the least important parts go first."""

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from sync.comment import Block, Fold, Footer, Headline, Paragraph, Point, Points, Run, Runs

LONGEST_RUNS = (1_000, 100)  # signs of one run; the second where leaving out whole lines was not enough
IMPORTANCE: tuple[type[Block], ...] = (
    Paragraph,
    Points,
    Fold,
)  # what is kept longest comes first; headline and footer always stay

Blocks = tuple[Block, ...]


def shortened(blocks: Blocks, fits: Callable[[Blocks], bool]) -> Blocks:
    """Return as much of the blocks as fits, and lines that say how much is missing."""
    shorter = blocks
    for longest in LONGEST_RUNS:
        shorter = tuple(_clipped(block, longest) for block in blocks)
        counts = range(sum(map(_lines, shorter)) + 1)
        fitting = bisect_right(counts, 0, key=lambda count: not fits(tuple(_first(shorter, count))))
        if fitting:
            return tuple(_first(shorter, fitting - 1))
    return tuple(_first(shorter, 0))


def _lines(block: Block) -> int:
    """Count the lines of a block that may be left out."""
    match block:
        case Points(lines) | Fold(lines=lines):
            return len(lines)
        case Paragraph():
            return 1
    return 0


def _first(blocks: Blocks, count: int) -> Iterator[Block]:
    """Yield the blocks with only their `count` most important lines, in their order."""
    left: dict[type[Block], int] = {}
    for kind in IMPORTANCE:
        left[kind] = min(count, sum(_lines(block) for block in blocks if isinstance(block, kind)))
        count -= left[kind]
    for block in blocks:
        kept = min(left.get(type(block), 0), _lines(block))
        if kept == _lines(block):
            yield block
        else:
            yield from _cut(block, kept)
        left[type(block)] = left.get(type(block), 0) - kept


def _cut(block: Block, kept: int) -> Iterator[Block]:
    match block:
        case Points(points):
            yield Points(points[:kept])
            yield Paragraph(_more(len(points) - kept))
        case Fold(title, lines):
            yield Fold(title, (*lines[:kept], _more(len(lines) - kept)))


def _more(count: int) -> Runs:
    return (Run(f"… and {count} more", "quiet"),)


def _clipped(block: Block, longest: int) -> Block:
    """Shorten every single run of a block."""
    match block:
        case Headline(runs=runs) | Paragraph(runs=runs) | Footer(runs=runs):
            return replace(block, runs=_clip(runs, longest))
        case Points(points):
            return Points(tuple(_clipped_point(point, longest) for point in points))
        case Fold(title, lines):
            return Fold(title[:longest], tuple(_clip(line, longest) for line in lines))


def _clipped_point(point: Point, longest: int) -> Point:
    return replace(point, runs=_clip(point.runs, longest), fix=_clip(point.fix, longest))


def _clip(runs: Sequence[Run], longest: int) -> Runs:
    return tuple(run if len(run.text) <= longest else replace(run, text=run.text[: longest - 1] + "…") for run in runs)
