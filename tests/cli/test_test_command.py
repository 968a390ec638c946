"""The command `test`: examples tried without a tracker, and what is told of them."""

from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

ROOT = Path(__file__).resolve().parents[2]

MAIN = """\
version: 1
sources: [{name: acme-jira, kind: jira, url: https://acme.example, user: bot@acme.example}]
engagements: [{name: apollo, source: acme-jira, scope: {project: APO}, packs: [delivery]}]
"""
PACK = """\
pack: delivery
stages:
  - stage: Work
  - stage: Review
    entry:
      - name: attached
        says: Review starts with the deliverable.
        when: {type: Story}
        must:
          - any_of:
              - {attachments: any, is: present}
              - {field: Deliverable, is: filled in}
        examples:
          passes:
            - {type: Story, stage: Review, Deliverable: "https://files.example/a"}
            - {type: Story, stage: Review, attachments: [a.pdf]}
          fails: [{type: Story, stage: Review}]
          ignores: [{type: Bug, stage: Review}]
"""
FILED = """\
rule: attached
fails:
  - {type: Story, stage: Review, Delivrable: "https://files.example/a"}
"""


@pytest.fixture
def bench(tmp_path, stageward):
    """Run `test` over a configuration with the given files, from another folder and with nothing else set."""

    def run(*words, pack=PACK, files=()):
        for name, text in {"stageward.yaml": MAIN, "rules/delivery.yaml": pack, **dict(files)}.items():
            file = tmp_path / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
        return stageward("test", "--config", str(tmp_path / "stageward.yaml"), *words, cwd=tmp_path)

    return run


def test_right_examples_end_with_zero_and_a_summary(bench):
    ran = bench()
    summary = "1 pack, 1 rule, 4 examples: 0 wrong. 0 rules uncovered, 0 branches unreached.\n"
    assert (ran.code, ran.out, ran.err) == (0, summary, "")


def test_a_wrong_example_is_shown_with_what_was_found_and_wanted(bench):
    ran = bench(pack=PACK.replace("fails: [{type: Story, stage: Review}]", "fails: [{type: Bug, stage: Review}]"))
    assert ran.code == 1
    assert ran.out.splitlines()[:4] == [
        "WRONG attached  rules/delivery.yaml:6",
        "      fails 1: expected fail, got not_applicable",
        "            found: Type is “Bug”",
        "            wanted: Type is one of Story",
    ]


def test_a_misspelt_field_in_a_file_of_examples_is_wrong(bench):
    ran = bench("--json", files={"tests/rules/attached.yaml": FILED})
    assert ran.code == 1
    assert ran.document["failures"] == [
        {
            "rule": "attached",
            "example": "tests/rules/attached.yaml:3",
            "expected": "fail",
            "actual": "names “Delivrable”, which the rule does not look at; did you mean “Deliverable”?",
        }
    ]


def test_the_document_counts_examples_and_names_gaps(bench):
    lone = "rules: [{name: lone, says: Said., must: [{label: a}], examples: {passes: [{labels: [a]}, {}]}}]\n"
    ran = bench("--json", pack=f"{PACK}{lone}")
    assert ran.code == 1
    assert ran.document == {
        "schema": 1,
        "passed": 5,
        "failed": 1,
        "failures": [{"rule": "lone", "example": "passes 2", "expected": "pass", "actual": "fail"}],
        "uncovered": ["lone"],
        "rules": 2,
        "unreached": [],
    }


UNREACHED = PACK.replace("            - {type: Story, stage: Review, attachments: [a.pdf]}\n", "")


def test_an_unreached_branch_is_named_with_its_line_and_stops_nothing(bench):
    ran = bench("--json", pack=UNREACHED)
    assert ran.code == 0
    assert ran.document["unreached"] == [
        {"rule": "attached", "branch": "must 1 > any_of 1 never decides", "file": "rules/delivery.yaml", "line": 11}
    ]
    told = bench(pack=UNREACHED).out
    assert "      rules/delivery.yaml:11  attached  must 1 > any_of 1 never decides\n" in told


def test_strict_fails_on_an_unreached_branch_and_on_an_uncovered_rule(bench):
    assert bench("--strict").code == 0
    assert bench("--strict", pack=UNREACHED).code == 1
    uncovered = bench("--strict", pack="pack: delivery\nrules: [{name: bare, says: Said., must: [{label: a}]}]\n")
    assert uncovered.code == 1
    assert "      rules/delivery.yaml:2  bare  no passes, no fails\n" in uncovered.out


def test_quiet_says_nothing_unless_an_example_is_wrong(bench):
    assert bench("--quiet", pack=UNREACHED).out == ""
    ran = bench("--quiet", files={"tests/rules/attached.yaml": FILED})
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.splitlines()[0] == "WRONG attached  rules/delivery.yaml:6"


def test_packs_that_do_not_load_end_with_two_and_all_mistakes(bench):
    ran = bench(
        pack=PACK.replace("any_of", "anyof"),
        files={"tests/rules/attached.yaml": FILED.replace("attached", "atached")},
    )
    assert (ran.code, ran.out) == (2, "")
    assert "rules/delivery.yaml:10:13: error:" in ran.err
    assert 'tests/rules/attached.yaml:1:7: error: there is no rule "atached"' in ran.err
    assert 'did you mean "attached"?' in ran.err


def test_junit_holds_a_suite_for_each_pack_and_a_case_for_each_example(bench, tmp_path):
    control = FILED.replace("Delivrable", '"\\tDelivrable\\u0085<&"')
    second = "pack: second\nrules: [{name: lone, says: Said., must: [{label: a}], examples: {passes: [{}]}}]\n"
    files = {"tests/rules/attached.yaml": control, "rules/second.yaml": second}
    assert bench("--junit", str(tmp_path / "out.xml"), files=files).code == 1
    root = ET.fromstring((tmp_path / "out.xml").read_bytes())
    assert root.attrib == {"tests": "6", "failures": "2"}
    assert [(suite.get("name"), suite.get("tests"), suite.get("failures")) for suite in root] == [
        ("delivery", "5", "1"),
        ("second", "1", "1"),
    ]
    cases = {case.get("name"): case.find("failure") for suite in root for case in suite}
    assert cases["attached: passes 1"] is None
    assert "Delivrable" in cases["attached: tests/rules/attached.yaml:3"].get("message")
    assert cases["lone: passes 1"].get("message") == "passes 1: expected pass, got fail"
    assert cases["lone: passes 1"].text.splitlines()[1:] == [
        "found: label a is absent",
        "wanted: label a is present",
    ]


def test_a_junit_file_that_cannot_be_written_is_told(bench):
    ran = bench("--junit", "no/such/folder/out.xml")
    assert ran.code == 1
    assert ran.err == "no/such/folder/out.xml cannot be used: No such file or directory.\n"


def test_examples_of_the_bundled_packs_hold_without_a_secret(stageward, tmp_path):
    ran = stageward("test", "--json", "--config", str(ROOT / "config" / "stageward.yaml"), cwd=tmp_path)
    assert (ran.code, ran.document["failures"]) == (0, [])
