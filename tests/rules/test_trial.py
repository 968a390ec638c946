"""Rules tried on their examples: the outcome, what was found, and names a rule does not look at."""

from datetime import UTC, datetime

import pytest

from config.load import load_pack
from config.vocabulary import SUBJECTS
from rules import looked_at
from rules.model import Outcome
from rules.trial import Bench, Example, try_out

NOW = datetime(2026, 3, 9, 12, tzinfo=UTC)  # a Monday
STAGES = "pack: tried\nstages:\n  - stage: Work\n"
AT_REVIEW = f"{STAGES}  - stage: Review\n    entry:\n      - "
FREE = f"{STAGES}  - stage: Review\nrules:\n  - "


@pytest.fixture
def tried():
    """Try the one rule of a pack; `rule` is its name and what follows, as YAML."""

    def run(rule, before=FREE, filed=()):
        name, _, rest = rule.partition(",")
        pack, mistakes = load_pack(f"{before}{{name: {name}, says: Said., {rest}}}\n".encode(), "tried.yaml")
        assert [one for one in mistakes if not one.is_warning] == []
        (told,) = try_out(Bench((pack,), filed), NOW).rules
        return told

    return run


def test_every_list_expects_its_own_outcome(tried):
    told = tried(
        "due-is-set, when: {type: Story}, grace: 2 working days, must: [{field: due, is: a date}], examples: {"
        "passes: [{type: Story, due: 2026-03-10}], fails: [{type: Story, created: 2026-03-02}], "
        "ignores: [{type: Bug}], waits: [{type: Story, created: 2026-03-09}]}"
    )
    assert [(trial.example.place, trial.finding.outcome) for trial in told.trials] == [
        ("passes 1", Outcome.PASS),
        ("fails 1", Outcome.FAIL),
        ("ignores 1", Outcome.NOT_APPLICABLE),
        ("waits 1", Outcome.PENDING),
    ]
    assert told.wrong == ()
    assert told.is_covered


def test_every_example_is_an_engagement_of_its_own(tried):
    told = tried(
        "owned, when: {work_type: support}, must: [{label: owned}], examples: "
        "{passes: [{work_type: support, labels: [owned]}], ignores: [{work_type: project}, {}]}"
    )
    assert told.wrong == ()


def test_a_wrong_example_tells_what_was_found_and_wanted(tried):
    told = tried("due-is-set, must: [{field: due, is: a date}], examples: {passes: [{due: 2026-03-10}, {}]}")
    (wrong,) = told.wrong
    assert (wrong.example.place, wrong.example.expected, wrong.finding.outcome) == ("passes 2", "pass", "fail")
    assert (wrong.finding.found, wrong.finding.wanted) == ("Due date is empty", "Due date is a date")


def test_a_rule_that_holds_against_the_promise_tells_what_it_found(tried):
    told = tried("due-is-set, must: [{field: due, is: a date}], examples: {fails: [{due: 2026-03-10}]}")
    assert [trial.finding.found for trial in told.wrong] == ["Due date is 2026-03-10"]


@pytest.mark.parametrize(
    ("when", "facts", "found", "wanted"),
    [
        ("{type: [Story, Task]}", "{type: Bug}", "Type is “Bug”", "Type is one of Story, Task"),
        ("{type_not: Bug}", "{type: Bug}", "Type is “Bug”", "Type is none of Bug"),
        ("{stage: Review}", "{stage: Work}", "stage is “Work”", "stage is one of Review"),
        ("{label: urgent}", "{labels: [calm]}", "label urgent is absent", "label urgent is present"),
        ("{label_not: calm}", "{labels: [calm]}", "label calm is present", "not: label calm is present"),
        ("{priority: High}", "{}", "Priority is empty", "Priority is one of High"),
        ("{work_type: support}", "{work_type: project}", "work_type is project", "work_type is support"),
        ("{field: {Region: EU}}", "{Region: UK}", "Region is “UK”", "Region is one of EU"),
        ("{assignee: bo@acme.example}", "{}", "Assignee is empty", "Assignee is one of bo@acme.example"),
        ("{home: true}", "{}", "not the home ticket: it has no key engagement", "the home ticket: engagement: [...]"),
        ("{home: false}", "{engagement: []}", "home is true", "home is false"),
    ],
)
def test_a_rule_that_is_not_asked_tells_which_key_of_when_refuses(tried, when, facts, found, wanted):
    told = tried(f"owned, when: {when}, must: [{{label: owned}}], examples: {{passes: [{facts}]}}")
    assert [(t.finding.outcome, t.finding.found, t.finding.wanted) for t in told.wrong] == [
        ("not_applicable", found, wanted)
    ]


def test_a_rule_at_a_gate_tells_the_stage_it_is_asked_in(tried):
    told = tried("owned, must: [{label: owned}], examples: {fails: [{stage: Work}, {}]}", AT_REVIEW)
    assert [(t.finding.found, t.finding.wanted) for t in told.wrong] == [
        ("stage is “Work”", "the entry of Review"),
        ("stage is empty", "the entry of Review"),
    ]


def test_an_excused_ticket_tells_what_excuses_it(tried):
    told = tried(
        "owned, unless: [{label: old}, {label: internal}], must: [{label: owned}], "
        "examples: {fails: [{labels: [internal]}]}"
    )
    assert [trial.finding.found for trial in told.wrong] == ["unless: label internal is present"]


def test_conditions_that_are_all_left_out_are_told(tried):
    told = tried("owned, must: [{label: owned, where: {label: big}}], examples: {fails: [{}]}")
    assert [trial.finding.found for trial in told.wrong] == ["every condition is left out by its where"]


def test_a_misspelt_field_makes_an_example_wrong_although_its_outcome_is_right(tried):
    told = tried("filled, must: [{field: Deliverable, is: filled in}], examples: {fails: [{Delivrable: x}]}")
    (wrong,) = told.wrong
    assert wrong.has_expected_outcome
    assert [(one.name, one.meant) for one in wrong.strangers] == [("Delivrable", "Deliverable")]


def test_a_field_is_named_as_in_the_rule_to_the_letter(tried):
    told = tried(
        "filled, must: [{field: Due date, is: filled in}], examples: {fails: [{due date: x}, {due: 2026-03-10}]}"
    )
    assert [one.meant for trial in told.wrong for one in trial.strangers] == ["Due date", "Due date"]


def test_an_ignored_example_may_show_what_when_refuses_and_nothing_else(tried):
    told = tried(
        "owned, when: {priority: High}, must: [{label: owned}], examples: {ignores: [{priority: Low}, {Severity: Low}]}"
    )
    assert [[one.name for one in trial.strangers] for trial in told.trials] == [[], ["Severity"]]


@pytest.mark.parametrize(
    ("must", "facts"),
    [
        ("{label: a}", "labels: [a]"),
        ("{checklist: Peer review, is: complete}", "checklists: {Peer review: [[Read, true]]}"),
        ("{attachments: any, is: present}", "attachments: [a.pdf]"),
        ("{link: blocks, is: present}", "links: [{type: blocks}]"),
        ("{children: any, is: present}", "children: [{type: Task}]"),
        ("{comment: {by: client}, is: present}", "comments: [{by: client, text: Yes}]"),
        (
            "{comment: {says: seen}, by_not: assignee}",
            "assignee: bo@a.example, comments: [{by: ed@a.example, text: seen}]",
        ),
        ("{moved: {to: Review}, by_not: Checker}", "Checker: bo@a.example, moved: [{to: Review, by: ed@a.example}]"),
        ("{time_in: Work, at_most: 4 hours}", "time_in: {Work: 3 hours}"),
        ("{engagement: {}, is: present}", "engagement: [{type: Task}]"),
        ("{field: due, not_before: start}", "due: 2026-03-10, start: 2026-03-09"),
        ("{field: due, after: today}", "due: 2026-03-10, today: 2026-03-09"),
        ("{field: Amount, same_as: Agreed}", "Amount: 3, Agreed: 3"),
        ("{field: time spent, at_least: 1 hours}", "time spent: 2 hours"),
        ("{between: {from: due, to: now}, at_least: 1 days}", "due: 2026-03-01, today: 2026-03-09"),
        ("{changed: due, is: present}", "due: 2026-03-10, changed: [{field: due, at: 2026-03-02}]"),
        ("{went_back: any, is: absent}", "moved: [{to: Work, at: 2026-03-02}]"),
        (
            "{first_response: {}, at_most: 8 hours}",
            "created: 2026-03-09, reporter: bo@a.example, comments: [{by: ed@a.example, text: Hi, at: 2026-03-09}]",
        ),
        ("{contacts: any, is: present}", "engagement: [], contacts: [{receives: [weekly]}]"),
    ],
)
def test_every_subject_looks_at_its_own_facts(tried, must, facts):
    told = tried(f"asked, must: [{must}], examples: {{passes: [{{{facts}}}]}}")
    assert [(trial.finding.found, trial.strangers) for trial in told.wrong] == []


def test_no_subject_of_the_language_is_forgotten():
    assert set(looked_at.OF_SUBJECT) == set(SUBJECTS)


def test_grace_counts_from_the_move_or_the_creation(tried):
    facts = "stage: Review, created: 2026-03-01, moved: [{to: Review, at: 2026-03-02}]"
    rest = f"must: [{{label: owned}}], examples: {{fails: [{{{facts}}}]}}"
    assert tried(f"owned, grace: 1 working day, {rest}", AT_REVIEW).wrong == ()
    assert [one.name for trial in tried(f"owned, {rest}", AT_REVIEW).wrong for one in trial.strangers] == [
        "created",
        "moved",
    ]


def test_what_every_ticket_has_may_always_be_told(tried):
    told = tried(
        "owned, must: [{label: owned}], examples: "
        "{fails: [{type: Story, title: A page, status: Open, stage: Work, work_type: project, today: 2026-03-09}]}"
    )
    assert told.wrong == ()


def test_examples_filed_elsewhere_count_like_the_rules_own(tried):
    filed = (
        Example("OWNED", "tests/rules/x.yaml:7", Outcome.FAIL, {"labels": ["owned"]}),
        Example("another", "tests/rules/x.yaml:9", Outcome.FAIL, {}),
    )
    told = tried("owned, must: [{label: owned}], examples: {passes: [{labels: [owned]}]}", filed=filed)
    assert [trial.example.place for trial in told.wrong] == ["tests/rules/x.yaml:7"]
    assert told.is_covered


@pytest.mark.parametrize("lists", ["", "passes: [{labels: [owned]}]", "fails: [{}]", "ignores: [], waits: []"])
def test_a_rule_is_covered_only_by_a_passing_and_a_failing_example(tried, lists):
    assert not tried(f"owned, must: [{{label: owned}}], examples: {{{lists}}}").is_covered
