"""An order or onboarding sheet, CSV or JSON, read into an order; every mistake of it at once, each with its place."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated

from pydantic import BeforeValidator, Field

from config.csv_sheets import tree_of
from config.engagements import ContactSection, ScopeSection
from config.forms import SomeTexts, Text, Texts, WorkType, Zone, one_of, read_row
from config.marks import LARGEST, Branch, Lines, Node, Reading, Row, Scalar, Snag, decoded, read
from config.mistakes import Mistake, quoted, suggestion
from config.sections import Kept, Page, Section, scalars, word
from config.spans import Day
from rules.values import fold
from sync.engagement import Mode
from sync.neighbours.onboarding import Order, Promised
from sync.render.wording import LANGUAGES

MODES = (Mode.OBSERVE.value, Mode.ADVISE.value)  # a new engagement is judged before anything is held
NO_SHEET = "a sheet is a file that ends in .csv or .json"


@dataclass(frozen=True, slots=True)
class Installed:
    """What a sheet may name: engagements that are there already, sources, and packs."""

    engagements: tuple[str, ...]
    sources: tuple[str, ...]
    packs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SheetRead:
    """What came of a sheet: the order where it holds no mistake. `texts` is as in `config.load.Loaded`."""

    order: Order | None
    mistakes: tuple[Mistake, ...]
    texts: Mapping[str, str]


class SheetClient(Section):
    name: Text
    timezone: Zone | None = None
    language: Annotated[str, one_of(*LANGUAGES)] | None = None


class MilestoneSection(Section):
    name: Text
    due: Day | None = None


class SheetSection(Section):
    engagement: Text
    client: SheetClient
    source: Text
    scope: ScopeSection
    packs: SomeTexts
    contacts: Annotated[tuple[Kept[ContactSection], ...], BeforeValidator(read_row)] = ()
    work_type: WorkType | None = None
    mode: Annotated[str, one_of(*MODES)] = Mode.OBSERVE.value
    home: Text | None = None
    starts: Day | None = None
    due: Day | None = None
    success_criteria: Texts = ()
    milestones: Annotated[tuple[Kept[MilestoneSection], ...], BeforeValidator(read_row)] = Field(default=())

    def order(self) -> Order:
        return Order(
            name=self.engagement,
            client=self.client.name,
            source=self.source,
            scope=self.scope.scope(),
            packs=self.packs,
            timezone=self.client.timezone.key if self.client.timezone else None,
            language=self.client.language,
            contacts=tuple(one.contact() for one in self.contacts),
            work_type=self.work_type,
            mode=self.mode,
            home=self.home,
            starts=self.starts,
            due=self.due,
            criteria=self.success_criteria,
            milestones=tuple(Promised(one.name, one.due) for one in self.milestones),
        )


def read_sheet(file: Path, installed: Installed) -> SheetRead:
    """Read a sheet; raises OSError where the file cannot be read, and nothing for what stands in it."""
    with file.open("rb") as stream:
        data = stream.read(LARGEST + 1)
    is_table = file.suffix.casefold() == ".csv"
    page = Page(file.name, _reading(data, file.suffix.casefold()))
    if is_table and page.is_sound:
        page.reading = replace(page.reading, tree=tree_of(page))
    section = page.read(SheetSection)
    if isinstance(page.reading.tree, Branch):
        _look_over(page.reading.tree, page, installed)
    mistakes = page.mistakes if is_table else tuple(_with_paths(page))
    return SheetRead(section.order() if section and page.is_sound else None, mistakes, {page.file: page.reading.text})


def _reading(data: bytes, suffix: str) -> Reading:
    if suffix == ".csv":
        return _table(data)
    return _json(data) if suffix == ".json" else Reading("", snags=(Snag(0, NO_SHEET),))


def _table(data: bytes) -> Reading:
    if len(data) > LARGEST:
        return read(data)  # which says that it is too large
    text, snag = decoded(data)
    return Reading(text, snags=(snag,) if snag else ())


def _json(data: bytes) -> Reading:
    """Read JSON with the places of its values. What JSON may spell in a way YAML does not know is written out first."""
    reading = read(data)
    try:
        value = json.loads(data.decode("utf-8-sig"))
    except ValueError as no:
        return reading if reading.snags else replace(reading, tree=None, snags=(_snag(no, reading.text),))
    reading = read(json.dumps(value, ensure_ascii=False, indent=2).encode()) if reading.snags else reading
    return replace(reading, tree=_without_nulls(reading.tree)) if reading.tree is not None else reading


def _snag(no: ValueError, text: str) -> Snag:
    at = no.pos if isinstance(no, json.JSONDecodeError) else 0
    return Snag(min(at, len(text)), "this is not JSON; look at the quotes and commas here")


def _without_nulls(node: Node) -> Node:
    """Leave out what is null: a program that writes JSON says so where it has nothing to say."""
    match node:
        case Branch():
            kept = Branch(node.mark)
            kept.update({key: _without_nulls(value) for key, value in node.items() if not _is_null(value)})
            kept.key_marks.update(node.key_marks)
            return kept
        case Row():
            row = Row(node.mark)
            row += [_without_nulls(value) for value in node]
            return row
        case _:
            return node


def _is_null(node: Node) -> bool:
    return isinstance(node, Scalar) and node.is_null


def _look_over(tree: Branch, page: Page, installed: Installed) -> None:
    """Tell of names that are not there, or there already."""
    name, source = word(tree, "engagement"), word(tree, "source")
    if name and fold(name) in map(fold, installed.engagements):
        told = f"there is an engagement {quoted(name)} already; give this one another name"
        page.blame(tree["engagement"].mark, told)
    if source and source not in installed.sources:
        told = f"there is no source {quoted(source)}{suggestion(source, installed.sources)}"
        page.blame(tree["source"].mark, told)
    for pack in scalars(tree.get("packs")):
        if pack.strip() and fold(pack) not in map(fold, installed.packs):
            page.blame(pack.mark, f"there is no pack {quoted(pack)}{suggestion(pack, installed.packs)}")


def _with_paths(page: Page) -> Iterator[Mistake]:
    """Name with every mistake where in the document it is, as people who write JSON say it."""
    lines, tree = Lines(page.reading.text), page.reading.tree
    places = {lines.place(mark): path for mark, path in _paths(tree, "")} if tree is not None else {}
    for one in page.mistakes:
        path = places.get((one.line, one.column), "")
        yield replace(one, message=f"{path}: {one.message}") if path else one


def _paths(node: Node, path: str) -> Iterator[tuple[int, str]]:
    """Yield the place of every key and value with its path, such as contacts[0].email."""
    yield node.mark, path
    below: Sequence[tuple[str, Node]] = ()
    if isinstance(node, Branch):
        below = [(f"{path}.{key}" if path else key, value) for key, value in node.items()]
        yield from ((node.key_marks[key], f"{path}.{key}" if path else key) for key in node)
    elif isinstance(node, Row):
        below = [(f"{path}[{index}]", value) for index, value in enumerate(node)]
    for longer, value in below:
        yield from _paths(value, longer)
