"""Whether two conditions on one subject can hold together. Only what is certain on every ticket is said.

A field may be text, a number, a date, a list or a person, and what is asked of it does not tell which: a list of one
value equals it and counts as one, a person is known by two names. What hangs on that is left alone.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from config.vocabulary import AMOUNT_TESTS, DAY_TESTS, NATIVE_TEXTS
from rules.pack import Condition
from rules.terms import DayTerm, day_term_of, duration_of
from rules.values import LONGEST_TEXT, fold, is_address, looks_like_a_day, written_number

NEEDS_A_VALUE = frozenset(
    {
        *("equals", "one_of", "contains", "contains_any", "starts_with", "within", "same_as", "holds", "holds_not"),
        *DAY_TESTS,
    }
)
NO_VALUE = ("empty", "absent")
COUNTED = frozenset({"attachments", "link", "children", "comment", "engagement", "contacts", "went_back", "changed"})
TIMED = frozenset({"time_in", "between", "first_response"})


@dataclass(frozen=True, slots=True)
class Range:
    """What lies between two ends of one scale; a `strict` end is not part of it. `steps`: only whole numbers count."""

    scale: str
    low: float = float("-inf")
    high: float = float("inf")
    low_strict: bool = False
    high_strict: bool = False
    steps: bool = False

    def meets(self, other: "Range") -> bool:
        low, above = max((self.low, self.low_strict), (other.low, other.low_strict))
        high, reached = min((self.high, not self.high_strict), (other.high, not other.high_strict))
        if self.steps:
            return low + above <= high - (not reached)
        return low < high or (low == high and reached and not above)


def clash(one: Condition, other: Condition) -> bool:
    """Tell whether no ticket can meet both; they are on the same subject."""
    return any(shut_out(*pair) for shut_out in _CLASHES for pair in ((one, other), (other, one)))


def is_impossible(one: Condition) -> bool:
    """Tell whether no ticket can meet a condition by itself."""
    if one.test == "length_at_least":
        return (written_number(_text(one)) or 0) > LONGEST_TEXT
    if one.subject == "field" and one.test in {"before", "after", "differs_from"}:
        return one.wanted == one.argument
    nothing_less = one.subject == "checklist" or one.subject in COUNTED or one.subject in TIMED
    return nothing_less and one.test == "less_than" and _amount(_text(one)) == 0


def _text(one: Condition) -> str:
    return one.wanted if isinstance(one.wanted, str) else ""


def _texts(one: Condition) -> tuple[str, ...]:
    return one.wanted if isinstance(one.wanted, tuple) else (one.wanted or "",)


def _word(one: Condition) -> str:
    return fold(_text(one)) if one.test == "is" else "" if one.test else "present"


def _presence(one: Condition, other: Condition) -> bool:
    if _word(one) not in NO_VALUE:
        return False
    if other.subject != "field":
        return _word(other) in {"present", "complete"}
    if other.test in AMOUNT_TESTS:
        return any(not part.meets(Range(part.scale, high=0)) for part in _amounts(other) if part.low >= 0)
    return other.test in NEEDS_A_VALUE or (other.test == "is" and _word(other) not in {*NO_VALUE, "false"})


def _counts(one: Condition) -> Iterator[Range]:
    """Yield how many there must be."""
    if one.subject in {"checklist", *COUNTED}:
        if one.test in AMOUNT_TESTS and (amount := _amount(_text(one))) is not None:
            yield _range("count", one.test or "", amount, steps=True)
        at_least_one = one.test in {"in_stage", "in_status", "within"} or _word(one) == "complete"
        if at_least_one or (_word(one) == "present" and one.subject != "checklist"):
            yield Range("count", low=1, steps=True)
        if _word(one) == "absent":
            yield Range("count", high=0, steps=True)


def _amounts(one: Condition) -> Iterator[Range]:
    """Yield between which numbers or durations of one unit something lies."""
    if one.subject not in {"checklist", *COUNTED} and one.test in AMOUNT_TESTS:
        duration, number = duration_of(_text(one)), written_number(_text(one))
        if duration is not None:
            yield _range(duration.unit, one.test or "", duration.amount)
        elif number is not None:
            yield _range("number", one.test or "", number)


def _amount(text: str) -> float | None:
    duration = duration_of(text)
    return duration.amount if duration is not None else written_number(text)


def _range(scale: str, test: str, end: float, *, steps: bool = False) -> Range:
    strict = test in {"more_than", "less_than", "before", "after"}
    if test in {"at_least", "more_than", "after", "not_before"}:
        return Range(scale, low=end, low_strict=strict, steps=steps)
    return Range(scale, high=end, high_strict=strict, steps=steps)


def _days(one: Condition) -> Iterator[Range]:
    """Yield between which days something lies: on the calendar, seen from today, or seen from another field."""
    text = _text(one)
    if one.test in DAY_TESTS:
        term = day_term_of(text)
        if term is not None:
            yield from (_range(scale, one.test or "", end, steps=steps) for scale, end, steps in _scales(term))
        elif not looks_like_a_day(text):
            yield _range(f"field {text}", one.test or "", 0)
    elif _word(one) in {"a past date", "a future date"}:
        test = "before" if _word(one) == "a past date" else "after"
        yield from (_range(scale, test, end, steps=steps) for scale, end, steps in _scales(DayTerm()))
    elif one.test == "within" and one.subject == "field":
        yield from (_range(scale, "not_after", end, steps=steps) for scale, end, steps in _scales(DayTerm()))


def _scales(term: DayTerm) -> Iterator[tuple[str, float, bool]]:
    """Yield the scales on which a day has a place; working days and days are not compared."""
    if term.day is not None:
        yield "calendar", term.day.toordinal(), True
    elif term.shift is None:
        yield from (("days from today", 0, True), ("working days from today", 0, False))
    elif term.shift.unit == "working days":
        yield "working days from today", term.sign * int(term.shift.amount), False
    else:
        weeks = 7 if term.shift.unit == "weeks" else 1
        yield "days from today", term.sign * int(term.shift.amount) * weeks, True


def _apart(look: Callable[[Condition], Iterator[Range]]) -> Callable[[Condition, Condition], bool]:
    def shut_out(one: Condition, other: Condition) -> bool:
        return any(
            first.scale == second.scale and not first.meets(second) for first in look(one) for second in look(other)
        )

    return shut_out


def _choices(one: Condition, other: Condition) -> bool:
    """Compare what a field must be with what else it must be, or must not be."""
    if one.subject != "field" or one.test not in {"equals", "one_of"}:
        return False
    if other.test == "not_one_of":
        return set(map(fold, _texts(one))) <= set(map(fold, _texts(other)))
    if other.test not in {"equals", "one_of"}:
        return False
    is_single = "equals" in {one.test, other.test} or one.argument in NATIVE_TEXTS
    return is_single and all(_differ(mine, yours) for mine in _texts(one) for yours in _texts(other))


def _differ(one: str, other: str) -> bool:
    """Tell whether nothing can equal both texts."""
    numbers = written_number(one), written_number(other)
    if None not in numbers:
        return numbers[0] != numbers[1]
    if one[:4].isdigit() and other[:4].isdigit() and not (looks_like_a_day(one) and looks_like_a_day(other)):
        return False  # may be moments of one day
    return fold(one) != fold(other) and not is_address(one) and not is_address(other)  # a person has an id, too


def _opposites(one: Condition, other: Condition) -> bool:
    match one.test, other.test:
        case "same_as", "differs_from":
            return one.wanted == other.wanted
        case "holds", "holds_not":
            return set(map(fold, _texts(one))) <= set(map(fold, _texts(other)))
        case "by", "by_not":
            return one.subject == "moved" and fold(_text(one)) == fold(_text(other))
        case "is", "is":
            return (_word(one), _word(other)) == ("true", "false")
    return False


_CLASHES = (_presence, _apart(_counts), _apart(_amounts), _apart(_days), _choices, _opposites)
