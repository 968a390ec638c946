"""Every threat of the security page names what stops it, and tests that are there."""

import pytest

from tests.docs.pages import PAGES, code_words, sections
from tests.docs.test_edge_cases import functions_in

NOT_THERE_YET = "there is no board"


def rows():
    """Return the cells of every row of the table of threats, its head left out."""
    [page] = [page for page in PAGES if page.name == "security.md"]
    [text] = [text for title, text in sections(page) if title == "Threats"]
    head, _, *found = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in text.splitlines() if line]
    assert head == ["threat", "what stops it", "shown by"]
    return found


@pytest.mark.parametrize("row", [pytest.param(row, id=row[0][:60]) for row in rows()])
def test_a_threat_names_what_stops_it_and_the_tests_that_show_it(row):
    threat, stopped_by, *shown = row
    named = [word for word in code_words(" ".join(shown)) if word.startswith("tests/")]
    assert threat
    assert named or stopped_by.startswith(NOT_THERE_YET)
    for word in named:
        path, _, name = word.partition("::")
        assert name in functions_in(path), word
