"""The sticky comment as a document of Jira Cloud (ADF)."""

from collections.abc import Iterable, Iterator, Sequence

import orjson

from connectors.jira.accepted import LONGEST, address_of, length
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
    StickyComment,
    Tone,
    left_out,
    one_line,
)

Node = dict[str, object]

COLORS: dict[Tone, str] = {"error": "red", "warning": "yellow", "info": "blue", "success": "green"}
MARKS = {"strong": "strong", "quiet": "em", "code": "code"}


def document(comment: StickyComment) -> Node:
    """Render a comment; of what would be too long for Jira the least important is left out."""
    return _document(within(comment.blocks, LONGEST, lambda blocks: _length(_document(blocks))))


def _document(blocks: Iterable[Block]) -> Node:
    return {"type": "doc", "version": 1, "content": [node for block in blocks for node in _nodes(block)]}


def _length(rendered: Node) -> int:
    """Count the document as JSON, as Jira does."""
    return length(orjson.dumps(rendered).decode())


def _nodes(block: Block) -> Iterator[Node]:
    match block:
        case Headline(tone, runs):
            yield {"type": "panel", "attrs": {"panelType": tone}, "content": [_paragraph(runs)]}
        case Paragraph(runs):
            yield _paragraph(runs)
        case Points(points, more):
            yield from _bullets([*map(_point, points), *([_paragraph(line)] for line in left_out(more))])
        case Fold(title, lines, more):
            bullets = list(_bullets([[_paragraph(line)] for line in (*lines, *left_out(more))]))
            yield {"type": "expand", "attrs": {"title": one_line(title)}, "content": bullets or [_paragraph(())]}
        case Footer(runs):
            yield {"type": "rule"}
            yield _paragraph(runs)


def _bullets(items: Sequence[list[Node]]) -> Iterator[Node]:
    """Yield a list, or nothing: Jira refuses an empty one."""
    if items:
        yield {"type": "bulletList", "content": [{"type": "listItem", "content": item} for item in items]}


def _point(point: Point) -> list[Node]:
    badge: Node = {"type": "status", "attrs": {"text": one_line(point.badge), "color": COLORS[point.tone]}}
    said: Node = {"type": "paragraph", "content": [badge, {"type": "text", "text": " "}, *_texts(point.runs)]}
    return [said, _paragraph(point.below)] if point.below else [said]


def _paragraph(runs: Iterable[Run]) -> Node:
    return {"type": "paragraph", "content": list(_texts(runs))}


def _texts(runs: Iterable[Run]) -> Iterator[Node]:
    """Yield text nodes, so that nothing in a text can become markup or a mention; a mention is asked for by itself."""
    for run in runs:
        text = one_line(run.text)
        if not text:
            continue
        if run.mention:
            yield {"type": "mention", "attrs": {"id": run.mention, "text": text}}
            continue
        node: Node = {"type": "text", "text": text}
        if marks := list(_marks(run)):
            node["marks"] = marks
        yield node


def _marks(run: Run) -> Iterator[Node]:
    if address := address_of(run):
        yield {"type": "link", "attrs": {"href": address}}
    if run.style in MARKS:
        yield {"type": MARKS[run.style]}
