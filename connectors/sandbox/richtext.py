"""ClickUp's rich text: a list of runs, each a text with attributes; a run of one newline ends a line and styles it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from markupsafe import Markup

from connectors.sandbox.adf_html import linked, tag

Run = Mapping[str, Any]
LIST_TAGS = {"bullet": "ul", "ordered": "ol", "checked": "ul", "unchecked": "ul"}
BANNERS = {"blue": "info", "yellow": "warning", "red": "error", "green": "success"}
INLINE_STYLES = {"bold": "strong", "italic": "em", "underline": "u", "strike": "s", "code": "code"}


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of a comment: its HTML and the block attributes its newline carried."""

    html: Markup
    style: Mapping[str, Any]

    @property
    def block(self) -> str:
        """What the line is a part of: a list, a banner, code, a quote, or a paragraph of its own."""
        listed = _list_kind(self.style)
        if listed:
            return f"list {listed}"
        if "advanced-banner" in self.style or "banner" in self.style:
            return "banner"
        return next((name for name in ("code-block", "blockquote", "header") if name in self.style), "")


def plain_text(runs: Sequence[Run]) -> str:
    """Return the words of some runs as ClickUp's `comment_text` does."""
    return "".join(str(run.get("text", "")) for run in runs)


def html(runs: Sequence[Run]) -> Markup:
    """Return safe HTML for the runs of a comment."""
    blocks = groupby(_lines(runs), key=lambda line: line.block)
    return Markup("").join(_block(name, list(lines)) for name, lines in blocks)


def _lines(runs: Sequence[Run]) -> Iterator[_Line]:
    pending = Markup("")
    for run in runs:
        attributes = run.get("attributes") or {}
        *ended, last = str(run.get("text", "")).split("\n")
        for text in ended:
            yield _Line(pending + _inline(text, attributes), attributes)
            pending = Markup("")
        pending += _inline(last, attributes)
    if pending:
        yield _Line(pending, {})


def _inline(text: str, attributes: Mapping[str, Any]) -> Markup:
    inside = Markup("{}").format(text)
    for name, element in INLINE_STYLES.items():
        if text and attributes.get(name):
            inside = tag(element, inside)
    return linked(inside, str(attributes["link"])) if text and attributes.get("link") else inside


def _list_kind(style: Mapping[str, Any]) -> str:
    listed = style.get("list", "")
    return str(listed.get("list", "")) if isinstance(listed, Mapping) else str(listed)


def _block(name: str, lines: Sequence[_Line]) -> Markup:
    kind = name.removeprefix("list ")
    if name.startswith("list "):
        return _list(kind, lines)
    inside = Markup("").join(tag("p", line.html) for line in lines if line.html)
    match name:
        case "banner":
            return tag("div", inside, f"panel panel-{_banner_tone(lines[0].style)}")
        case "code-block":
            return tag("pre", Markup("\n").join(line.html for line in lines))
        case "blockquote":
            return tag("blockquote", inside)
        case "header":
            return Markup("").join(tag("h4", line.html) for line in lines)
        case _:
            return inside


def _list(kind: str, lines: Sequence[_Line]) -> Markup:
    if kind not in ("checked", "unchecked"):
        items = (tag("li", line.html, "below" if line.style.get("indent") else "") for line in lines)
        return tag(LIST_TAGS.get(kind, "ul"), Markup("").join(items))
    box = Markup('<span class="box" role="img" aria-label="{}"></span>').format("Done" if kind == "checked" else "Open")
    ticks = (tag("li", box + tag("span", line.html), "task done" if kind == "checked" else "task") for line in lines)
    return tag("ul", Markup("").join(ticks), "tasks")


def _banner_tone(style: Mapping[str, Any]) -> str:
    banner = style.get("advanced-banner-color") or style.get("banner") or style.get("advanced-banner") or ""
    colour = banner.get("color", "") if isinstance(banner, Mapping) else str(banner)
    return BANNERS.get(colour, "info")
