"""Atlassian documents as HTML, the way a person sees them in Jira."""

from collections.abc import Callable, Mapping
from typing import Any

from markupsafe import Markup

from connectors.sandbox.adf import day_of

PANEL_ICONS = {"info": "i", "note": "✎", "tip": "✓", "success": "✓", "warning": "!", "error": "✕"}
PANEL_NAMES = {"info": "Note", "note": "Note", "tip": "Tip", "success": "Good", "warning": "Warning", "error": "Error"}
SAFE_LINKS = ("http://", "https://", "mailto:")
PLAIN_MARKS = {"strong": "strong", "em": "em", "code": "code", "strike": "s", "underline": "u"}
PLAIN_BLOCKS = {
    "bulletList": "ul",
    "orderedList": "ol",
    "listItem": "li",
    "blockquote": "blockquote",
    "tableRow": "tr",
    "tableHeader": "th",
    "tableCell": "td",
    "paragraph": "p",
}


def html(node: Mapping[str, Any] | None) -> Markup:
    """Return safe HTML for a document or any node of one; empty for None."""
    if node is None:
        return Markup("")
    kind = str(node["type"])
    if kind in PLAIN_BLOCKS:
        return tag(PLAIN_BLOCKS[kind], _inside(node))
    return WRITERS.get(kind, _inside)(node)


def tag(name: str, inside: Markup, css: str = "") -> Markup:
    """Wrap HTML in an element, with an optional class."""
    opening = Markup('<{} class="{}">').format(name, css) if css else Markup("<{}>").format(name)
    return opening + inside + Markup("</{}>").format(name)


def linked(inside: Markup, href: str) -> Markup:
    """Make HTML a link, where the address is one that may be followed."""
    if not href.startswith(SAFE_LINKS):
        return inside
    return Markup('<a href="{}" rel="noreferrer">{}</a>').format(href, inside)


def _inside(node: Mapping[str, Any]) -> Markup:
    return Markup("").join(html(child) for child in node.get("content", ()))


def _text(node: Mapping[str, Any]) -> Markup:
    inside = Markup("{}").format(node["text"])
    for mark in node.get("marks", ()):
        if mark["type"] in PLAIN_MARKS:
            inside = tag(PLAIN_MARKS[mark["type"]], inside)
        elif mark["type"] == "link":
            inside = linked(inside, mark["attrs"]["href"])
        elif mark["type"] == "textColor":
            inside = Markup('<span style="color:{}">{}</span>').format(mark["attrs"]["color"], inside)
    return inside


def _heading(node: Mapping[str, Any]) -> Markup:
    return tag(f"h{min(int(node['attrs']['level']) + 2, 6)}", _inside(node))


def _panel(node: Mapping[str, Any]) -> Markup:
    kind = node["attrs"]["panelType"]
    icon = Markup('<span class="panel-icon" role="img" aria-label="{}">{}</span>').format(
        PANEL_NAMES.get(kind, "Note"), PANEL_ICONS.get(kind, "i")
    )
    return tag("div", icon + tag("div", _inside(node), "panel-body"), f"panel panel-{kind}")


def _status(node: Mapping[str, Any]) -> Markup:
    attrs = node["attrs"]
    return tag("span", Markup("{}").format(attrs["text"]), f"lozenge lozenge-{attrs['color']}")


def _expand(node: Mapping[str, Any]) -> Markup:
    title = Markup("{}").format(node.get("attrs", {}).get("title") or "More")
    return tag("details", tag("summary", title) + _inside(node))


def _task(node: Mapping[str, Any]) -> Markup:
    done = node["attrs"]["state"] == "DONE"
    box = Markup('<span class="box" role="img" aria-label="{}"></span>').format("Done" if done else "Open")
    return tag("li", box + tag("span", _inside(node)), "task done" if done else "task")


def _date(node: Mapping[str, Any]) -> Markup:
    return Markup('<time class="date">{}</time>').format(day_of(node["attrs"]["timestamp"]))


def _mention(node: Mapping[str, Any]) -> Markup:
    return Markup('<span class="mention">{}</span>').format(node["attrs"].get("text", "@somebody"))


def _card(node: Mapping[str, Any]) -> Markup:
    url = node["attrs"]["url"]
    return linked(Markup("{}").format(url), url)


WRITERS: Mapping[str, Callable[[Mapping[str, Any]], Markup]] = {
    "text": _text,
    "heading": _heading,
    "panel": _panel,
    "status": _status,
    "expand": _expand,
    "nestedExpand": _expand,
    "taskList": lambda node: tag("ul", _inside(node), "tasks"),
    "taskItem": _task,
    "codeBlock": lambda node: tag("pre", tag("code", _inside(node))),
    "table": lambda node: tag("table", _inside(node)),
    "date": _date,
    "mention": _mention,
    "emoji": lambda node: Markup("{}").format(node["attrs"].get("text") or node["attrs"].get("shortName", "")),
    "inlineCard": _card,
    "blockCard": _card,
    "rule": lambda _node: Markup("<hr>"),
    "hardBreak": lambda _node: Markup("<br>"),
}
