"""Tests on values: each becomes a closure from a value and a scene to an answer, with words for what is wanted.

An empty value fails every test but `is: empty`, `is: absent`, `is: false`, `not_one_of`, and
`differs_from` a filled field (RULINGS V13).
"""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from rules.calendar import Calendar
from rules.kinds import IS, Compared, Test, fixed
from rules.model import Person, Value
from rules.scene import Scene
from rules.subjects import IN_HOURS, Look
from rules.terms import DayTerm, Duration, day_term_of, duration_of
from rules.values import (
    Answer,
    Unseen,
    answer,
    any_of,
    day_in,
    equals,
    fold,
    is_empty,
    number_in,
    person_in,
    same,
    shown,
    written_number,
)

FAILS, HOLDS, UNKNOWN = Answer.FAILS, Answer.HOLDS, Answer.UNKNOWN

Texts = tuple[str, ...]


def compare(test: str, wanted: str | Texts, *, subject: str, other: Callable[[str], Look]) -> Compared:
    """Compile a test on a field. `other` gives the look at another field, for tests that name one."""
    texts = wanted if isinstance(wanted, tuple) else (wanted,)
    one = texts[0]
    if test == "is":
        return IS[fold(one)]
    if test in _MEMBERSHIP:
        return Compared(_MEMBERSHIP[test](texts), fixed(_said_of_texts(test, texts)))
    if test in _SIZES:
        return _size(test, one, in_hours=subject in IN_HOURS)
    if test in _ORDERS:
        return _order(test, one, other)
    if test == "within":
        return _within(one)
    if test in _ROLES:
        return _holds_role(texts, reverse=_ROLES[test])
    return _against_field(test, one, other(one))


def _equals(texts: Texts) -> Test:
    return lambda value, scene: answer(holds=equals(value, texts[0], scene.setting.calendar.zone))


def _one_of(texts: Texts) -> Test:
    folded = frozenset(map(fold, texts))

    def ask(value: Value, scene: Scene) -> Answer:
        if isinstance(value, str):
            return HOLDS if fold(value) in folded else FAILS
        parts = value if isinstance(value, tuple) else (value,)
        zone = scene.setting.calendar.zone
        return answer(holds=any_of([equals(part, text, zone) for part in parts for text in texts]))

    return ask


def _not_one_of(texts: Texts) -> Test:
    ask = _one_of(texts)
    reversed_ = {HOLDS: FAILS, FAILS: HOLDS, UNKNOWN: UNKNOWN}
    return lambda value, scene: reversed_[ask(value, scene)]


def _contains(texts: Texts) -> Test:
    folded = tuple(map(fold, texts))

    def ask(value: Value, scene: Scene) -> Answer:
        if isinstance(value, tuple):
            zone = scene.setting.calendar.zone
            return answer(holds=any_of([equals(part, text, zone) for part in value for text in texts]))
        text = _text_of(value)
        if text is not None:
            for part in folded:
                if part in text:
                    return HOLDS
        return FAILS

    return ask


def _starts_with(texts: Texts) -> Test:
    start = fold(texts[0])

    def ask(value: Value, _scene: Scene) -> Answer:
        if isinstance(value, tuple):
            return answer(holds=any((_text_of(part) or "").startswith(start) for part in value))
        return HOLDS if (_text_of(value) or "").startswith(start) else FAILS

    return ask


def _length(texts: Texts) -> Test:
    least = written_number(texts[0]) or 0
    return lambda value, _scene: HOLDS if len(_text_of(value) or "") >= least else FAILS


def _text_of(value: Value) -> str | None:
    if isinstance(value, str):
        return fold(value)
    if value is None or isinstance(value, tuple | Person | bool):
        return None
    return fold(shown(value))


_MEMBERSHIP: dict[str, Callable[[Texts], Test]] = {
    "equals": _equals,
    "one_of": _one_of,
    "not_one_of": _not_one_of,
    "contains": _contains,
    "contains_any": _contains,
    "starts_with": _starts_with,
    "length_at_least": _length,
}


def _said_of_texts(test: str, texts: Texts) -> str:
    said = ", ".join(texts)
    return {
        "equals": said,
        "one_of": f"one of {said}",
        "not_one_of": f"none of {said}",
        "contains": f"text with “{said}”",
        "contains_any": f"text with one of {said}",
        "starts_with": f"text that starts with “{said}”",
        "length_at_least": f"at least {said} characters long",
    }[test]


_SIZES: dict[str, tuple[str, Callable[[float, float], bool]]] = {
    "at_least": ("at least", lambda size, limit: size >= limit),
    "at_most": ("at most", lambda size, limit: size <= limit),
    "more_than": ("more than", lambda size, limit: size > limit),
    "less_than": ("less than", lambda size, limit: size < limit),
}


def size_test(test: str, text: str) -> tuple[Callable[[float], bool], str]:
    """Compile a test on a count or an amount: the test itself and the words for what is wanted."""
    words, holds = _SIZES[test]
    limit = written_number(text) or 0.0
    return (lambda size: holds(size, limit)), f"{words} {text}"


def size_test_of_hours(test: str, text: str) -> tuple[Callable[[float, float], bool], str]:
    """Compile a test of hours against a limit, with the words for what is wanted."""
    words, holds = _SIZES[test]
    return holds, f"{words} {text}"


def hours_of(text: str, calendar: Calendar) -> float:
    """Return a written duration in hours; a bare number is hours already."""
    duration = duration_of(text)
    if duration is None:
        return written_number(text) or 0.0
    if duration.unit in {"days", "weeks"}:
        days = duration.amount * (len(calendar.days) if duration.unit == "weeks" else 1)
        return days * calendar.day_hours
    return duration.working_hours(calendar)


def _size(test: str, text: str, *, in_hours: bool) -> Compared:
    words, holds = _SIZES[test]
    limit = written_number(text)

    def ask(value: Value, scene: Scene) -> Answer:
        size = number_in(value) if not isinstance(value, tuple) else len(value)
        wanted = hours_of(text, scene.setting.calendar) if in_hours else limit
        if size is None or wanted is None:
            return FAILS
        return HOLDS if holds(size, wanted) else FAILS

    return Compared(ask, fixed(f"{words} {text}"))


_ORDERS: dict[str, tuple[str, Callable[[date, date], bool]]] = {
    "before": ("before", lambda day, limit: day < limit),
    "after": ("after", lambda day, limit: day > limit),
    "not_before": ("not before", lambda day, limit: day >= limit),
    "not_after": ("not after", lambda day, limit: day <= limit),
}


def _order(test: str, text: str, other: Callable[[str], Look]) -> Compared:
    words, holds = _ORDERS[test]
    term = day_term_of(text)
    if term is None:
        return _order_of_fields(words, holds, text, other(text))

    limit = _limit(term)

    def ask(value: Value, scene: Scene) -> Answer:
        day = day_in(value, scene.setting.calendar.zone)
        return HOLDS if day is not None and holds(day, limit(scene)) else FAILS

    def wanted(scene: Scene) -> str:
        return f"{words} {text}" if term.day else f"{words} {text} ({limit(scene).isoformat()})"

    return Compared(ask, wanted, by_day=term.day is None)


def _limit(term: DayTerm) -> Callable[[Scene], date]:
    """Return the day a term means, reckoned once for all tickets of a day."""
    known: list[tuple[date, Calendar, date]] = []

    def limit(scene: Scene) -> date:
        today, calendar = scene.today, scene.setting.calendar
        if known and known[0][0] == today and known[0][1] is calendar:
            return known[0][2]
        known[:] = [(today, calendar, term.on(today, calendar))]
        return known[0][2]

    return limit


def _order_of_fields(words: str, holds: Callable[[date, date], bool], name: str, look: Look) -> Compared:
    def ask(value: Value, scene: Scene) -> Answer:
        limit = look(scene)
        if isinstance(limit, Unseen):
            return UNKNOWN
        zone = scene.setting.calendar.zone
        day, other_day = day_in(value, zone), day_in(limit, zone)
        return HOLDS if day is not None and other_day is not None and holds(day, other_day) else FAILS

    return Compared(ask, lambda scene: f"{words} {name} ({_shown_look(look, scene)})")


def _within(text: str) -> Compared:
    duration = duration_of(text) or Duration(0, "days")

    def ask(value: Value, scene: Scene) -> Answer:
        day = day_in(value, scene.setting.calendar.zone)
        return answer(holds=day is not None and is_within(day, duration, scene))

    return Compared(ask, fixed(f"within {text}"), by_day=True)


def is_within(day: date | datetime, duration: Duration, scene: Scene) -> bool:
    """Tell whether a day lies no more than a duration back, whole days, today included (D7)."""
    calendar = scene.setting.calendar
    on = calendar.day(day) if isinstance(day, datetime) else day
    if duration.unit == "hours":
        return scene.today - timedelta(days=duration.amount // 24) <= on <= scene.today
    return duration.before(scene.today, calendar) <= on <= scene.today


_ROLES = {"holds": False, "holds_not": True}


def _holds_role(roles: Texts, *, reverse: bool) -> Compared:
    """Ask whether a person holds one of some roles; unknown where nobody is named for any of them."""

    def ask(value: Value, scene: Scene) -> Answer:
        person = person_in(value)
        if person is None:
            return FAILS
        known = [role for role in roles if scene.setting.has_role(role)]
        found = any_of([scene.setting.holds(person, role) for role in known]) if known else None
        return answer(holds=found if found is None or not reverse else not found)

    words = "somebody who is" if not reverse else "somebody who is not"
    return Compared(ask, fixed(f"{words} {' or '.join(roles)}"))


def _against_field(test: str, name: str, look: Look) -> Compared:
    wants_same = test == "same_as"

    def ask(value: Value, scene: Scene) -> Answer:
        other = look(scene)
        if isinstance(other, Unseen):
            return UNKNOWN
        if is_empty(value) or is_empty(other):
            return answer(holds=not wants_same and is_empty(value) and not is_empty(other))
        alike = same(value, other, scene.setting.calendar.zone)
        return answer(holds=alike if wants_same or alike is None else not alike)

    words = "the same as" if wants_same else "different from"
    return Compared(ask, lambda scene: f"{words} {name} ({_shown_look(look, scene)})")


def _shown_look(look: Look, scene: Scene) -> str:
    seen = look(scene)
    return seen.reason if isinstance(seen, Unseen) else shown(seen)
