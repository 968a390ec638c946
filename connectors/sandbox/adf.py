"""Atlassian documents (ADF): check them as Jira does, read and build them, tick their task items."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

Node = dict[str, Any]

BLOCKS = frozenset(
    [
        "paragraph",
        "heading",
        "bulletList",
        "orderedList",
        "taskList",
        "decisionList",
        "codeBlock",
        "blockquote",
        "panel",
        "rule",
        "expand",
        "nestedExpand",
        "table",
        "mediaSingle",
        "mediaGroup",
        "blockCard",
    ]
)
INLINES = frozenset(["text", "hardBreak", "mention", "emoji", "date", "status", "inlineCard", "mediaInline"])
PARTS = frozenset(["listItem", "taskItem", "decisionItem", "tableRow", "tableHeader", "tableCell", "media", "caption"])
MARKS = frozenset(["strong", "em", "code", "link", "strike", "underline", "subsup", "textColor", "backgroundColor"])
ONLY_AT_THE_TOP = frozenset({"expand"})
NEEDED_ATTRS = {
    "heading": ("level",),
    "panel": ("panelType",),
    "status": ("text", "color"),
    "date": ("timestamp",),
    "mention": ("id",),
    "taskList": ("localId",),
    "taskItem": ("localId", "state"),
    "inlineCard": ("url",),
}
NOT_A_DOCUMENT = "Operation value must be an Atlassian Document (see the Atlassian Document Format)"


class NotADocument(ValueError):
    """What was sent is no Atlassian document; its text is Jira's own."""


def checked(value: object) -> Node:
    """Return the value if Jira would take it as a document; raises NotADocument."""
    if not isinstance(value, dict) or value.get("type") != "doc" or value.get("version") != 1:
        raise NotADocument(NOT_A_DOCUMENT)
    if not isinstance(value.get("content"), list):
        raise NotADocument(NOT_A_DOCUMENT)
    for child in value["content"]:
        _check(child, "doc")
    return value


def _check(node: object, parent: str) -> None:
    kind = node.get("type") if isinstance(node, dict) else None
    if not isinstance(node, dict) or kind not in BLOCKS | INLINES | PARTS:
        raise NotADocument("INVALID_INPUT")
    attrs = node.get("attrs", {})
    fine = (
        all(name in attrs for name in NEEDED_ATTRS.get(kind, ()))
        and (kind != "text" or (isinstance(node.get("text"), str) and node["text"] != ""))
        and (kind not in ONLY_AT_THE_TOP or parent == "doc")
        and not (kind in INLINES and parent == "doc")
        and all(isinstance(mark, dict) and mark.get("type") in MARKS for mark in node.get("marks", ()))
    )
    if not fine:
        raise NotADocument("INVALID_INPUT")
    for child in node.get("content", ()):
        _check(child, kind)


def plain_text(node: Mapping[str, Any] | None) -> str:
    """Return the words of a document, one line per block; empty for none."""
    return "" if node is None else "\n".join(line for line in _lines(node) if line)


def _lines(node: Mapping[str, Any]) -> Iterator[str]:
    children = node.get("content", ())
    title = node.get("attrs", {}).get("title")
    if title:
        yield title
    if any(child["type"] in INLINES for child in children):
        yield "".join(map(inline_text, children))
    else:
        for child in children:
            yield from _lines(child)


def inline_text(node: Mapping[str, Any]) -> str:
    """Return the words of one inline node."""
    attrs = node.get("attrs", {})
    match node["type"]:
        case "text":
            return str(node["text"])
        case "hardBreak":
            return "\n"
        case "date":
            return day_of(attrs["timestamp"])
        case "inlineCard":
            return str(attrs["url"])
        case _:
            return str(attrs.get("text", ""))


def day_of(timestamp: str | int) -> str:
    """Return the day a date node's timestamp (milliseconds since 1970, UTC) stands for, as YYYY-MM-DD."""
    return datetime.fromtimestamp(int(timestamp) / 1000, UTC).date().isoformat()


def document(*blocks: Node) -> Node:
    """Build a document."""
    return {"type": "doc", "version": 1, "content": list(blocks)}


def paragraph(text: str) -> Node:
    """Build a paragraph of plain text."""
    return {"type": "paragraph", "content": [_text(text)] if text else []}


def heading(text: str, level: int = 3) -> Node:
    """Build a heading."""
    return {"type": "heading", "attrs": {"level": level}, "content": [_text(text)]}


def task_list(items: Sequence[tuple[str, bool]], local_id: str) -> Node:
    """Build a list of items that can be ticked; each is a text and whether it is done."""
    return {
        "type": "taskList",
        "attrs": {"localId": local_id},
        "content": [
            {
                "type": "taskItem",
                "attrs": {"localId": f"{local_id}-{n}", "state": "DONE" if done else "TODO"},
                "content": [_text(text)],
            }
            for n, (text, done) in enumerate(items, 1)
        ],
    }


def described(text: str, checklists: Mapping[str, Sequence[tuple[str, bool]]]) -> Node | None:
    """Build a description: paragraphs, then each checklist under its heading; None where there is nothing to say."""
    blocks = [paragraph(line) for line in text.split("\n") if line]
    for n, (name, items) in enumerate(checklists.items(), 1):
        blocks += [heading(name), task_list(items, f"checklist-{n}")]
    return document(*blocks) if blocks else None


def ticked(node: Node | None, name: str, item: str | None, *, done: bool = True) -> Node:
    """Return the document with one item (or all, for None) of the checklist under a heading ticked or unticked.

    Raises KeyError where there is no such checklist or item.
    """
    touched = 0

    def set_item(task: Node) -> Node:
        nonlocal touched
        if item is not None and plain_text(task) != item:
            return task
        touched += 1
        return {**task, "attrs": {**task["attrs"], "state": "DONE" if done else "TODO"}}

    changed = document(*_under(name, (node or document())["content"], set_item))
    if not touched:
        raise KeyError(f"no checklist {name!r} with an item {item!r}")
    return changed


def _under(name: str, blocks: Sequence[Node], change: Callable[[Node], Node]) -> Iterator[Node]:
    section = ""
    for block in blocks:
        if block["type"] == "heading":
            section = plain_text(block)
        if block["type"] == "taskList" and section == name:
            yield {**block, "content": [change(task) for task in block["content"]]}
        else:
            yield block


def _text(text: str) -> Node:
    return {"type": "text", "text": text}
