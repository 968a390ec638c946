"""Every mistake of a pack is told where it stands (▲) and in words that help."""

import pytest

from config.load import load_pack
from config.mistakes import Mistake

RULE = """\
pack: delivery
rules:
  - name: has-a-thing
    says: There is a thing.
"""
MUST = "    must: [{field: Thing, is: filled in}]\n"
IS_WORDS = "filled in, empty, true, false, a number, a date, a past date, a future date, a person, present, absent"
SUBJECTS = (
    "field, label, checklist, attachments, link, children, comment, moved, time_in, engagement, "
    "between, changed, went_back, first_response, contacts"
)


def rule(more: str) -> str:
    return RULE + MUST + f"    {more}\n"


def must(condition: str) -> str:
    return f"{RULE}    must:\n      - {condition}\n"


def stage(more: str) -> str:
    return f"pack: delivery\nstages:\n  - stage: Work\n    {more}\n"


def ladder(more: str) -> str:
    return f"{RULE}{MUST}ladders:\n  - name: up\n    climbs_while: [has-a-thing]\n    {more}\n"


MALFORMED = {
    "a key stands twice": (rule("▲says: Again."), '"says" stands twice in this mapping, first in line 4; keep one'),
    "an anchor": (rule("fix: ▲&a Mend it."), "an anchor (&) is not allowed; write the value out where it is needed"),
    "a tag": (rule("fix: ▲!!str Mend it."), "a tag (!) is not allowed; remove it, or quote the text"),
    "a merge key": (rule("▲<<: {fix: Mend it.}"), "a merge key (<<) is not allowed; write the keys out"),
    "an open quote": (rule('fix: ▲"Mend it.'), "the quote opened here is never closed"),
    "an open bracket": (
        rule("waivable_by: ▲[boss"),
        "the [ opened here is not closed, or a comma is missing in it",
    ),
    "a tab indents": (
        "pack: delivery\nrules:\n▲\t- name: x\n",
        "a tab cannot indent; use spaces",
    ),
    "a colon in plain text": (
        rule("fix: Mend▲: it"),
        "a colon is not expected here; check the indentation, or quote the text",
    ),
    "a value begins with @": (rule("owner: ▲@boss"), "a value cannot begin with @; put it in quotes"),
    "a second document": (
        RULE + MUST + "▲---\npack: other\n",
        "a second document begins here; one file holds one document",
    ),
    "a list as a key": (
        RULE + MUST + "▲[a]: b\n",
        "a key must be one piece of text; quote it if it begins with { or [",
    ),
    "an escaped control sign": (
        rule(r'fix: ▲"\e[31m"'),
        "an escape in this text stands for a sign that is no text (U+001B)",
    ),
    "an unknown key of a rule": (
        rule("▲requires: x"),
        (
            '"requires" is not a key here; choose one of: name, says, must, because, fix, pillar, owner, when, unless, '
            "otherwise, grace, waivable_by, waiver_at_most, examples"
        ),
    ),
    "a misspelt severity": (
        rule("otherwise: ▲blok"),
        '"blok" is not allowed; choose one of: block, warn, info — did you mean "block"?',
    ),
    "a missing must": ("pack: delivery\nrules:\n  - ▲name: x\n    says: y\n", '"must" is missing'),
    "an empty must": (f"{RULE}    must: ▲[]\n", '"must" is empty'),
    "an empty sentence": (f"pack: delivery\nrules:\n  - name: x\n    says: ▲''\n{MUST}", '"says" is empty'),
    "must is no list": (
        f"{RULE}    must: ▲{{field: A, is: empty}}\n",
        '"must" needs a list: [ … ], or lines that begin with -',
    ),
    "a name of two words": (
        f"pack: delivery\nrules:\n  - name: ▲two words\n    says: y\n{MUST}",
        '"two words" cannot be a name; use letters, digits and - only, such as "two-words"',
    ),
    "a fifth pillar": (
        rule("pillar: ▲realiability"),
        (
            '"realiability" is not allowed; choose one of: transparency, reliability, proactivity, partnership'
            ' — did you mean "reliability"?'
        ),
    ),
    "grace in calendar days": (
        rule("grace: ▲1 day"),
        '"grace" needs working days or hours, such as 2 working days; "1 day" is not that',
    ),
    "a waiver's length in hours": (
        rule("waiver_at_most: ▲5 hours"),
        '"waiver_at_most" needs days or weeks or working days, such as 30 days; "5 hours" is not that',
    ),
    "when asks for an unknown thing": (
        rule("when: {▲typ: Story}"),
        (
            '"typ" is not a key here; choose one of: type, type_not, status, status_not, stage, stage_not, label, label_not, '
            'priority, work_type, assignee, home, field — did you mean "type"?'
        ),
    ),
    "when with an empty list": (rule("when: {type: ▲[]}"), '"type" is empty'),
    "an unknown work type": (
        rule("when: {work_type: [project, ▲retainer]}"),
        '"retainer" is not allowed; choose one of: project, recurring, support',
    ),
    "no subject": (must("▲is: empty"), f"a condition needs a subject; choose one of: {SUBJECTS}"),
    "two subjects": (
        must("{field: A, ▲label: b, is: present}"),
        'one condition has one subject, and "field" stands here already',
    ),
    "no test": (
        must("▲{checklist: any}"),
        '"checklist" needs a test; choose one of: is, at_least, at_most, more_than, less_than',
    ),
    "two tests": (
        must("{field: A, at_least: 1, ▲at_most: 3}"),
        'one condition has one test, and "at_least" stands here already; write a second condition',
    ),
    "a misspelt test": (must("{field: A, ▲equal: b}"), '"equal" is not a key here — did you mean "equals"?'),
    "a misspelt word of is": (
        must("{field: A, is: ▲be presnt}"),
        f'"be presnt" is not allowed; choose one of: {IS_WORDS} — did you mean "present"?',
    ),
    "a test that does not go with a label": (
        must("{label: a, ▲equals: b}"),
        '"equals" cannot be asked of "label"; choose one of: is',
    ),
    "a word that does not go with a label": (
        must("{label: a, is: ▲a date}"),
        '"a date" is not allowed; choose one of: present, absent',
    ),
    "complete asked of a field": (
        must("{field: A, is: ▲complete}"),
        f'"complete" is not allowed; choose one of: {IS_WORDS}',
    ),
    "a count that is no number": (
        must("{attachments: any, at_least: ▲many}"),
        '"at_least" needs a whole number such as 20, not "many"',
    ),
    "a number with a comma": (
        must('{field: A, at_least: ▲"1,5"}'),
        '"at_least" needs a number such as 3 or a duration such as 16 hours; "1,5" is neither',
    ),
    "a length that is no number": (
        must("{field: A, length_at_least: ▲long}"),
        '"length_at_least" needs a whole number such as 20, not "long"',
    ),
    "one_of without a list": (
        must("{field: A, one_of: ▲High}"),
        '"one_of" needs a list: ["High"], or lines that begin with -',
    ),
    "a day that does not exist": (must("{field: A, before: ▲2026-02-30}"), '"2026-02-30" is not a day of the calendar'),
    "today and something else": (
        must("{field: A, before: ▲today + soon}"),
        '"today + soon" is no day; write today, or today + 5 working days (or days, or weeks)',
    ),
    "within hours": (
        must("{field: due, within: ▲5 hours}"),
        '"within" needs days or weeks or working days, such as 7 days; "5 hours" is not that',
    ),
    "within of a text": (
        must("{field: title, ▲within: 7 days}"),
        '"title" is no date; "within" asks how recent a date is',
    ),
    "starts_with of a list": (
        must("{field: labels, ▲starts_with: a}"),
        '"labels" is a list; ask "contains" instead',
    ),
    "time in calendar days": (
        must("{time_in: status, at_most: ▲3 days}"),
        '"at_most" needs working days or hours, such as 2 working days; "3 days" is not that',
    ),
    "a group beside a condition": (
        must("{any_of: [{label: a}], ▲field: B}"),
        '"any_of" stands alone; move "field" into a list item of its own',
    ),
    "an empty group": (must("{none_of: ▲[]}"), '"none_of" is empty'),
    "a mistake deep inside": (
        must("{any_of: [{all_of: [{label: a, where: {field: B, is: ▲fulled in}}]}]}"),
        f'"fulled in" is not allowed; choose one of: {IS_WORDS} — did you mean "filled in"?',
    ),
    "moved without a stage": (must("{moved: ▲{}, is: present}"), '"to" is missing'),
    "children by an unknown key": (
        must("{children: {▲kind: Task}, is: present}"),
        '"kind" is not a key here; choose one of: type, status, stage, label',
    ),
    "children by a word": (
        must("{children: ▲all, is: complete}"),
        '"children" needs any, or a mapping such as {type: Task}',
    ),
    "a stage called status": (
        "pack: delivery\nstages:\n  - stage: ▲Status\n",
        'a stage cannot be called "status"; `time_in: status` means the present status',
    ),
    "a range turned round": (
        stage("takes: ▲5-2 working days"),
        '"takes" is "5-2 working days"; the smaller number comes first',
    ),
    "a range of months": (
        stage("takes: ▲2-3 months"),
        '"takes" needs working days or hours, such as 2-5 working days; "2-3 months" is not that',
    ),
    "a stage tells something unknown": (
        stage("tells: [▲milestones]"),
        '"milestones" is not allowed; choose one of: milestone, delivery, survey — did you mean "milestone"?',
    ),
    "a stage twice": (
        "pack: delivery\nstages:\n  - stage: Work\n  - stage: ▲work\n",
        'another stage is called "work", see rules/p.yaml:3; rename one',
    ),
    "a rule twice": (
        f"{RULE}{MUST}  - name: ▲HAS-A-THING\n    says: y\n{MUST}",
        'another rule is called "HAS-A-THING", see rules/p.yaml:3; rename one',
    ),
    "an unknown stage in when": (
        stage("").rstrip() + "\n" + "rules:\n  - name: x\n    says: y\n    when: {stage: ▲Wrok}\n" + MUST,
        'there is no stage "Wrok"; choose one of: Work — did you mean "Work"?',
    ),
    "an unknown stage in a condition": (
        "stages: [{stage: Work}]\n" + must("{moved: {to: ▲Play}, is: present}"),
        'there is no stage "Play"; choose one of: Work',
    ),
    "a gate's rule that is never asked": (
        (
            "pack: d\nstages:\n  - stage: A\n  - stage: B\n    entry:\n"
            "      - {name: x, says: y, when: {stage: ▲A}, must: [{label: l}]}\n"
        ),
        'this rule stands at the gate of "B" and is never asked so',
    ),
    "an exit rule for an earlier stage": (
        (
            "pack: d\nstages:\n  - stage: A\n  - stage: B\n    exit:\n"
            "      - {name: x, says: y, when: {stage: ▲[A]}, must: [{label: l}]}\n"
        ),
        'this rule stands at the gate of "B" and is never asked so',
    ),
    "a ladder climbs for an unknown rule": (
        (
            f"{RULE}{MUST}ladders:\n  - {{name: up, climbs_while: [▲has-thing], "
            "steps: [{step: Ask, owner: boss, does: [comment]}]}\n"
        ),
        'there is no rule "has-thing"; choose one of: has-a-thing — did you mean "has-a-thing"?',
    ),
    "a step does something unknown": (
        ladder("steps: [{step: Ask, owner: boss, does: [▲shout]}]"),
        '"shout" is not allowed; choose one of: comment, {mention: …}, {label: …}, {notice: …}',
    ),
    "a step sends an unknown notice": (
        ladder("steps: [{step: Ask, owner: boss, does: [{notice: ▲warning}]}]"),
        ('"warning" is not allowed; choose one of: client-warning, formal-escalation — did you mean "client-warning"?'),
    ),
    "an example with an unknown list": (
        rule("examples: {▲pass: []}"),
        '"pass" is not a key here; choose one of: passes, fails, ignores, waits — did you mean "passes"?',
    ),
    "an example's comment with an unknown key": (
        rule("examples: {passes: [{comments: [{▲from: client}]}]}"),
        '"from" is not a key here; choose one of: by, text, at',
    ),
    "an example's date that is none": (
        rule("examples: {passes: [{due: ▲soon}]}"),
        '"soon" is no date; write it as 2026-03-09 or 2026-03-09T14:30:00+01:00',
    ),
    "an example's tick that is none": (
        rule("examples: {passes: [{checklists: {A: [[Meets the brief, ▲yes]]}}]}"),
        '"A" needs true or false, without quotes',
    ),
    "an example's checklist item that is none": (
        rule("examples: {passes: [{checklists: {A: [▲Meets the brief]}}]}"),
        "an item of a checklist is written as [What is asked, true]",
    ),
}


def read(text: str) -> tuple[object, list[Mistake]]:
    pack, mistakes = load_pack(text.encode(), "rules/p.yaml")
    return pack, [mistake for mistake in mistakes if not mistake.is_warning]


@pytest.mark.parametrize(("text", "message"), MALFORMED.values(), ids=MALFORMED.keys())
def test_is_refused_at_the_place_with_words_that_help(text, message, places):
    (line, column), *_ = places(text)

    pack, mistakes = read(text.replace("▲", ""))

    assert pack is None
    assert mistakes == [Mistake("rules/p.yaml", line, column, message)]
