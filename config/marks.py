"""YAML as an admin means it: text with places, YAML 1.2 scalars, and none of YAML's surprises.

Built from PyYAML's C events and not from its composer: limits of depth and refused features are met
before anything is built, and every refusal of a file is told, not only the first.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Self

import yaml

from config.unreadable import place_and_words
from rules.values import written_number

LARGEST = 1024 * 1024  # bytes of one file
DEEPEST = 64  # levels of nesting
LONGEST_NUMBER = 40  # digits; a longer one is an id and stays text

LINE_END = re.compile(r"\r\n|\n|\r")
NO_TEXT = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_QUOTES = "\u2018-\u201f\u00ab\u00bb"  # those a word processor writes
CURLY = re.compile(f"[{_QUOTES}][^{_QUOTES}]+[{_QUOTES}]")
NULLS = frozenset({"", "~", "null", "Null", "NULL"})
TRUTHS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}


class Scalar(str):
    """Text of a file with its place: `mark` counts signs from the file's begin. `plain` is without quotes."""

    __slots__ = ("mark", "plain")
    mark: int
    plain: bool

    @classmethod
    def at(cls, mark: int, text: str, *, plain: bool) -> Self:
        made = cls(text)
        made.mark, made.plain = mark, plain
        return made

    @property
    def is_null(self) -> bool:
        return self.plain and self in NULLS


class Branch(dict[str, "Node"]):
    """A mapping with its place and the places of its keys."""

    def __init__(self, mark: int = 0) -> None:
        super().__init__()
        self.mark = mark
        self.key_marks: dict[str, int] = {}


class Row(list["Node"]):
    """A list with its place."""

    def __init__(self, mark: int = 0) -> None:
        super().__init__()
        self.mark = mark


Node = Scalar | Branch | Row
Step = str | int


@dataclass(frozen=True, slots=True)
class Snag:
    """Something that is wrong at a place of a text."""

    mark: int
    message: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of a file. `tree` is None where it is empty or cannot be trusted to mean what it says."""

    text: str
    tree: Node | None = None
    snags: tuple[Snag, ...] = ()


class Lines:
    """Turns places in a text into lines and columns, both from one, in signs."""

    def __init__(self, text: str) -> None:
        self._starts = [0, *(end.end() for end in LINE_END.finditer(text))]

    def place(self, mark: int) -> tuple[int, int]:
        line = bisect_right(self._starts, mark)
        return line, mark - self._starts[line - 1] + 1


def mark_of(node: Node, steps: Iterable[Step], *, at_key: bool = False) -> int:
    """Return the place a path leads to, or as far as it exists; with `at_key` that of the last key."""
    mark = node.mark
    for step in steps:
        if isinstance(node, Branch) and isinstance(step, str) and step in node:
            key_mark, node = node.key_marks[step], node[step]
        elif isinstance(node, Row) and isinstance(step, int) and step < len(node):
            key_mark, node = node[step].mark, node[step]
        else:
            return mark
        mark = key_mark if at_key else node.mark
    return mark


def plain_value(node: Node) -> object:
    """Return plain Python values: unquoted null, true, false and numbers as such, all else as text."""
    match node:
        case Branch():
            return {str(key): plain_value(value) for key, value in node.items()}
        case Row():
            return [plain_value(value) for value in node]
        case Scalar(plain=True):
            return _plain_scalar(node)
        case _:
            return str(node)


def _plain_scalar(scalar: Scalar) -> object:
    if scalar.is_null:
        return None
    if scalar in TRUTHS:
        return TRUTHS[scalar]
    number = written_number(scalar) if len(scalar) <= LONGEST_NUMBER else None
    if number is None:
        return str(scalar)
    return number if "." in scalar else int(scalar)


def read(data: bytes) -> Reading:
    """Read one file's bytes; never raises, whatever they are."""
    if len(data) > LARGEST:
        return Reading("", snags=(Snag(0, "the file is larger than 1 MiB; split it into several files"),))
    text, snag = decoded(data)
    if snag is not None:
        return Reading(text, snags=(snag,))
    return _Builder(text).build()


def decoded(data: bytes) -> tuple[str, Snag | None]:
    """Return the text of a file without its byte order mark, and what makes it no text, if anything does."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in data[:2]:
        return "", Snag(0, "the file is not UTF-8 but looks like UTF-16; save it as UTF-8")
    data = data.removeprefix(b"\xef\xbb\xbf")
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        return data.decode(errors="replace"), Snag(
            len(data[: error.start].decode()), "this is not UTF-8; save the file as UTF-8"
        )
    if strange := NO_TEXT.search(text):
        return text, Snag(strange.start(), f"a sign that is no text (U+{ord(strange[0]):04X}) stands here; remove it")
    return text, None


@dataclass(slots=True)
class _Open:
    """A mapping or list still being read; `key` waits for its value."""

    node: Branch | Row
    key: Scalar | None = None
    refused: bool = False  # the waiting key will not be kept


class _StopReadingError(Exception):
    """Nothing behind this place can be read."""


@dataclass
class _Builder:
    text: str
    tree: Node | None = None
    snags: list[Snag] = field(default_factory=list)
    stack: list[_Open] = field(default_factory=list)
    documents: int = 0
    trusted: bool = True
    quote: tuple[int, int] = (0, 0)  # where the newest text in quotes begins and ends

    @cached_property
    def lines(self) -> Lines:
        return Lines(self.text)

    def build(self) -> Reading:
        try:
            for event in yaml.parse(self.text, Loader=yaml.CSafeLoader):
                self._take(event)
        except yaml.MarkedYAMLError as error:
            self._give_up(Snag(*place_and_words(error, self.text, self.quote)))
        except yaml.YAMLError:
            self._give_up(Snag(0, "the file cannot be read as YAML"))
        except _StopReadingError:
            self.trusted = False
        return Reading(self.text, self.tree if self.trusted else None, tuple(self.snags))

    def _give_up(self, snag: Snag) -> None:
        self.snags.append(snag)
        self.trusted = False

    def _take(self, event: yaml.Event) -> None:
        mark = event.start_mark.index if event.start_mark else 0
        match event:
            case yaml.DocumentStartEvent():
                self._begin_document(event, mark)
            case yaml.AliasEvent():
                self._give_up(Snag(mark, "an alias (*) is not allowed; write the value out"))
                self._add(Scalar.at(mark, "", plain=True))
            case yaml.ScalarEvent():
                self._refuse_extras(event, mark)
                self._refuse_signs(event, mark)
                self._add(Scalar.at(mark, event.value, plain=not event.style))
            case yaml.MappingStartEvent():
                self._refuse_extras(event, mark)
                self._open(Branch(mark), mark)
            case yaml.SequenceStartEvent():
                self._refuse_extras(event, mark)
                self._open(Row(mark), mark)
            case yaml.CollectionEndEvent():
                self._add(self.stack.pop().node)

    def _begin_document(self, event: yaml.DocumentStartEvent, mark: int) -> None:
        self.documents += 1
        if self.documents > 1:
            self.snags.append(Snag(mark, "a second document begins here; one file holds one document"))
            raise _StopReadingError
        if event.version or event.tags:
            self.snags.append(Snag(mark, "lines that begin with % are not allowed; remove them"))

    def _refuse_extras(self, event: yaml.ScalarEvent | yaml.CollectionStartEvent, mark: int) -> None:
        if event.anchor is not None:
            self.snags.append(Snag(mark, "an anchor (&) is not allowed; write the value out where it is needed"))
        if event.tag is not None:
            self.snags.append(Snag(mark, "a tag (!) is not allowed; remove it, or quote the text"))

    def _refuse_signs(self, event: yaml.ScalarEvent, mark: int) -> None:
        if event.style in {'"', "'"} and event.end_mark:
            self.quote = (mark, event.end_mark.index)
        if not event.style and CURLY.fullmatch(event.value):
            straight = f'"{event.value[1:-1]}"'
            self.snags.append(Snag(mark, f"these quotes would be part of the text; write straight ones: {straight}"))
        if event.style == '"' and (strange := NO_TEXT.search(event.value)):
            self.snags.append(
                Snag(mark, f"an escape in this text stands for a sign that is no text (U+{ord(strange[0]):04X})")
            )

    def _open(self, node: Branch | Row, mark: int) -> None:
        if len(self.stack) >= DEEPEST:
            self.snags.append(Snag(mark, f"this is nested deeper than {DEEPEST} levels"))
            raise _StopReadingError
        self.stack.append(_Open(node))

    def _add(self, node: Node) -> None:
        if not self.stack:
            self.tree = node
            return
        top = self.stack[-1]
        if isinstance(top.node, Row):
            top.node.append(node)
        elif top.key is None:
            self._take_key(top, top.node, node)
        else:
            if not top.refused:
                top.node[str(top.key)] = node
                top.node.key_marks[str(top.key)] = top.key.mark
            top.key, top.refused = None, False

    def _take_key(self, top: _Open, branch: Branch, node: Node) -> None:
        refusal = self._refusal_of_key(branch, node)
        if refusal is not None:
            self.snags.append(Snag(node.mark, refusal))
        top.key = node if isinstance(node, Scalar) else Scalar.at(node.mark, "", plain=True)
        top.refused = refusal is not None

    def _refusal_of_key(self, branch: Branch, node: Node) -> str | None:
        if not isinstance(node, Scalar):
            return "a key must be one piece of text; quote it if it begins with { or ["
        if not node.strip():
            return "a key is missing here"
        if node.plain and node == "<<":
            return "a merge key (<<) is not allowed; write the keys out"
        if node in branch:
            line, _ = self.lines.place(branch.key_marks[node])
            return f'"{node}" stands twice in this mapping, first in line {line}; keep one'
        return None
