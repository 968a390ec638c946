"""An installation's own layouts of client mail, tried on a letter of every kind before they are used."""

import re
from collections.abc import Mapping
from traceback import walk_tb

from jinja2 import TemplateSyntaxError, UndefinedError
from jinja2.meta import find_undeclared_variables

from config.marks import LINE_END
from config.mistakes import quoted, suggestion
from config.sections import Page
from sync.render.letters import render
from sync.render.page import Card, Figure, Group, Line, Section, environment_of
from sync.render.page import Page as MailPage
from sync.render.samples import SAMPLES
from sync.render.stationery import Stationery
from sync.render.wording import LANGUAGES

KNOWN = ("page",)
_PARTS = (MailPage, Group, Card, Section, Figure, Line)
_NAMES = tuple(sorted({name for part in _PARTS for name in part.__dataclass_fields__}))
_TEMPLATE = "<template>"  # what jinja2 calls a layout in a traceback


def look_over(layouts: Mapping[str, Page]) -> None:
    """Tell what is no template, and names no letter has."""
    for name, page in layouts.items():
        _look_over(name, page)


def try_out(layouts: Mapping[str, Page], stationery: Stationery) -> None:
    """Render a letter of every kind in every language with each layout and the phrases."""
    for name, page in layouts.items():
        _try(name, page, stationery)


def _look_over(name: str, page: Page) -> None:
    source = page.reading.text
    try:
        strangers = find_undeclared_variables(environment_of(name).parse(source)) - set(KNOWN)
    except TemplateSyntaxError as error:
        page.blame(_mark(source, error.lineno), f"this is no template: {error.message}")
        return
    for stranger in sorted(strangers):
        found = re.search(rf"\b{re.escape(stranger)}\b", source)
        told = f"{quoted(stranger)} is not known here{suggestion(stranger, KNOWN)}"
        page.blame(found.start() if found else 0, told)


def _try(name: str, page: Page, stationery: Stationery) -> None:
    only = Stationery(stationery.phrases, {name: stationery.layouts[name]})
    for language in LANGUAGES:
        for letter in SAMPLES.values():
            try:
                render(letter, language, only)
            except Exception as error:  # noqa: BLE001 - a layout is a program of its own; whatever it raises is told
                page.blame(*_told(error, page.reading.text))


def _told(error: Exception, source: str) -> tuple[int, str]:
    lines = [line for frame, line in walk_tb(error.__traceback__) if frame.f_code.co_filename == _TEMPLATE]
    if not lines:
        return 0, f"what this layout gives is no MJML: {error}"
    said = str(error)
    found = re.search(r"(?:has no attribute '(\w+)'|^'(\w+)' is undefined)", said)
    if not isinstance(error, UndefinedError) or found is None:
        return _mark(source, lines[-1]), f"this cannot be filled in: {said}"
    name = found[1] or found[2]
    return _mark(source, lines[-1], name), f"{quoted(name)} is not known here{suggestion(name, _NAMES)}"


def _mark(source: str, line: int, name: str = "") -> int:
    """Return the place of a name in a line, else of the line's first sign."""
    starts = [0, *(end.end() for end in LINE_END.finditer(source)), len(source)]
    start = starts[line - 1]
    row = source[start : starts[line]]
    at = re.search(rf"\b{re.escape(name)}\b", row) if name else None
    return start + (at.start() if at else len(row) - len(row.lstrip()))
