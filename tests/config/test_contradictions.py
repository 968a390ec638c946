"""Rules that cannot do what they say are told where they contradict themselves (▲)."""

import pytest

from config.load import load_pack

NEVER_PASSES = "so the rule can never pass; change one of them"


def rule(must, more=""):
    return f"pack: p\nrules:\n  - name: r\n    says: s\n    must: [{must}]\n{more}    examples: {{passes: [{{}}]}}\n"


def both(one, other):
    return rule(f"{one}, ▲{other}")


SHUT_OUT = {
    "at_least: 5": both("{field: A, at_least: 5}", "{field: A, at_most: 3}"),
    "more_than: 3": both("{field: A, more_than: 3}", "{field: A, less_than: 3}"),
    "at_least: 2 working days": both(
        "{time_in: status, at_least: 2 working days}", "{time_in: status, less_than: 1 working day}"
    ),
    "more_than: 2": both("{attachments: any, more_than: 2}", "{attachments: any, less_than: 3}"),
    "equals: High": both("{field: A, equals: High}", "{field: A, not_one_of: [low, high]}"),
    "equals: High, again": both("{field: A, equals: High}", "{field: A, equals: Low}"),
    "one_of: High, Low": both("{field: A, one_of: [High, Low]}", "{field: A, equals: Medium}"),
    "one_of: Story, Task": both("{field: type, one_of: [Story, Task]}", "{field: type, one_of: [Bug]}"),
    "is: empty": both("{field: A, is: empty}", "{field: A, is: filled in}"),
    "is: empty, again": both("{field: A, is: empty}", "{field: A, contains: x}"),
    "is: a date": both("{field: due, is: a date}", "{field: due, is: empty}"),
    "is: true": both("{field: A, is: true}", "{field: A, is: false}"),
    "before: 2026-01-01": both("{field: due, before: 2026-01-01}", "{field: due, after: 2026-03-01}"),
    "after: 2026-01-01": both("{field: due, after: 2026-01-01}", "{field: due, before: 2026-01-02}"),
    "not_before: today + 2 weeks": both(
        "{field: due, not_before: today + 2 weeks}", "{field: due, before: today + 10 days}"
    ),
    "after: today + 2 working days": both(
        "{field: due, after: today + 2 working days}", "{field: due, not_after: today + 1 working day}"
    ),
    "is: a past date": both("{field: due, is: a past date}", "{field: due, not_before: today}"),
    "before: start": both("{field: due, before: start}", "{field: due, not_before: start}"),
    "same_as: B": both("{field: A, same_as: B}", "{field: A, differs_from: B}"),
    "holds: lead": both("{field: assignee, holds: lead}", "{field: assignee, holds_not: [Lead, boss]}"),
    "label: a": both("{label: a}", "{label: A, is: absent}"),
    "is: complete": both("{checklist: any, is: complete}", "{checklist: any, at_most: 0}"),
    "is: absent": both("{link: blocks, is: absent}", "{link: blocks, in_status: [Done]}"),
    "is: absent, again": both("{children: {type: Task}, is: absent}", "{children: {type: [task]}, at_least: 1}"),
}


def told(text):
    pack, mistakes = load_pack(text.replace("▲", "").encode(), "p.yaml")
    return pack, [one for one in mistakes if not one.message.endswith("has no examples")]


@pytest.mark.parametrize("said", SHUT_OUT)
def test_two_conditions_that_shut_each_other_out(said, places):
    text = SHUT_OUT[said]

    pack, (mistake,) = told(text)

    assert pack is None
    wanted = said.removesuffix(", again")
    assert mistake.message == f'this and "{wanted}" in line 5 shut each other out, {NEVER_PASSES}'
    assert [(mistake.line, mistake.column)] == places(text)


MISTAKES = {
    "a condition nothing can meet": (
        rule("▲{field: due, before: due}"),
        "this can never hold, so the rule can never pass",
    ),
    "fewer than none": (rule("▲{comment: {}, less_than: 0}"), "this can never hold, so the rule can never pass"),
    "text longer than is compared": (
        rule("▲{field: A, length_at_least: 70000}"),
        "this can never hold, so the rule can never pass",
    ),
    "a group in which nothing can hold": (
        rule("{any_of: [{all_of: [{label: a}, ▲{label: a, is: absent}]}, {label: b}]}"),
        'this and "label: a" in line 5 shut each other out, so this part is in vain; change one of them',
    ),
    "what must not be and must be": (
        rule("▲{label: a}, {none_of: [{label: b}, {label: A, is: present}]}"),
        f'this and "is: present" in line 5 shut each other out, {NEVER_PASSES}',
    ),
    "an excuse that is what is asked": (
        rule("{label: a}, {label: b}", "    unless: [{label: x}, ▲{label: B}]\n"),
        "the rule can never pass: it asks for this in line 5, and is not asked where it holds",
    ),
    "an excuse for all that are chosen": (
        rule(
            "{label: a}", "    when: {type: [Story, Bug]}\n    unless: [▲{field: type, one_of: [bug, story, Epic]}]\n"
        ),
        'no ticket is ever asked: whatever "when" chooses is excused by this',
    ),
    "a choice of nothing": (
        rule("{label: a}", "    when: {status: open, ▲status_not: [Open, New]}\n"),
        'no ticket is ever chosen: "status" takes only what "status_not" leaves out',
    ),
    "a gate its stages leave out": (
        (
            "pack: p\nstages:\n  - stage: A\n  - stage: B\n    entry:\n"
            "      - {name: r, says: s, when: {stage: ▲[A, B], stage_not: [B, C]}, must: [{label: a}]}\n  - stage: C\n"
        ),
        'this rule stands at the gate of "B" and is never asked so',
    ),
}


@pytest.mark.parametrize(("text", "message"), MISTAKES.values(), ids=MISTAKES.keys())
def test_a_rule_that_contradicts_itself(text, message, places):
    pack, mistakes = told(text)

    assert pack is None
    assert message in [one.message for one in mistakes]
    assert places(text)[0] in [(one.line, one.column) for one in mistakes if one.message == message]


WARNINGS = {
    "a choice in vain": (
        rule("{label: a}", "    when: {type: [Story, Bug], type_not: [▲bug]}\n"),
        '"bug" stands under "type", too; remove it from one of them',
    ),
    "a condition that stands there twice": (
        rule("{label: a}, ▲{label: A, is: present}"),
        "this stands in line 5 already; once is enough",
    ),
}


@pytest.mark.parametrize(("text", "message"), WARNINGS.values(), ids=WARNINGS.keys())
def test_what_was_probably_not_meant_is_a_warning(text, message, places):
    pack, (warning,) = told(text)

    assert pack is not None
    assert (warning.is_warning, warning.message) == (True, message)
    assert [(warning.line, warning.column)] == places(text)


SOUND = [
    "{field: A, at_least: 3}, {field: A, at_most: 3}",
    "{field: A, one_of: [x, y]}, {field: A, one_of: [z]}",
    "{field: A, equals: ana@acme.example}, {field: A, equals: 5b10}",
    "{field: due, before: 2026-01-01}, {field: due, after: today}",
    "{field: due, after: today + 1 working day}, {field: due, before: today + 2 working days}",
    "{field: due, after: start}, {field: due, before: resolved}",
    "{checklist: any, is: present}, {checklist: any, at_most: 0}",
    "{comment: {}, by: client}, {comment: {}, by_not: client}",
    "{field: A, is: empty, where: {label: x}}, {field: A, is: filled in}",
    "{any_of: [{field: A, is: empty}, {field: A, is: filled in}]}",
    "{field: A, is: empty}, {field: A, not_one_of: [x]}",
    "{field: A, is: empty}, {field: A, at_most: 3}",
]


@pytest.mark.parametrize("must", SOUND)
def test_what_can_hold_together_is_left_alone(must):
    pack, mistakes = told(rule(must))

    assert pack is not None
    assert mistakes == []


WORK = "    when: {work_type: [support, recurring]}\n"


@pytest.mark.parametrize("said", ["", "work_type: project, "])
def test_a_pack_for_work_nobody_does_is_a_warning(said, configured):
    main = (
        "version: 1\nsources: [{name: studio, kind: clickup, team: 1}]\n"
        f"engagements: [{{name: apollo, {said}source: studio, scope: {{list: 1}}, packs: [p]}}]\n"
    )

    loaded = configured({"stageward.yaml": main, "rules/p.yaml": rule("{label: a}", WORK)}).load()

    assert [(one.file, one.message) for one in loaded.warnings if one.file == "rules/p.yaml"] == [
        ("rules/p.yaml", "this is never asked: apollo is for no support or recurring work; look at work_type there")
    ]


def test_a_pack_for_several_kinds_of_work_is_no_surprise_where_engagements_say_theirs(configured):
    main = (
        "version: 1\nsources: [{name: studio, kind: clickup, team: 1}]\n"
        "engagements: [{name: apollo, work_type: project, source: studio, scope: {list: 1}, packs: [p]}]\n"
    )
    pack = rule("{label: a}", WORK) + "  - {name: q, says: s, must: [{label: b}], examples: {passes: [{}]}}\n"

    assert configured({"stageward.yaml": main, "rules/p.yaml": pack}).load().warnings == ()
