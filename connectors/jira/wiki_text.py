"""Data Center's wiki markup as plain text, as the lines where commands count, and as checklists."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape

from rules.model import Checklist, Item

SHOWN = "→"  # stands for a link a line begins with, so that no command begins there
UNNAMED = "Checklist"
VERBATIM = frozenset({"code", "noformat"})
MACRO = re.compile(r"\\[\s\S]|\{(code|noformat|quote|panel)(?::([^{}\n]{0,500}))?\}")
TITLE = re.compile(r"(?:^|\|)title=([^|]*)")
HEADING = re.compile(r"\s*h[1-6]\.\s+(.*)")
QUOTE = re.compile(r"\s*bq\.\s+(.*)")
BULLET = re.compile(r"\s*(?:[*#]+|-+)\s+(.*)")
RULE = re.compile(r"\s*-{4,}\s*$")
TICK = re.compile(r"\s*(\[[xX ]\]|\(/\)|\(x\))\s*(\S.*)")
TICKED = frozenset({"[x]", "(/)"})
# Everything in a line that is not simply a sign. Each part ends at the first sign it cannot hold, so that
# no line takes longer than its length.
INLINE = re.compile(
    r"""
      (?P<pause>\\\\)
    | \\(?P<escaped>[^\sA-Za-z0-9\\])
    | (?P<entity>&\#?\w{1,31};)
    | (?P<address>\b(?:https?|ftp|mailto):[^\s|\[\]{}]+)
    | \{\{(?P<code>(?:\\.|[^{}\\])+)\}\}
    | !(?P<image>[^\s!|]+\.\w+)(?:\|[^!|]*)?!
    | \[(?P<link>(?:\\.|[^\[\]\\])+)\]
    | \{(?P<brace>[*_+^~-]|\?\?)\}
    | \{(?:color|anchor)(?::[^{}]*)?\}
    | (?P<dash>-{2,})
    | (?P<sign>\?\?|[*_+^~-])
    | (?P<bar>\|\|?)
    """,
    re.VERBOSE,
)
BAR = re.compile(r"(?<!\\)\|")
ADDRESS = re.compile(r"(?:https?|ftp|mailto|file|tel):\S|[#^/]|\\\\", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a text. What is `shown` stands in a quote, a panel or code; `verbatim` is code."""

    raw: str
    shown: bool = False
    verbatim: bool = False


def plain_text(text: object) -> str:
    """Return the words of a text without their markup, one line per line, list item or table cell."""
    found = (said for line in _lines(text) for said in ([line.raw] if line.verbatim else _words(line.raw)))
    return "\n".join(said for line in found if (said := line.strip()))


def spoken_lines(text: object) -> tuple[str, ...]:
    """Return the lines outside quotes, panels and code: what the author says, not what he shows."""
    lines = (line.raw for line in _lines(text) if not line.shown and not QUOTE.match(line.raw))
    return tuple(said for raw in lines for cell in _words(raw, spoken=True) if (said := cell.strip()))


def task_lists(text: object) -> Iterator[Checklist]:
    """Yield lists of lines such as `* [x] Tested` or `* (/) Tested`, each named by the nearest heading above it."""
    name, items = UNNAMED, list[Item]()
    for line in _lines(text):
        if line.verbatim:
            continue
        if heading := HEADING.match(line.raw):
            if items:
                yield Checklist(name, tuple(items))
            name, items = " ".join(_words(heading[1])).strip() or UNNAMED, []
        elif item := _item(line.raw):
            items.append(item)
    if items:
        yield Checklist(name, tuple(items))


def _item(raw: str) -> Item | None:
    bullet = BULLET.match(raw)
    tick = TICK.match(bullet[1] if bullet else raw)
    if tick is None or (bullet is None and tick[1][0] == "("):
        return None
    return Item(" ".join(_words(tick[2])).strip(), tick[1].lower() in TICKED)


def _lines(text: object) -> Iterator[Line]:
    """Yield the lines of a text. A macro that is not ended holds all that follows."""
    if not isinstance(text, str):
        return
    at, within = 0, list[str]()
    for macro in MACRO.finditer(text):
        name = macro[1]
        if name is None or (within and within[-1] in VERBATIM and name != within[-1]):
            continue
        yield from _cut(text[at : macro.start()], within)
        at = macro.end()
        if name in within:
            del within[within.index(name) :]
        else:
            within.append(name)
        if title := TITLE.search(macro[2] or ""):
            yield Line(title[1], shown=True)
    yield from _cut(text[at:], within)


def _cut(text: str, within: list[str]) -> Iterator[Line]:
    verbatim = bool(within) and within[-1] in VERBATIM
    return (Line(raw, shown=bool(within), verbatim=verbatim) for raw in text.splitlines())


def _words(raw: str, *, spoken: bool = False) -> list[str]:
    """Return the words of a line, each cell of a table for itself. `spoken` leaves out code."""
    for start in (HEADING, QUOTE, BULLET):
        if found := start.match(raw):
            raw = found[1]
            break
    if RULE.match(raw):
        return []
    return "".join(_parts(raw, is_row=raw.lstrip().startswith("|"), spoken=spoken)).split("\n")


def _parts(line: str, *, is_row: bool = False, spoken: bool = False) -> list[str]:
    """Return a line in parts, those that are only markup empty; line breaks and cells end with a new line."""
    parts: list[str] = []
    opened: dict[str, int] = {}
    at = 0
    for found in INLINE.finditer(line):
        parts.append(line[at : found.start()])
        at = found.end()
        match found.lastgroup:
            case "sign":
                _sign(line, found, parts, opened)
            case "bar" if is_row:
                parts.append("\n")
            case "code" if spoken:
                parts.append("")
            case "link" if spoken and not "".join(parts).strip():
                parts.append(SHOWN)
            case _:
                parts.append(_plain(found))
    return [*parts, line[at:]]


def _sign(line: str, found: re.Match[str], parts: list[str], opened: dict[str, int]) -> None:
    """Take a sign such as `*` for markup where a second one ends what the first began."""
    sign, before, after = found[0], line[max(0, found.start() - 1) : found.start()], line[found.end() : found.end() + 1]
    if sign in opened and not before.isspace() and not _is_word(after):
        parts[opened.pop(sign)] = ""
        parts.append("")
        return
    if not _is_word(before) and after and not after.isspace():
        opened[sign] = len(parts)
    parts.append(sign)


def _is_word(sign: str) -> bool:
    return sign.isalnum()


def _plain(found: re.Match[str]) -> str:
    match found.lastgroup:
        case "pause":
            return "\n"
        case "entity":
            return unescape(found[0])
        case "escaped" | "image":
            return str(found[found.lastgroup])
        case "address" | "dash" | "bar":
            return found[0]
        case "code":
            return "".join(_parts(found["code"]))
        case "link":
            return _link(found["link"])
        case _:
            return ""


def _link(inside: str) -> str:
    """Return what a link shows: its text, a mentioned person, a file; brackets that are no link stay."""
    words, *address = BAR.split(inside)
    if inside.startswith("~"):
        return f"@{inside[1:]}"
    if address and words:
        return "".join(_parts(words))
    if ADDRESS.match(inside):
        return (address[0] if address else inside).removeprefix("^").removeprefix("mailto:")
    return f"[{''.join(_parts(inside))}]"
