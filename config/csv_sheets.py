"""An onboarding sheet as a table: its cells become the same tree a JSON sheet is read into, each with its place."""

import re
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from config.marks import Branch, Row, Scalar
from config.mistakes import quoted, suggestion
from config.sections import Page
from rules.values import fold

ONCE: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "engagement": ("engagement",),
        "client": ("client", "name"),
        "timezone": ("client", "timezone"),
        "language": ("client", "language"),
        "source": ("source",),
        **{kind: ("scope", kind) for kind in ("project", "jql", "list", "folder", "space")},
        "packs": ("packs",),
        "work type": ("work_type",),
        "mode": ("mode",),
        "home": ("home",),
        "starts": ("starts",),
        "due": ("due",),
    }
)
"""Columns that are filled in once, by what they are called, and where their value belongs."""

EACH_LINE: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "contact": ("contacts", "name"),
        "email": ("contacts", "email"),
        "receives": ("contacts", "receives"),
        "success criterion": ("success_criteria", ""),
        "milestone": ("milestones", "name"),
        "milestone due": ("milestones", "due"),
    }
)
"""Columns of which every line may hold another one, with the list each belongs to and its key there."""

COLUMNS = (*ONCE, *EACH_LINE)
SEVERAL = frozenset({"packs", "receives"})  # cells that hold a list
SEPARATORS = (",", ";", "\t")
BETWEEN = re.compile(r"[;,|\n]")
Line = list[Scalar]


def tree_of(page: Page) -> Branch:
    """Return what a table says; what it cannot be is told to the page."""
    tree = Branch(0)
    head, *lines = list(_lines(page.reading.text)) or [[]]
    columns = [_column(cell, page) for cell in head]
    for line in lines:
        for stray in line[len(head) :]:
            if stray.strip():
                page.blame(stray.mark, f"{quoted(stray)} stands behind the last column; give it a column, or remove it")
        cells = [(name, cell) for name, cell in zip(columns, line, strict=False) if name and cell.strip()]
        _take_line(tree, cells, page)
    tree.setdefault("scope", Branch(0))
    return tree


def _column(cell: Scalar, page: Page) -> str:
    """Return a column's name as it is known; empty for one that is not."""
    name = fold(cell.replace("_", " "))
    if name and name not in COLUMNS:
        page.blame(cell.mark, f"{quoted(cell)} is not a column here{suggestion(name, COLUMNS)}")
    return name if name in COLUMNS else ""


def _take_line(tree: Branch, cells: Sequence[tuple[str, Scalar]], page: Page) -> None:
    items: dict[str, Branch] = {}
    for name, cell in cells:
        if name in ONCE:
            _take_once(tree, ONCE[name], _value(name, cell), page)
            continue
        under, key = EACH_LINE[name]
        if not key:
            _row(tree, under, cell).append(cell)
            continue
        if under not in items:
            items[under] = Branch(cell.mark)
            _row(tree, under, cell).append(items[under])
        _put(items[under], key, _value(name, cell), cell.mark)


def _take_once(tree: Branch, path: tuple[str, ...], value: Scalar | Row, page: Page) -> None:
    for key in path[:-1]:
        if key not in tree:
            _put(tree, key, Branch(value.mark), value.mark)
        below = tree[key]
        assert isinstance(below, Branch)  # noqa: S101 - made in the line above
        tree = below
    if path[-1] not in tree:
        _put(tree, path[-1], value, value.mark)
    elif tree[path[-1]] != value:
        first = page.line(tree[path[-1]].mark)
        page.blame(value.mark, f"this is another value than in line {first}; one sheet is one engagement")


def _value(name: str, cell: Scalar) -> Scalar | Row:
    if name not in SEVERAL:
        return cell
    row = Row(cell.mark)
    row += [Scalar.at(cell.mark, part.strip(), plain=False) for part in BETWEEN.split(cell) if part.strip()]
    return row


def _row(tree: Branch, key: str, cell: Scalar) -> Row:
    if key not in tree:
        _put(tree, key, Row(cell.mark), cell.mark)
    row = tree[key]
    assert isinstance(row, Row)  # noqa: S101 - made in the line above
    return row


def _put(branch: Branch, key: str, value: Scalar | Branch | Row, mark: int) -> None:
    branch[key], branch.key_marks[key] = value, mark


def _lines(text: str) -> Iterator[Line]:
    """Yield the lines of a table with their cells, lines without any left out. A cell in quotes may hold separators,
    line ends and doubled quotes, as in RFC 4180."""
    first = re.split(r"[\r\n]", text, maxsplit=1)[0]
    separator = max(SEPARATORS, key=first.count)
    cell = re.compile(rf'[ ]*"((?:[^"]|"")*)"[ ]*(?=[{re.escape(separator)}\r\n]|$)|([^{re.escape(separator)}\r\n]*)')
    line: Line = []
    at = 0
    while at <= len(text):
        found = cell.match(text, at)
        assert found is not None  # noqa: S101 - the second form matches anything, nothing too
        quotes = found[1] is not None
        written = found[1].replace('""', '"') if quotes else found[2].strip()
        line.append(Scalar.at(found.start(1) if quotes else at, written, plain=False))
        at = found.end()
        if text[at : at + 1] == separator:
            at += 1
            continue
        at += 2 if text[at : at + 2] == "\r\n" else 1
        if any(line):
            yield line
        line = []
