"""What may stand behind a test: the words of `is`, amounts, days, durations."""

import re
from collections.abc import Callable
from typing import Annotated

from config.forms import choose, one_of, read_count, read_text, wrong
from config.marks import Branch, Scalar
from config.mistakes import quoted
from config.spans import CALENDAR, WORKING, read_duration
from config.vocabulary import (
    AMOUNT_TESTS,
    DAY_TESTS,
    NATIVE_DATES,
    NATIVE_EFFORTS,
    NATIVE_FIELDS,
    NATIVE_LISTS,
    NATIVE_PERSONS,
    ROLE_TESTS,
    SUBJECTS,
)
from rules.subjects import FACTS_OF_OTHERS
from rules.terms import TAKES, UNITS, day_term_of, duration_of
from rules.values import fold, looks_like_a_day, written_number

MEANT = {
    **dict.fromkeys(("not empty", "not blank", "set", "filled", "given", "not null"), "filled in"),
    **dict.fromkeys(("blank", "not filled in", "not set", "null", "none", "nothing"), "empty"),
    **dict.fromkeys(("missing", "not present", "not there"), "absent"),
    **dict.fromkeys(("yes", "ticked", "checked", "on"), "true"),
    **dict.fromkeys(("no", "not ticked", "unchecked", "off"), "false"),
    **dict.fromkeys(("done", "completed", "finished"), "complete"),
}
"""Words people write behind `is`, and ours for them."""
DAYS_IN_WORDS = {"tomorrow": "today + 1 day", "yesterday": "today - 1 day", "now": "today"}

Fact = Annotated[str, one_of(*FACTS_OF_OTHERS)]


def refusal_of_field(node: Branch, test: str) -> str | None:
    """Return why a test cannot be asked of this very field, None where it can."""
    name = node["field"]
    if test == "starts_with" and name in NATIVE_LISTS:
        return f'"{name}" is a list; ask "contains" instead'
    if test == "within" and name in NATIVE_FIELDS and name not in NATIVE_DATES:
        return f'"{name}" is no date; "within" asks how recent a date is'
    if test in ROLE_TESTS and name in NATIVE_FIELDS and name not in NATIVE_PERSONS:
        return f'"{name}" is no person; "{test}" asks whether a person holds a role'
    if test in AMOUNT_TESTS and name not in NATIVE_EFFORTS and _is_duration(node[test]):
        return f'only {" and ".join(NATIVE_EFFORTS)} are compared with a duration; "{name}" takes a number such as 3'
    return None


def _is_duration(value: object) -> bool:
    return isinstance(value, str) and written_number(value) is None and duration_of(value) is not None


def read_wanted(subject: str, test: str, value: Scalar) -> None:
    """Look over what stands behind a test; raises the error that says what may."""
    if test == "is":
        words = SUBJECTS[subject].words
        if fold(value) not in words:
            meant = MEANT.get(fold(value))
            if meant in words:
                raise wrong(
                    f'{quoted(value)} is not allowed; choose one of: {", ".join(words)} — did you mean "{meant}"?'
                )
            raise choose(value, words)
    elif test == "length_at_least":
        read_count(value)
    elif test in AMOUNT_TESTS:
        _READERS_OF_AMOUNTS[SUBJECTS[subject].amounts](value)
    elif test in DAY_TESTS:
        _read_day_or_field(value)
    elif test in {"within", "newest_within"}:
        read_duration(value, CALENDAR, "7 days")


def _read_number_or_duration(value: object) -> str:
    text = read_text(value)
    if written_number(text) is None and duration_of(text) is None:
        raise wrong(f"{{key}} needs a number such as 3 or a duration such as 16 hours; {quoted(text)} is neither")
    return text


def _read_working_time(value: object) -> str:
    return read_duration(value, WORKING, "2 working days")


def _read_working_time_or_takes(value: object) -> str:
    text = read_text(value)
    return text if fold(text) == TAKES else _read_working_time(value)


def _read_any_time(value: object) -> str:
    return read_duration(value, tuple(dict.fromkeys(UNITS.values())), "10 working days")


_READERS_OF_AMOUNTS: dict[str, Callable[[object], object]] = {
    "any": _read_number_or_duration,
    "count": read_count,
    "working time": _read_working_time,
    "working time or takes": _read_working_time_or_takes,
    "any time": _read_any_time,
}


_OTHER_DATE = re.compile(r"[0-9]{1,4}([./-])[0-9]{1,2}\1[0-9]{1,4}", re.ASCII)


def _read_day_or_field(value: Scalar) -> None:
    if day_term_of(value) is not None:
        return
    if looks_like_a_day(value):
        raise wrong(f"{quoted(value)} is not a day of the calendar")
    if _OTHER_DATE.fullmatch(value.strip()):
        raise wrong(f"{quoted(value)} is no date; write it as 2026-12-31")
    if fold(value) in DAYS_IN_WORDS:
        raise wrong(f"{quoted(value)} is no day; write {DAYS_IN_WORDS[fold(value)]}")
    if fold(value).startswith("today"):
        raise wrong(f"{quoted(value)} is no day; write today, or today + 5 working days (or days, or weeks)")
