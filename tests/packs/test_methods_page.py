"""The page on the five methods is complete, and every rule it names exists."""

import re
from pathlib import Path

import pytest

from config.load import load_pack

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "methods.md"
ROWS = {"S000": 107, "S001": 68, "S002": 73, "S003": 43, "S004": 118}
KEPT_BY = ("rule", "write-back", "mail", "measure", "page", "command", "configuration", "cannot be shown:")
COVERAGE = ROOT.parent / "shared" / "design" / "COVERAGE.md"


def rows():
    return [line.split("|")[1:4] for line in PAGE.read_text("utf-8").splitlines() if re.match(r"\| S00\d-", line)]


def rules_by_pack():
    packs = (load_pack(path.read_bytes(), path.name)[0] for path in (ROOT / "config" / "rules").glob("*.yaml"))
    return {
        pack.name: {rule.name for stage in pack.stages for rule in (*stage.entry, *stage.exit)}
        | {rule.name for rule in pack.rules}
        for pack in packs
    }


def test_every_row_of_the_five_texts_is_there_once_and_in_order():
    expected = [f"{text}-{number:02d}" for text, count in ROWS.items() for number in range(1, count + 1)]
    assert [number.strip() for number, _, _ in rows()] == expected


def test_the_rows_are_those_of_the_design():
    if not COVERAGE.is_file():
        pytest.skip("needs ../shared, which a clone does not have")
    numbers = re.findall(r"^\| (S00\d-\d+) \|", COVERAGE.read_text("utf-8"), re.MULTILINE)
    assert [number.strip() for number, _, _ in rows()] == numbers


def test_every_row_says_what_keeps_it():
    unkept = [
        number
        for number, asked, kept in rows()
        if not asked.strip() or not all(part.strip().startswith(KEPT_BY) for part in kept.split(";"))
    ]
    assert unkept == []


def test_every_rule_that_is_named_exists_in_the_pack_it_is_linked_to():
    known = rules_by_pack()
    named = re.findall(r"\[`([^`]+)`\]\(rules/([^.)]+)\.md#([^)]+)\)", PAGE.read_text("utf-8"))
    assert len(named) > 300
    assert [one for one in named if one[0] != one[2] or one[0] not in known.get(one[1], ())] == []
    assert PAGE.read_text("utf-8").count("](rules/") == len(named) + 7  # the packs in the table on top


def test_every_rule_of_the_packs_is_named_on_the_page():
    text = PAGE.read_text("utf-8")
    unnamed = [rule for rules in rules_by_pack().values() for rule in sorted(rules) if f"[`{rule}`]" not in text]
    assert unnamed == []
