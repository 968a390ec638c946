"""An installation's own wording and layout of client mail, read from its folder of templates."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from string import Formatter

from config.marks import LARGEST, Branch, Reading, Scalar, Snag
from config.mistakes import quoted, suggestion
from config.sections import Page
from rules.values import fold
from sync.render.stationery import BUILT_IN, LAYOUTS, Stationery
from sync.render.wording import LANGUAGES, TERM, Wording, wording_of

WORDINGS: Mapping[str, str] = {f"wording.{language}.yaml": language for language in LANGUAGES}
FILES = (*WORDINGS, *LAYOUTS)


@dataclass(frozen=True, slots=True)
class Shelf:
    """What stands in the folder of templates; `strangers` are files that would not be read."""

    wordings: Mapping[str, Page]
    layouts: Mapping[str, Page]
    strangers: tuple[str, ...] = ()

    @property
    def pages(self) -> tuple[Page, ...]:
        return (*self.wordings.values(), *self.layouts.values())


def read_shelf(folder: Path, shown: str, read_page: Callable[[Path], Page]) -> Shelf:
    """Read the folder; `shown` is what mistakes call it. One that is not there is an empty shelf."""
    try:
        found = sorted(path.name for path in folder.iterdir() if path.name[0] != ".") if folder.is_dir() else []
    except OSError as error:
        return Shelf({LANGUAGES[0]: _unread(shown, error.strerror or "no access")}, {})
    return Shelf(
        wordings={language: read_page(folder / name) for name, language in WORDINGS.items() if name in found},
        layouts={name: _layout_page(folder / name, f"{shown}/{name}") for name in LAYOUTS if name in found},
        strangers=tuple(name for name in found if name not in FILES),
    )


def _layout_page(file: Path, shown: str) -> Page:
    try:
        with file.open("rb") as stream:
            text = stream.read(LARGEST + 1)
        return Page(shown, Reading(text.decode("utf-8-sig"))) if len(text) <= LARGEST else _unread(shown, "over 1 MiB")
    except UnicodeDecodeError:
        return _unread(shown, "not UTF-8")
    except OSError as error:
        return _unread(shown, error.strerror or "no access")


def _unread(shown: str, why: str) -> Page:
    return Page(shown, Reading("", snags=(Snag(0, f"this cannot be read: {why}"),)))


def look_over(shelf: Shelf) -> None:
    """Tell what is wrong with phrases; layouts are tried once all phrases are right."""
    for language, page in shelf.wordings.items():
        for name, said in _entries(page):
            _look_over_phrase(name, said, wording_of(language), page)
    if shelf.layouts:
        from config import layouts  # noqa: PLC0415 - brings the renderer, which most installations need not wait for

        layouts.look_over(shelf.layouts)
        if all(page.is_sound for page in shelf.pages):
            layouts.try_out(shelf.layouts, stationery_of(shelf))


def stationery_of(shelf: Shelf) -> Stationery:
    """Return what letters are written on; only of a shelf without a mistake."""
    phrases = {language: dict(_phrases(page)) for language, page in shelf.wordings.items()}
    layouts = {name: page.reading.text for name, page in shelf.layouts.items()}
    return Stationery(phrases, layouts) if shelf.pages else BUILT_IN


def _phrases(page: Page) -> Iterator[tuple[str, str]]:
    for name, said in _entries(page):
        if isinstance(said, Scalar):
            yield (TERM + fold(name.removeprefix(TERM)) if name.startswith(TERM) else name), str(said)


def _entries(page: Page) -> Iterator[tuple[str, object]]:
    tree = page.reading.tree
    if isinstance(tree, Branch):
        yield from tree.items()
    elif tree is not None and not (isinstance(tree, Scalar) and tree.is_null):
        page.blame(tree.mark, 'this file holds phrases, a line for each, such as title.weekly: "Weekly update"')


def _look_over_phrase(name: str, said: object, built_in: Wording, page: Page) -> None:
    tree = page.reading.tree
    mark = tree.key_marks[name] if isinstance(tree, Branch) else 0
    if not isinstance(said, Scalar) or not said:
        page.blame(mark, f"{quoted(name)} needs text")
    elif name.startswith(TERM):
        return
    elif name not in built_in or name == "language":
        page.blame(mark, f"{quoted(name)} is no phrase{suggestion(name, tuple(built_in))}")
    else:
        for told in _wrong_placeholders(name, said, built_in):
            page.blame(said.mark, told)


def _wrong_placeholders(name: str, said: str, built_in: Wording) -> Iterator[str]:
    wanted = placeholders(built_in[name])
    try:
        found = placeholders(said)
    except ValueError:
        yield "a brace is not closed; write {{ or }} for a brace in the text"
        return
    for one in sorted(found - wanted):
        has = f"; it has {', '.join(f'{{{each}}}' for each in sorted(wanted)) or 'none'}"
        yield f"this phrase has nothing to fill in for {{{one}}}{has}"
    optional = {"count"} if name.endswith(".one") else set()
    for one in sorted(wanted - found - optional):
        yield f"{{{one}}} is missing; without it the mail would not say it"


def placeholders(said: str) -> set[str]:
    """Return what stands in braces, as it is written; ValueError for braces that do not match."""
    parts = Formatter().parse(said)
    return {
        f"{name}{'!' if conversion else ''}{conversion or ''}{':' if form else ''}{form or ''}"
        for _, name, form, conversion in parts
        if name is not None
    }
