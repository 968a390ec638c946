"""Making a comment shorter where a tracker takes no more: the least important parts go first."""

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from sync.comment import BADGES, Block, Fold, Footer, Headline, Paragraph, Point, Points, Run, Runs

Blocks = tuple[Block, ...]
LONGEST_RUNS = (1_000, 100)  # signs of one run; the second where leaving out whole lines was not enough
BLOCKS = BADGES[0]


class Part(NamedTuple):
    """Something that may be left out, in the order in which it is: a smaller one goes first, a later one before an
    earlier one. `block` and `line` are places counted backwards from zero."""

    rank: int
    block: int
    line: int


REASON, PARAGRAPH, BLOCKING = (
    1,
    len(BADGES) + 1,
    len(BADGES) + 2,
)  # ranks; folded lines have 0, other points lie between


def within(blocks: Blocks, limit: int, length: Callable[[Blocks], int]) -> Blocks:
    """Return as much of the blocks as is no longer than a limit, and lines that say how much is missing.

    Folded lines go first, then reasons, notes, warnings, what is waived or unknown, paragraphs, and what blocks last;
    headline and footer always stay.
    """
    if length(blocks) <= limit:
        return blocks
    shortest = blocks
    for longest in LONGEST_RUNS:
        clipped = tuple(_clipped(block, longest) for block in blocks)
        parts: Sequence[Part] = sorted(part for place, block in enumerate(clipped) for part in _parts(-place, block))
        fitting = bisect_left(range(len(parts)), 1, key=lambda count: length(_without(clipped, parts, count)) <= limit)
        shortest = _without(clipped, parts, fitting)
        if length(shortest) <= limit:
            break
    return shortest


def _without(blocks: Blocks, parts: Sequence[Part], count: int) -> Blocks:
    """Leave out the first so many parts."""
    gone = frozenset(parts[:count])
    return tuple(kept for place, block in enumerate(blocks) for kept in _kept(-place, block, gone))


def _parts(place: int, block: Block) -> Iterator[Part]:
    """Yield what may be left out of a block."""
    match block:
        case Fold(lines=lines):
            yield from (Part(0, place, -line) for line in range(len(lines)))
        case Points(points):
            yield from (Part(REASON, place, -line) for line, point in enumerate(points) if point.why)
            yield from (Part(_rank(point), place, -line) for line, point in enumerate(points))
        case Paragraph():
            yield Part(PARAGRAPH, place, 0)


def _rank(point: Point) -> int:
    badge = point.badge.upper()
    return BLOCKING if badge == BLOCKS or badge not in BADGES else len(BADGES) + 1 - BADGES.index(badge)


def _kept(place: int, block: Block, gone: frozenset[Part]) -> Iterator[Block]:
    """Yield what is left of a block; lists count what is not, and a fold without lines is gone."""
    match block:
        case Fold(title, lines, more):
            kept = tuple(line for at, line in enumerate(lines) if Part(0, place, -at) not in gone)
            if kept or not lines:
                yield Fold(title, kept, more + len(lines) - len(kept))
        case Points(points, more):
            shown = tuple(
                replace(point, why=()) if Part(REASON, place, -at) in gone else point
                for at, point in enumerate(points)
                if Part(_rank(point), place, -at) not in gone
            )
            yield Points(shown, more + len(points) - len(shown))
        case Paragraph() if Part(PARAGRAPH, place, 0) in gone:
            return
        case _:
            yield block


def _clipped(block: Block, longest: int) -> Block:
    """Shorten every single run of a block."""
    match block:
        case Headline(runs=runs) | Paragraph(runs=runs) | Footer(runs=runs):
            return replace(block, runs=_clip(runs, longest))
        case Points(points):
            return replace(block, points=tuple(_clipped_point(point, longest) for point in points))
        case Fold(title, lines):
            return replace(block, title=title[:longest], lines=tuple(_clip(line, longest) for line in lines))


def _clipped_point(point: Point, longest: int) -> Point:
    shorter = (_clip(runs, longest) for runs in (point.runs, point.fix, point.why))
    return Point(point.badge[:longest], point.tone, *shorter)


def _clip(runs: Sequence[Run], longest: int) -> Runs:
    return tuple(run if len(run.text) <= longest else replace(run, text=run.text[: longest - 1] + "…") for run in runs)
