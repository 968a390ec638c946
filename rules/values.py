"""How values compare: text folded, numbers and dates as an admin writes them (RULINGS V1-V15, D1-D8)."""

import unicodedata
from dataclasses import dataclass
from datetime import date, datetime
from enum import IntEnum
from functools import lru_cache
from zoneinfo import ZoneInfo

from rules.calendar import day_of
from rules.model import Person, Ticket, Value

LONGEST_TEXT = 64 * 1024  # signs; longer text is compared by its beginning
SHORT_ENOUGH_TO_REMEMBER = 128


class Answer(IntEnum):
    """What a condition says of a ticket. SKIPPED: its `where` does not hold, so it says nothing."""

    FAILS = 0
    HOLDS = 1
    UNKNOWN = 2
    SKIPPED = 3


def answer(*, holds: bool | None) -> Answer:
    """Turn true, false or undecided into an answer."""
    if holds is None:
        return Answer.UNKNOWN
    return Answer.HOLDS if holds else Answer.FAILS


@dataclass(frozen=True, slots=True)
class Unseen:
    """Stands in place of a value that could not be seen, with the reason."""

    reason: str


def fold(text: str) -> str:
    """Return text as it is compared: NFC, case folded, white space runs as one space, ends trimmed."""
    if len(text) <= SHORT_ENOUGH_TO_REMEMBER:
        return _fold_remembered(text)
    return _fold(text[:LONGEST_TEXT])


def _fold(text: str) -> str:
    if text.isascii():
        return " ".join(text.lower().split())
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


_fold_remembered = lru_cache(maxsize=65_536)(_fold)


def is_empty(value: Value) -> bool:
    """Absent, null, white space alone and an empty list are one: empty. 0 and false are values."""
    if value is None:
        return True
    if isinstance(value, str):
        return not value or value.isspace()
    return isinstance(value, tuple) and all(is_empty(part) for part in value)


def number_in(value: Value) -> float | None:
    """Return the number a value is or is written as: an optional sign, digits, at most one point (V9)."""
    if value.__class__ is float:
        return value
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return float(value)
    return written_number(value) if isinstance(value, str) else None


def written_number(text: str) -> float | None:
    """Return the number text is written as, else None; `1e3`, `1,5` and `80%` are no numbers."""
    text = text.strip()
    digits = text[1:] if text[:1] in {"+", "-"} else text
    whole, _, part = digits.partition(".")
    if not (whole + part).isascii() or not (whole + part).isdigit() or digits.endswith("."):
        return None
    return float(text)


def day_in(value: Value, zone: ZoneInfo) -> date | None:
    """Return the day of a date, a moment (in the given zone, D5) or ISO text, else None."""
    if value.__class__ is date:
        return value
    if isinstance(value, datetime):
        return day_of(value, zone)
    return written_day(value, zone) if isinstance(value, str) else None


def written_day(text: str, zone: ZoneInfo) -> date | None:
    """Return the day ISO text names; a date with a time and offset becomes a day in the zone."""
    text = text.strip()
    try:
        if len(text) == len("2026-01-31"):
            return date.fromisoformat(text)
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return day_of(moment, zone) if moment.tzinfo else moment.date()


def looks_like_a_day(text: str) -> bool:
    """Anything shaped NNNN-NN-NN is meant as a date, never as a field's name (D6)."""
    parts = text.strip().split("-")
    return [len(p) for p in parts] == [4, 2, 2] and all(p.isdigit() for p in parts)


def is_address(text: str) -> bool:
    """Tell whether text is one e-mail address and nothing else."""
    local, at, domain = text.strip().partition("@")
    return bool(local and at and "." in domain) and not any(c.isspace() or c in "@,;<>" for c in local + domain)


def person_in(value: Value) -> Person | None:
    """Return the person a value is; text counts where it is one e-mail address (V19)."""
    if isinstance(value, Person):
        return value
    if isinstance(value, str) and is_address(value):
        return Person(email=value.strip())
    return None


def person_is(person: Person, named: str) -> bool | None:
    """Tell whether a person is the one named by account id or address; None where it cannot be told (V20)."""
    if person.id is not None and person.id == named:
        return True
    if not is_address(named):
        return False if person.id is not None else None
    if person.email is None:
        return None
    return person.email.casefold() == named.strip().casefold()


def equals(value: Value, wanted: str, zone: ZoneInfo) -> bool | None:
    """Compare one value with what a rule writes; None where a person cannot be told apart."""
    match value:
        case None:
            return False
        case bool():
            return fold(wanted) == ("true" if value else "false")
        case int() | float():
            number = written_number(wanted)
            return number is not None and number == float(value)
        case date():
            day = written_day(wanted, zone)
            return day is not None and day == day_in(value, zone)
        case Person():
            return person_is(value, wanted)
        case tuple():
            return len(value) == 1 and equals(value[0], wanted, zone)
        case str():
            return fold(value) == fold(wanted)


def same(one: Value, other: Value, zone: ZoneInfo) -> bool | None:
    """Compare two filled values of tickets; None where persons cannot be told apart."""
    if isinstance(one, tuple) or isinstance(other, tuple):
        return _same_sets(_as_tuple(one), _as_tuple(other), zone)
    if isinstance(one, Person) or isinstance(other, Person):
        first, second = person_in(one), person_in(other)
        return first.same_as(second) if first and second else False
    numbers = number_in(one), number_in(other)
    if None not in numbers and not (isinstance(one, str) and isinstance(other, str)):
        return numbers[0] == numbers[1]
    if isinstance(one, date) or isinstance(other, date):
        return day_in(one, zone) == day_in(other, zone)
    if isinstance(one, str) and isinstance(other, str):
        return fold(one) == fold(other)
    return one == other


def _as_tuple(value: Value) -> tuple[Value, ...]:
    return value if isinstance(value, tuple) else (value,)


def _same_sets(ones: tuple[Value, ...], others: tuple[Value, ...], zone: ZoneInfo) -> bool | None:
    if len(ones) != len(others):
        return False
    found = [any_of([same(one, other, zone) for other in others]) for one in ones]
    return all_of(found)


def any_of(answers: list[bool | None]) -> bool | None:
    """Three-valued or: true if one is, unknown if one might be, else false."""
    if any(answers):
        return True
    return None if None in answers else False


def all_of(answers: list[bool | None]) -> bool | None:
    """Three-valued and: false if one is, unknown if one might be, else true."""
    if False in answers:
        return False
    return None if None in answers else True


def shown(value: Value, longest: int = 60) -> str:
    """Say a value in a few plain words, as it stands behind "is"."""
    if is_empty(value):
        return "empty"
    match value:
        case bool():
            return "true" if value else "false"
        case datetime():
            return value.strftime("%Y-%m-%d %H:%M UTC")
        case date():
            return value.isoformat()
        case Person():
            return value.name or value.email or value.id or "somebody"
        case tuple():
            return ", ".join(shown(part, longest) for part in value[:5]) + (" ..." if len(value) > 5 else "")
        case float() if value.is_integer():
            return str(int(value))
        case _:
            text = " ".join(str(value).split())
            return f"“{text}”" if len(text) <= longest else f"“{text[:longest].rstrip()}…”"


def value_of(ticket: Ticket, name: str) -> Value:
    """Return the value of a field by its name, whatever its capitals; None where there is none."""
    return next((value for field, value in ticket.fields.items() if fold(field) == fold(name)), None)
