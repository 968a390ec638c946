"""Conditions as an editor knows them: for every subject its own tests, and for every test what may stand behind it."""

from collections.abc import Mapping

from config.named import DAY, Schema
from config.spans import ANY_UNIT, CALENDAR, NUMBER, WORKING, any_unit_of
from config.vocabulary import AMOUNT_TESTS, DAY_TESTS, GROUPS, SUBJECTS, TESTS, Subject
from rules.terms import TAKES

HEADS = (*SUBJECTS, *GROUPS)
NEEDS_SUBJECT = f"A condition needs a subject: {', '.join(SUBJECTS)}."
NEEDS_ONE_TEST = "A condition needs one test."
TRUTHS = {"true": True, "false": False}  # what an editor reads where the words stand without quotes

_COUNT: Schema = {"type": ["integer", "string"], "minimum": 0, "pattern": "^[0-9]{1,9}$"}


def _time(units: tuple[str, ...], *words: str) -> str:
    return "|".join((rf"\s*{NUMBER}\s+{any_unit_of(units)}\s*", *words))


def _written(pattern: str, told: str) -> Schema:
    return {"type": "string", "pattern": f"^({pattern})$", "patternErrorMessage": told}


AMOUNTS: Mapping[str, Schema] = {
    "count": _COUNT,
    "any": {
        **_written(rf"[+-]?{NUMBER}|{_time(ANY_UNIT)}", "Write a number such as 3 or a duration such as 16 hours."),
        "type": ["number", "string"],
    },
    "working time": _written(_time(WORKING), "Write working days or hours, such as 2 working days."),
    "working time or takes": _written(
        _time(WORKING, TAKES), f"Write working days or hours, such as 2 working days, or {TAKES}."
    ),
    "any time": _written(_time(ANY_UNIT), "Write a duration such as 10 working days."),
}
"""What stands behind an amount's test, by the kind of amount the vocabulary names."""

_SPAN = _written(_time(CALENDAR), "Write days, weeks or working days, such as 7 days.")


def condition(keys: Mapping[str, Schema]) -> Schema:
    """Return the schema of a condition or group from the shapes of its keys.

    Which keys go together hangs on the subject. An editor that is given alternatives shows the mistakes of the first
    one; with a condition on each subject it shows those of the subject that stands there.
    """
    subjects = [_where(subject, _asked(subject, SUBJECTS[subject], keys)) for subject in SUBJECTS]
    groups = [_where(group, _closed({group: keys[group], "where": keys["where"]})) for group in GROUPS]
    return {"title": "condition", "type": "object", "allOf": [*subjects, *groups, _where(None, _unfinished(keys))]}


def _where(key: str | None, then: Schema) -> Schema:
    """Say what holds where a key stands; without a key, where no subject and no group does."""
    return {"if": _has(key) if key else {"not": {"anyOf": [_has(head) for head in HEADS]}}, "then": then}


def _has(key: str) -> Schema:
    return {"type": "object", "required": [key]}


def _closed(properties: Mapping[str, Schema]) -> Schema:
    return {"properties": dict(properties), "additionalProperties": False}


def _asked(name: str, subject: Subject, keys: Mapping[str, Schema]) -> Schema:
    tests = {test: _wanted(test, subject, keys[test]) for test in subject.tests}
    shape = _closed({name: keys[name], **tests, "where": keys["where"]})
    if not subject.needs_test:
        return shape
    one_test = {"oneOf": [{"required": [test]} for test in subject.tests]}
    return {**shape, "if": {"not": one_test}, "then": _mistake(NEEDS_ONE_TEST)}


def _mistake(told: str) -> Schema:
    """Return a shape no condition has, with what an editor says of it."""
    return {"type": "string", "errorMessage": told}


def _wanted(test: str, subject: Subject, shape: Schema) -> Schema:
    """Return what may stand behind a test; what hangs on the subject takes the place of any text."""
    told = {"description": shape["description"]} if "description" in shape else {}
    if test == "is":
        return {"enum": [*subject.words, *(truth for word, truth in TRUTHS.items() if word in subject.words)], **told}
    if test in AMOUNT_TESTS:
        return {**AMOUNTS[subject.amounts], **told}
    if test in DAY_TESTS:
        return {**DAY, **told}
    if test in {"within", "newest_within"}:
        return {**_SPAN, **told}
    if test == "length_at_least":
        return {**_COUNT, **told}
    return shape


def _unfinished(keys: Mapping[str, Schema]) -> Schema:
    """Offer subjects and groups where there is none yet, and let tests stand that wait for one."""
    waiting = {key: {"doNotSuggest": True} for key in (*TESTS, "where")}
    heads = {head: keys[head] for head in HEADS}
    return {**_closed({**heads, **waiting}), "allOf": [_mistake(NEEDS_SUBJECT)]}
