"""Answers of clients to a survey, and how they are read from CSV text. Pure.

A line without any score is a survey that was sent and not answered: it counts for the share of replies only.
"""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from io import StringIO
from zoneinfo import ZoneInfo

from rules.values import fold, written_number

CSAT, NPS, CES = (0.0, 10.0), (0.0, 10.0), (1.0, 7.0)
"""Lowest and highest score. The packs ask for a CSAT from 0 to 10; the texts only say "out of ten" (S000-97)."""

SCORES = {"csat": CSAT, "nps": NPS, "ces": CES}
COLUMNS = ("asked_at", *SCORES, "contact", "comment")
NEEDED = COLUMNS[0]
BROKEN = 'the quotes do not fit from here on; close a text with ", and write "" for a quote inside it'
FORM = "write it as 2026-03-09 or 2026-03-09T14:30:00+01:00"


@dataclass(frozen=True, slots=True)
class Answer:
    """One survey. `csat` and `nps` go from 0 to 10, `ces` from 1 (very hard) to 7 (very easy); None is not answered.
    `contact` says who answered, such as sponsor or user; `asked_at` is aware."""

    asked_at: datetime
    csat: float | None = None
    nps: float | None = None
    ces: float | None = None
    contact: str = ""
    comment: str = ""

    @property
    def is_answered(self) -> bool:
        return any(score is not None for score in (self.csat, self.nps, self.ces))


@dataclass(frozen=True, slots=True)
class Misread:
    """A mistake in CSV text; line and column count from one, a column is the place of a cell in its line."""

    line: int
    column: int
    message: str

    def __str__(self) -> str:
        return f"line {self.line}, column {self.column}: {self.message}"


@dataclass(frozen=True, slots=True)
class ReadAnswers:
    """What CSV text held; with a mistake anywhere, `answers` are those of the lines without one."""

    answers: tuple[Answer, ...] = ()
    mistakes: tuple[Misread, ...] = ()


def read_answers(text: str, zone: ZoneInfo = ZoneInfo("UTC")) -> ReadAnswers:
    """Read answers from CSV text with a header; every mistake is told at once.

    Columns in any order: asked_at (required; a day is taken as its noon in `zone`), csat, nps, ces, contact, comment.
    Cells are parted by commas, or by semicolons where the header has some. Empty lines do not count.
    """
    rows, broken = _rows(text.removeprefix("\ufeff"))
    if not rows:
        empty = Misread(1, 1, f"nothing is here; begin with the line {','.join(COLUMNS)}")
        return ReadAnswers(mistakes=broken or (empty,))
    (line, header), *body = rows
    names = [fold(cell) for cell in header]
    mistakes = _mistakes_of_header(line, names)
    if mistakes:
        return ReadAnswers(mistakes=tuple(mistakes))
    read = [_answer(number, cells, names, zone) for number, cells in body]
    return ReadAnswers(
        tuple(one for one in read if isinstance(one, Answer)),
        (*(mistake for one in read if not isinstance(one, Answer) for mistake in one), *broken),
    )


def _rows(text: str) -> tuple[list[tuple[int, list[str]]], tuple[Misread, ...]]:
    """Return the lines that hold something, each with the number of its first line, up to one that cannot be read."""
    header = text.partition("\n")[0]
    reader = csv.reader(StringIO(text, newline=""), delimiter=";" if ";" in header else ",", strict=True)
    rows: list[tuple[int, list[str]]] = []
    begin = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                rows.append((begin, cells))
            begin = reader.line_num + 1
    except csv.Error:
        return rows, (Misread(begin, 1, BROKEN),)
    return rows, ()


def _mistakes_of_header(line: int, names: Sequence[str]) -> list[Misread]:
    found = [
        Misread(line, place, f'"{name}" is no column; there are: {", ".join(COLUMNS)}')
        for place, name in enumerate(names, 1)
        if name not in COLUMNS
    ]
    found += [
        Misread(line, place, f'"{name}" stands twice; keep one of them')
        for place, name in enumerate(names, 1)
        if name in names[: place - 1]
    ]
    if NEEDED not in names:
        found.append(Misread(line, 1, f'the column "{NEEDED}" is missing; it tells when the survey was sent'))
    return found


def _answer(line: int, cells: Sequence[str], names: Sequence[str], zone: ZoneInfo) -> Answer | list[Misread]:
    if len(cells) > len(names):
        many = f"this line has {len(cells)} cells and the header {len(names)}; put a text with commas into quotes"
        return [Misread(line, len(names) + 1, many)]
    told = dict(zip(names, (cell.strip() for cell in cells), strict=False))
    places = {name: place for place, name in enumerate(names, 1)}
    asked = _moment(told.get(NEEDED, ""), zone)
    mistakes = [] if asked else [Misread(line, places[NEEDED], _no_moment(told.get(NEEDED, "")))]
    mistakes += [
        Misread(line, places[name], _no_score(told[name], ends))
        for name, ends in SCORES.items()
        if told.get(name) and _score(told[name], ends) is None
    ]
    if mistakes or asked is None:
        return sorted(mistakes, key=lambda one: one.column)
    return Answer(asked, **_scores(told), contact=told.get("contact", ""), comment=told.get("comment", ""))


def _scores(told: Mapping[str, str]) -> dict[str, float | None]:
    return {name: _score(told.get(name, ""), ends) for name, ends in SCORES.items()}


def _score(text: str, ends: tuple[float, float]) -> float | None:
    number = written_number(text)
    return number if number is not None and ends[0] <= number <= ends[1] else None


def _moment(text: str, zone: ZoneInfo) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    if len(text) == len("2026-03-09"):
        return datetime.combine(moment.date(), time(12), zone).astimezone(UTC)
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=zone).astimezone(UTC)


def _no_moment(text: str) -> str:
    return f'"{text}" is no date; {FORM}' if text else f"the date is empty; {FORM}"


def _no_score(text: str, ends: tuple[float, float]) -> str:
    return f'"{text}" is no score; write a number from {ends[0]:g} to {ends[1]:g}, or leave it empty'
