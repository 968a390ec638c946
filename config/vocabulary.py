"""The closed vocabulary of conditions: which test goes with which subject (CONTRACT section 3, RULINGS V16)."""

from dataclasses import dataclass

GROUPS = ("any_of", "all_of", "none_of")
PRESENCE = ("present", "absent")
FIELD_WORDS = (
    "filled in",
    "empty",
    "true",
    "false",
    "a number",
    "a date",
    "a past date",
    "a future date",
    "a person",
    *PRESENCE,
)

TEXT_TESTS = ("equals", "one_of", "not_one_of", "contains", "contains_any", "starts_with", "length_at_least")
AMOUNT_TESTS = ("at_least", "at_most", "more_than", "less_than")
DAY_TESTS = ("before", "after", "not_before", "not_after")
FIELD_TESTS = ("same_as", "differs_from")
STAGE_TESTS = ("all_in_stage", "in_stage")
STATUS_TESTS = ("all_in_status", "in_status")
PERSON_TESTS = ("by", "by_not")
ROLE_TESTS = ("holds", "holds_not")
OTHERS_TESTS = ("all_have", "newest_within")

TESTS = (
    "is",
    *TEXT_TESTS,
    *AMOUNT_TESTS,
    *DAY_TESTS,
    "within",
    *FIELD_TESTS,
    *STAGE_TESTS,
    *STATUS_TESTS,
    *PERSON_TESTS,
    *ROLE_TESTS,
    *OTHERS_TESTS,
)

NATIVE_DATES = ("created", "updated", "due", "start", "resolved")
NATIVE_EFFORTS = ("estimate", "time spent")
NATIVE_LISTS = ("labels", "sprint")
NATIVE_PERSONS = ("assignee", "reporter", "owner")
NATIVE_TEXTS = ("title", "description", "type", "status", "stage", "priority", "parent", "url")
NATIVE_FIELDS = (*NATIVE_TEXTS, *NATIVE_PERSONS, *NATIVE_LISTS, *NATIVE_DATES, *NATIVE_EFFORTS)


@dataclass(frozen=True, slots=True)
class Subject:
    """What may be asked of a subject. `words` are those of `is`; `amounts` says what its numbers are."""

    tests: tuple[str, ...]
    words: tuple[str, ...] = ()
    amounts: str = "count"
    needs_test: bool = True


_NEAR = (*AMOUNT_TESTS, *STAGE_TESTS, *STATUS_TESTS, *OTHERS_TESTS)

SUBJECTS = {
    "field": Subject(
        ("is", *TEXT_TESTS, *AMOUNT_TESTS, *DAY_TESTS, "within", *FIELD_TESTS, *ROLE_TESTS), FIELD_WORDS, amounts="any"
    ),
    "label": Subject(("is",), PRESENCE, needs_test=False),
    "checklist": Subject(("is", *AMOUNT_TESTS), ("complete", *PRESENCE)),
    "attachments": Subject(("is", *AMOUNT_TESTS), PRESENCE),
    "link": Subject(("is", *_NEAR), PRESENCE),
    "children": Subject(("is", *_NEAR), ("complete", *PRESENCE)),
    "comment": Subject(("is", *AMOUNT_TESTS, "within", *PERSON_TESTS), PRESENCE),
    "moved": Subject(("is", "within", *PERSON_TESTS), PRESENCE),
    "time_in": Subject(AMOUNT_TESTS, amounts="working time or takes"),
    "engagement": Subject(("is", *AMOUNT_TESTS, "all_in_stage", "all_in_status", *OTHERS_TESTS), PRESENCE),
    "between": Subject(AMOUNT_TESTS, amounts="any time"),
    "changed": Subject(("is", *AMOUNT_TESTS, "within"), PRESENCE),
    "went_back": Subject(("is", *AMOUNT_TESTS, "within"), PRESENCE),
    "first_response": Subject(AMOUNT_TESTS, amounts="working time"),
    "contacts": Subject(("is", *AMOUNT_TESTS), PRESENCE),
}
