"""Jira's wiki markup: documents written in it, and what people see of it."""

import re
from collections.abc import Iterator
from html import unescape

from connectors.sandbox.adf import Node, document, inline_text, paragraph, plain_text

ESCAPED = re.compile(r"(?<!\\)\\([^\sA-Za-z0-9\\])")
MACRO = re.compile(r"\{(?:code|noformat|quote|panel|color)(?::[^{}]*)?\}|\{[*_+^~-]\}")
MENTION = re.compile(r"\[~([^\[\]|]+)\]")
LINK = re.compile(r"\[([^\[\]|]+)\|[^\[\]]*\]")
MONOSPACED = re.compile(r"\{\{(.*?)\}\}")
IMAGE = re.compile(r"!([^\s!|]+\.\w+)!")
EMPHASIS = re.compile(r"(?<!\w)([*_+^~-]|\?\?)(?=\S)([^\n]*?)(?<=\S)\1(?!\w)")
START = re.compile(r"^\s*(?:[*#-]+\s+|h[1-6]\.\s+|bq\.\s+|-{4,}$)")


def written(source: str) -> Node:
    """Return a document for what somebody wrote in wiki markup: the source, and a paragraph for each line seen."""
    return document(*map(paragraph, seen(source))) | {"wiki": source}


def wiki_of(node: Node) -> str:
    """Return the wiki markup of a document: as it was written, else of its paragraphs, headings and task lists."""
    source = node.get("wiki")
    return source if isinstance(source, str) else "\n".join(line for block in node["content"] for line in _lines(block))


def _lines(block: Node) -> Iterator[str]:
    match block["type"]:
        case "heading":
            yield f"h{block['attrs']['level']}. {plain_text(block)}"
        case "taskList":
            for item in block["content"]:
                yield f"* [{'x' if item['attrs']['state'] == 'DONE' else ' '}] {plain_text(item)}"
        case "paragraph":
            yield "".join(map(inline_text, block["content"]))
        case _:
            yield plain_text(block)


def seen(source: str) -> list[str]:
    """Return the lines people see, those with nothing in them left out."""
    lines = MACRO.sub("", _escapes_out_of_the_way(source)).split("\n")
    return [line for raw in lines if (line := _seen_line(raw))]


def mentioned(source: str, *, escapes: bool = True) -> list[str]:
    """Return the user names of those a text tells about itself; without `escapes`, a backslash is a sign like others."""
    return MENTION.findall(_escapes_out_of_the_way(source) if escapes else source)


def _escapes_out_of_the_way(source: str) -> str:
    return ESCAPED.sub(lambda found: f"&#{ord(found[1])};", source)


def _seen_line(raw: str) -> str:
    line = LINK.sub(r"\1", MENTION.sub(r"@\1", START.sub("", raw))).replace("\\\\", " ")
    if line.startswith("|"):
        line = line.replace("|", " ")
    line = IMAGE.sub(r"\1", line)
    line = EMPHASIS.sub(r"\2", MONOSPACED.sub(r"\1", line))
    return unescape(line).strip()
