"""Examples in files of their own, and the places of rules and their branches."""

from rules.model import Outcome
from rules.reach import Branches

FILE = "tests/rules/delivery.yaml"


def examples_of(folder):
    loaded = folder.load()
    assert loaded.mistakes == ()
    return [(one.rule, one.place, one.expected) for one in loaded.installation.examples]


def test_a_file_holds_the_examples_of_one_rule(configured):
    text = "rule: has-a-due-date\npasses:\n  - {stage: Review, due: 2026-03-09}\nfails:\n  - stage: Review\n"
    assert examples_of(configured({FILE: text})) == [
        ("has-a-due-date", f"{FILE}:3", Outcome.PASS),
        ("has-a-due-date", f"{FILE}:5", Outcome.FAIL),
    ]


def test_a_file_may_hold_a_list_of_rules_and_the_same_rule_again(configured):
    text = "- rule: has-a-due-date\n  ignores: [{stage: Work}]\n- rule: Has-A-Due-Date\n  waits: [{stage: Review}]\n"
    assert examples_of(configured({"tests/rules/more.yml": text})) == [
        ("has-a-due-date", "tests/rules/more.yml:2", Outcome.NOT_APPLICABLE),
        ("Has-A-Due-Date", "tests/rules/more.yml:4", Outcome.PENDING),
    ]


def test_facts_are_read_as_in_the_rule_itself(configured):
    text = "rule: has-a-due-date\nfails: [{title: 0012, Risk: 0012, Open: true, Gone: null}]\n"
    (example,) = configured({FILE: text}).load().installation.examples
    assert example.facts == {"title": "0012", "Risk": 12, "Open": True, "Gone": None}


def test_no_folder_means_no_examples(configured):
    assert examples_of(configured({})) == []


def test_only_yaml_files_of_the_folder_itself_are_read(configured):
    files = {"tests/rules/notes.txt": "[", "tests/rules/.hidden.yaml": "[", "tests/rules/deeper/x.yaml": "["}
    assert examples_of(configured(files)) == []


def test_an_unknown_rule_is_a_mistake_with_the_one_that_was_meant(configured, places):
    text = "rule: ▲has-a-duedate\npasses: [{stage: Review}]\n"
    (mistake,) = configured({FILE: text}).load().mistakes
    assert (mistake.file, [(mistake.line, mistake.column)]) == (FILE, places(text))
    assert mistake.message == (
        'there is no rule "has-a-duedate"; choose one of: has-a-due-date — did you mean "has-a-due-date"?'
    )


def test_all_mistakes_of_all_files_come_together(configured, places):
    one = "- rule: has-a-due-date\n  ▲pases: [{stage: Review}]\n- ▲{fails: [{}]}\n- ▲text\n"
    two = "rule: has-a-due-date\npasses: [{due: ▲soon}]\nfails: ▲{}\n"
    mistakes = configured({FILE: one, "tests/rules/two.yaml": two, "waivers.yaml": "waivers: ▲text\n"}).load().mistakes
    assert [m.file for m in mistakes] == ["waivers.yaml", *[FILE] * 3, *["tests/rules/two.yaml"] * 2]
    assert [(m.line, m.column) for m in mistakes[1:4]] == places(one)
    assert [(m.line, m.column) for m in mistakes[4:]] == places(two)
    assert [m.message for m in mistakes[1:4]] == [
        '"pases" is not a key here; choose one of: passes, fails, ignores, waits, rule — did you mean "passes"?',
        '"rule" is missing',
        "this needs a mapping such as {rule: …}",
    ]


def test_an_empty_file_and_a_rule_without_examples_are_mistakes(configured):
    files = {FILE: "# nothing yet\n", "tests/rules/two.yaml": "rule: has-a-due-date\n", "tests/rules/z.yaml": "text\n"}
    assert [mistake.message for mistake in configured(files).load().mistakes] == [
        "the file is empty",
        "there is no example here; write passes, fails, ignores or waits",
        "this file needs rule: NAME with passes, fails, ignores or waits, or a list of such mappings",
    ]


def test_a_folder_that_cannot_be_read_is_told(configured):
    (mistake,) = configured({"tests/rules": "no folder"}).load().mistakes
    assert mistake.message == 'the folder of examples cannot be read: "tests/rules"'


def test_a_pack_that_cannot_be_read_makes_no_rule_unknown(configured):
    mistakes = configured({"rules/other.yaml": "[", FILE: "rule: elsewhere\nfails: [{}]\n"}).load().mistakes
    assert [mistake.file for mistake in mistakes] == ["rules/other.yaml"]


def test_an_unknown_stage_in_an_example_is_a_warning(configured):
    loaded = configured({FILE: "rule: has-a-due-date\nfails: [{stage: Revew}]\n"}).load()
    assert [(one.file, one.line) for one in loaded.warnings] == [(FILE, 2)]


def test_a_rule_with_examples_elsewhere_only_is_not_said_to_have_none(configured):
    bare = "pack: bare\nrules: [{name: bare-rule, says: x, must: [{label: a}]}]\n"
    said = 'rule "bare-rule" has no examples'
    assert [one.message for one in configured({"rules/bare.yaml": bare}).load().warnings] == [said]
    filed = {"rules/bare.yaml": bare, FILE: "rule: Bare-Rule\nfails: [{}]\n"}
    assert configured(filed).load().warnings == ()


PLACED = """\
pack: placed
rules:
  - name: placed-rule
    says: Said.
    unless:
      - {label: old}
    must:
      - any_of:
          - label: a
          - all_of:
              - {label: b}
              - label: c
                where:
                  label: d
    examples: {passes: [{}]}
"""


def test_every_branch_of_a_rule_has_its_line(configured):
    installation = configured({"rules/placed.yaml": PLACED}).load().installation
    place = installation.places["placed-rule"]
    assert (place.file, place.line) == ("rules/placed.yaml", 3)
    assert place.branches == {
        "unless 1": 6,
        "must 1": 8,
        "must 1 > any_of 1": 9,
        "must 1 > any_of 2": 10,
        "must 1 > any_of 2 > all_of 1": 11,
        "must 1 > any_of 2 > all_of 2": 12,
        "must 1 > any_of 2 > all_of 2 > where": 14,
    }


def test_places_and_rules_name_the_same_branches(configured):
    installation = configured({"rules/placed.yaml": PLACED}).load().installation
    (rule,) = next(pack for pack in installation.packs if pack.name == "placed").rules
    named = {one.branch for one in Branches.of(rule, "placed").unreached(frozenset())}
    assert named == set(installation.places["placed-rule"].branches)
