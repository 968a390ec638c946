"""Jira's documents (ADF) as plain text, as the lines where commands count, and as checklists."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from rules.model import Checklist, Item

Node = Mapping[str, Any]

QUOTED = frozenset({"blockquote", "codeBlock", "panel", "expand", "nestedExpand"})
TASKS = frozenset({"taskItem", "blockTaskItem"})
WITHOUT_BLOCKS = frozenset({"text", "paragraph", "codeBlock"})  # no list can be inside
UNNAMED = "Checklist"
SHOWN = "→"  # stands for a link a line begins with, so that no command begins there


def plain_text(document: object) -> str:
    """Return the words of a document, one line per paragraph, list item, table cell or line break."""
    if isinstance(document, str):
        return document
    return "\n".join(_lines([document])) if isinstance(document, dict) else ""


def spoken_lines(document: object) -> tuple[str, ...]:
    """Return the lines outside quotes, code, panels and folds: what the author says, not what he shows."""
    if isinstance(document, str):
        return tuple(document.splitlines())
    return tuple(_lines([document], spoken=True)) if isinstance(document, dict) else ()


def _lines(nodes: Sequence[Node], *, spoken: bool = False) -> Iterator[str]:
    """Yield the lines that are not empty. Without recursion, for a document may be nested deeper than our stack."""
    line: list[str] = []
    opened = [iter(nodes)]
    while opened:
        for node in opened[-1]:  # until a line ends: at a break, and where a node that holds others begins or ends
            kind = node.get("type")
            if kind == "text":
                if not spoken:
                    line.append(node.get("text", ""))
                elif not _has_mark(node, "code"):
                    begins_with_link = _has_mark(node, "link") and not "".join(line).strip()
                    line.append(SHOWN if begins_with_link else node.get("text", ""))
            elif kind == "hardBreak":
                break
            elif (content := node.get("content")) is None:
                line.append(_inline(node))
            elif not (spoken and kind in QUOTED):
                opened.append(iter(content))
                break
        else:
            opened.pop()
        if line and (said := "".join(line).strip()):
            yield said
        line.clear()


def _has_mark(node: Node, kind: str) -> bool:
    return any(mark.get("type") == kind for mark in node.get("marks") or ())


def _inline(node: Node) -> str:
    """Return the words of a node that holds no others: a mention, a date, a coloured word, an emoji, a link."""
    attrs = node.get("attrs") or {}
    if node.get("type") == "date":
        return _day(attrs.get("timestamp"))
    return str(attrs.get("text") or attrs.get("shortName") or attrs.get("url") or "")


def _day(milliseconds: object) -> str:
    try:
        return datetime.fromtimestamp(int(str(milliseconds)) / 1000, UTC).date().isoformat()
    except (ValueError, OverflowError, OSError):
        return ""


def task_lists(document: object) -> Iterator[Checklist]:
    """Yield the task lists of a document, each named by the nearest heading above it."""
    name = UNNAMED
    ahead: list[Node] = [document] if isinstance(document, dict) else []
    while ahead:
        node = ahead.pop()
        kind, content = node.get("type"), node.get("content") or ()
        if kind == "heading":
            name = _words(content) or UNNAMED
        elif kind == "taskList":
            yield Checklist(name, tuple(_items(content)))
        elif kind not in WITHOUT_BLOCKS:
            ahead += reversed(content)


def _items(content: Sequence[Node]) -> Iterator[Item]:
    ahead = list(reversed(content))
    while ahead:
        node = ahead.pop()
        inside = node.get("content") or ()
        if node.get("type") in TASKS:
            done = (node.get("attrs") or {}).get("state") == "DONE"
            yield Item(_words(inside), done)
        else:
            ahead += reversed(inside)


def _words(content: Sequence[Node]) -> str:
    """Return all that is inside a node as one line."""
    if len(content) == 1 and content[0].get("type") == "text":  # so nearly always, and there are many of them
        text: str = content[0].get("text", "")
        return text.strip()
    return " ".join(_lines(content))


def written_checklist(name: str, text: str) -> Checklist | None:
    """Read a checklist out of text with lines such as `* [x] Tested`; None where no line is of that kind."""
    items = tuple(item for line in text.splitlines() if (item := _written_item(line)))
    return Checklist(name, items) if items else None


def _written_item(line: str) -> Item | None:
    box = line.lstrip(" \t*-+")
    mark, text = box[:3].lower(), box[3:].strip()
    return Item(text, mark == "[x]") if mark in {"[x]", "[ ]"} and text else None
