"""Reads commands out of the lines people say in comments. Pure; any text is read, and none raises.

A command begins a line with `gate:` (or `/gate`). What is missing or cannot be understood stays empty or as written:
`sync.waivers.waiving` decides what becomes of it.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from enum import StrEnum

from rules.calendar import Calendar
from rules.terms import DayTerm, day_term_of, duration_of
from rules.values import fold
from sync.render.wording import clean

LONGEST_LINE = 2_000  # signs; nobody gives a longer reason
MOST_COMMANDS = 20  # of one comment
REASON, DATE, RULE = "REASON", "YYYY-MM-DD", "RULE"
"""What stands in a line to be sent where somebody has to fill in: too short for a reason, and no day."""

BEGIN = re.compile(r"(?:/gate\b:?|gate:)(?P<gap>\s*)(?P<rest>.*)", re.IGNORECASE)
WAIVE = re.compile(
    r"(?:(?!(?:until|because)(?:\s|$))(?P<rule>\S+))?\s*(?P<until>.*?)(?:(?<!\S)because(?=[\s:]|$):?\s*(?P<because>.*))?$",
    re.IGNORECASE,
)
SLASHED = re.compile(r"(?P<one>\d{1,2})[./-](?P<two>\d{1,2})(?:[./-](?P<year>\d{4}|\d{2}))?\.?", re.ASCII)


class Word(StrEnum):
    """What may be asked for."""

    WAIVE = "waive"
    UNWAIVE = "unwaive"
    RECHECK = "recheck"
    EXPLAIN = "explain"
    HELP = "help"


@dataclass(frozen=True, slots=True)
class Command:
    """One command as it was written; `word` is None where `said` is none of ours, and then `meant` may be near it."""

    word: Word | None
    rule: str = ""
    until: str = ""
    because: str = ""
    said: str = ""
    meant: Word | None = None


def commands_in(lines: Iterable[str]) -> tuple[Command, ...]:
    """Return the commands of a comment in their order, each once. `lines` are those its author says, not shows."""
    found = (_command(line) for line in lines)
    return tuple(dict.fromkeys(one for one in found if one is not None))[:MOST_COMMANDS]


def _command(line: str) -> Command | None:
    begun = BEGIN.match(clean(line[:LONGEST_LINE]))
    if begun is None:
        return None
    said, _, rest = begun["rest"].partition(" ")
    name = fold(said.rstrip(".,;:!?"))
    if name not in set(Word):
        # `gate:blocked` is a label of ours, spoken of.
        return Command(None, said=said, meant=_near(name)) if begun["gap"] or not said else None
    match Word(name):
        case Word.WAIVE:
            return _waive(rest)
        case (Word.UNWAIVE | Word.EXPLAIN) as word:
            return Command(word, rule=_name(rest.partition(" ")[0]))
        case word:
            return Command(word)


def _near(name: str) -> Word | None:
    near = get_close_matches(name, list(Word), n=1, cutoff=0.6)
    return Word(near[0]) if near else None


def _waive(rest: str) -> Command:
    found = WAIVE.match(rest)
    if found is None:
        return Command(Word.WAIVE)
    until = re.sub(r"^until\b:?\s*", "", found["until"].strip(), flags=re.IGNORECASE)
    return Command(Word.WAIVE, _name(found["rule"] or ""), until.strip(" .,;"), (found["because"] or "").strip())


def _name(said: str) -> str:
    """Return a rule's name without the signs people put around names."""
    return said.strip("\"'`“”.,;:<>()[]")


def waive_line(rule: str, until: date | str, because: str = "") -> str:
    """Return the line to send."""
    return f"gate: waive {rule or RULE} until {until or DATE} because {because or REASON}"


@dataclass(frozen=True, slots=True)
class Unclear:
    """Text that is no day; `meant` are the days it may have been."""

    why: str
    meant: tuple[date, ...] = ()


def day_meant(text: str, today: date, calendar: Calendar) -> date | Unclear:
    """Read `2026-12-31` or `in 5 working days`; `today` is the day it was said, in the client's zone."""
    words = fold(text)
    if not words:
        return Unclear("The last day is missing")
    if words.startswith("in "):
        shift = duration_of(words.removeprefix("in "))
        if shift is not None and shift.unit != "hours":
            return DayTerm(sign=1, shift=shift).on(today, calendar)
    term = day_term_of(words)
    if term is not None:
        return term.on(today, calendar)
    slashed = SLASHED.fullmatch(words)
    meant = _days_of(slashed, today) if slashed else ()
    if len(meant) > 1:
        return Unclear(f"“{_short(text)}” may be two different days", meant)
    return Unclear(f"“{_short(text)}” is no day that is understood here", meant)


def _days_of(slashed: re.Match[str], today: date) -> tuple[date, ...]:
    """Return the days a text such as 01/02/2026 may mean, in either order; without a year, the next such days."""
    one, two, year = int(slashed["one"]), int(slashed["two"]), slashed["year"]
    years = [int(year) % 100 + 2000] if year else [today.year, today.year + 1]
    orders = dict.fromkeys(((one, two), (two, one)))
    found = (next((at for at in (_day(y, *order) for y in years) if at and at >= today), None) for order in orders)
    return tuple(sorted({day for day in found if day is not None}))


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:39]}…"
