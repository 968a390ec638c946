"""The table of edge cases is whole, and every test it names is there."""

import ast
from functools import cache

import pytest

from tests.docs.pages import PAGES, ROOT, code_words, sections

TRACKERS = next(page for page in PAGES if page.name == "trackers.md")
REASONS = ("Cannot occur: ", "Open: ")
COLUMNS = ["no.", "where", "case", "shown by"]


def rows():
    """Return the cells of every row of the table, its head left out."""
    [text] = [text for title, text in sections(TRACKERS) if title == "Edge cases"]
    head, _, *found = [line.strip("| ").split(" | ") for line in text.splitlines() if line.startswith("|")]
    assert head == COLUMNS
    return found


@cache
def functions_in(path):
    """Return the names of all functions of a file, those inside classes included."""
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def test_every_case_has_its_row_in_order():
    assert [int(number) for number, *_ in rows()] == list(range(1, 87))


@pytest.mark.parametrize("row", [pytest.param(row, id=row[0]) for row in rows()])
def test_a_case_names_its_tests_or_a_reason_for_having_none(row):
    _, where, case, shown = row
    named = [word for word in code_words(shown) if word.startswith("tests/")]
    assert where
    assert case
    assert named or shown.startswith(REASONS)
    for word in named:
        path, _, name = word.partition("::")
        assert name in functions_in(path), word
