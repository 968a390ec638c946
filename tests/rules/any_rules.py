"""Hypothesis strategies: any condition of the whole vocabulary, any group of them, the facts of any ticket."""

from datetime import UTC, datetime

from hypothesis import strategies as st

from config.vocabulary import AMOUNT_TESTS, DAY_TESTS, FIELD_TESTS, GROUPS, NATIVE_FIELDS, SUBJECTS
from rules.conditions import compile_clause
from rules.examples import scene_of
from rules.pack import Condition, Group, Pack, Rule, Stage
from rules.policy import compile_policy
from rules.scene import Setting
from rules.subjects import FACTS_OF_OTHERS

NOW = datetime(2026, 3, 9, 12, tzinfo=UTC)
STAGES, STATUSES, TYPES = ("Work", "Review", "Done"), ("Open", "Work", "Closed"), ("Story", "Bug", "Risk")
PEOPLE, ROLES = ("ana@acme.example", "bo@acme.example"), ("lead", "client", "assignee")
FIELDS = ("Alpha", "Beta", *NATIVE_FIELDS)
TEXTS = ("x", "y", "xy", "3", "2026-03-09", "true", "Story", "Review", *PEOPLE)
DATES = ("2026-03-02", "2026-03-09", "2026-03-20")


def some(*words):
    return st.lists(st.sampled_from(words), min_size=1, max_size=2, unique=True).map(tuple)


filters = st.fixed_dictionaries(
    {}, optional={"type": some(*TYPES), "stage": some(*STAGES), "status": some(*STATUSES), "label": some("l", "m")}
)
ARGUMENTS = {
    "field": st.sampled_from(FIELDS),
    "label": st.sampled_from(["l", "m"]),
    "checklist": st.sampled_from(["any", "One", "two"]),
    "attachments": st.sampled_from(["any", "a.pdf", "*.pdf", "*a*"]),
    "link": some("any", "blocks", "relates to"),
    "children": filters,
    "comment": st.fixed_dictionaries({}, optional={"by": some(*ROLES, "anyone"), "says": st.just(("yes",))}),
    "moved": st.fixed_dictionaries({"to": some(*STAGES)}),
    "time_in": st.sampled_from([*STAGES, "status"]),
    "engagement": filters,
    "between": st.fixed_dictionaries({end: st.sampled_from([("due",), ("created",), ("now",)]) for end in ("from", "to")}),
    "changed": st.sampled_from(["due", "Alpha"]),
    "went_back": some("any", *STAGES),
    "first_response": st.fixed_dictionaries({}, optional={"by": some(*ROLES)}),
    "contacts": st.sampled_from(["any", "milestones", "weekly"]),
}  # fmt: skip
AMOUNTS = {
    "count": ["0", "1", "2"],
    "any": ["0", "1", "2.5", "3 hours", "2 days"],
    "working time": ["0 hours", "5 hours", "2 working days"],
    "working time or takes": ["0 hours", "2 working days", "takes"],
    "any time": ["2 days", "1 week", "10 working days"],
}
DAYS = [*DATES, "today", "today + 3 days", "today - 2 weeks", "today + 1 working day", "due", "Beta"]
WANTED = {
    **dict.fromkeys(("equals", "contains", "starts_with"), st.sampled_from(TEXTS)),
    **dict.fromkeys(("one_of", "not_one_of", "contains_any"), some(*TEXTS)),
    "length_at_least": st.sampled_from(["0", "2", "9"]),
    **dict.fromkeys(DAY_TESTS, st.sampled_from(DAYS)),
    **dict.fromkeys(FIELD_TESTS, st.sampled_from(FIELDS)),
    **dict.fromkeys(("within", "newest_within"), st.sampled_from(["0 days", "1 week", "3 working days"])),
    **dict.fromkeys(("in_stage", "all_in_stage"), some(*STAGES)),
    **dict.fromkeys(("in_status", "all_in_status"), some(*STATUSES)),
    **dict.fromkeys(("by", "by_not"), st.sampled_from(ROLES)),
    **dict.fromkeys(("holds", "holds_not"), some("lead", "boss")),
    "all_have": some(*FACTS_OF_OTHERS),
}


@st.composite
def any_conditions(draw):
    subject = draw(st.sampled_from(sorted(SUBJECTS)))
    test = draw(st.sampled_from(SUBJECTS[subject].tests))
    if test == "is":
        wanted = draw(st.sampled_from(SUBJECTS[subject].words))
    elif test in AMOUNT_TESTS:
        wanted = draw(st.sampled_from(AMOUNTS[SUBJECTS[subject].amounts]))
    else:
        wanted = draw(WANTED[test])
    return Condition(subject, draw(ARGUMENTS[subject]), test, wanted)


def with_where(clause, where):
    if isinstance(clause, Group):
        return Group(clause.kind, clause.parts, where)
    return Condition(clause.subject, clause.argument, clause.test, clause.wanted, where)


def grown(clauses):
    groups = st.builds(Group, st.sampled_from(GROUPS), st.lists(clauses, min_size=1, max_size=3).map(tuple))
    return groups | st.builds(with_where, clauses, clauses)


conditions = any_conditions()
clauses = st.recursive(conditions, grown, max_leaves=5)

near = st.lists(
    st.fixed_dictionaries(
        {},
        optional={
            "type": st.sampled_from([*TYPES, "blocks"]),
            "status": st.sampled_from(STATUSES),
            "stage": st.sampled_from(STAGES),
            "labels": st.lists(st.sampled_from("lm"), max_size=2),
            "due": st.sampled_from(DATES),
            "resolved": st.sampled_from(DATES),
        },
    ),
    max_size=3,
)
by, at = st.sampled_from([*PEOPLE, *ROLES]), st.sampled_from(DATES[:2])
facts = st.fixed_dictionaries(
    {},
    optional={
        **{name: st.sampled_from(TEXTS) for name in ("Alpha", "Beta", "title", "description", "priority", "parent")},
        "type": st.sampled_from(TYPES),
        "status": st.sampled_from(STATUSES),
        "stage": st.sampled_from(STAGES),
        **{name: st.sampled_from(PEOPLE) for name in ("assignee", "reporter", "owner")},
        **{name: st.sampled_from(DATES) for name in ("created", "updated", "due", "start", "resolved")},
        **{name: st.sampled_from(["0 hours", "3 hours"]) for name in ("estimate", "time spent")},
        "labels": st.lists(st.sampled_from("lm"), max_size=2),
        "attachments": st.lists(st.sampled_from(["a.pdf", "b.png"]), max_size=2),
        "checklists": st.dictionaries(st.sampled_from(["One", "Two"]), st.lists(st.tuples(st.just("i"), st.booleans()).map(list), max_size=3)),
        "comments": st.lists(st.fixed_dictionaries({"by": by, "text": st.sampled_from(["yes", "no"]), "at": at}), max_size=3),
        "moved": st.lists(st.fixed_dictionaries({"to": st.sampled_from(STAGES), "by": by, "at": at}), max_size=3),
        "changed": st.lists(st.fixed_dictionaries({"field": st.sampled_from(["due", "Alpha"]), "at": at}), max_size=2),
        "contacts": st.lists(st.just({"receives": ["weekly"]}), max_size=2),
        "links": near,
        "children": near,
        "engagement": near,
        "time_in": st.dictionaries(st.sampled_from(STAGES), st.sampled_from(["2 hours", "3 working days"])),
        "today": st.sampled_from(DATES),
    },
)  # fmt: skip


def policy_with(*must, **more):
    """Return the policy of one free rule in a pack with stages."""
    stages = tuple(Stage(name, takes="1-2 working days") for name in STAGES)
    return compile_policy((Pack("p", stages=stages, rules=(Rule("r", "s", must, **more),)),), Setting(), {})


def scene(of, policy):
    return scene_of(of, policy.rules[0], policy, NOW)


def ask(clause, of):
    """Return what a clause says of a ticket."""
    return compile_clause(clause, "p").holds(scene(of, policy_with(clause)))
