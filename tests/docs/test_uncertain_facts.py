"""The table of what is not certain is whole: every switch is one of the sandbox's, and every test is there."""

from dataclasses import fields

import pytest

from connectors.sandbox.clickup import workspace
from connectors.sandbox.jira import site
from tests.docs.pages import PAGES, code_words, sections
from tests.docs.test_edge_cases import functions_in

TRACKERS = next(page for page in PAGES if page.name == "trackers.md")
COLUMNS = ["where", "what may be so or so", "what the bot does", "switch", "shown by"]
OTHER_WAYS = {"none", "an answer put in its place", "`mentioned(escapes=…)`"}
SWITCHES = {
    "C": {one.name for one in fields(workspace.Switches)},
    "J": {one.name for one in fields(site.Switches)},
    "D": {one.name for one in fields(site.Switches)},
}
# What sites differ in for sure, or what only makes the sandbox smaller: nothing is uncertain about these.
CERTAIN = {
    "emails_visible", "clients_are_admins", "denied", "embedded_comments", "embedded_histories", "most_comments",
    "bulk_histories", "resolution_wanted", "most_rows", "rate_limit",
}  # fmt: skip


def rows():
    """Return the cells of every row of the table, its head left out."""
    [text] = [text for title, text in sections(TRACKERS) if title == "What is not certain"]
    head, _, *found = [line.strip("| ").split(" | ") for line in text.splitlines() if line.startswith("|")]
    assert head == COLUMNS
    return found


@pytest.mark.parametrize("row", [pytest.param(row, id=row[1][:40]) for row in rows()])
def test_a_fact_names_its_switch_and_the_tests_that_play_its_answers(row):
    where, fact, behaviour, switch, shown = row
    assert fact
    assert behaviour
    for place in where.split():
        assert switch in OTHER_WAYS or switch.strip("`") in SWITCHES[place]
    named = code_words(shown)
    assert named
    for word in named:
        path, _, name = word.partition("::")
        assert name in functions_in(path), word


def test_every_switch_whose_answer_is_open_has_its_row():
    told = {switch.strip("`") for _, _, _, switch, _ in rows()}
    assert set.union(*SWITCHES.values()) - told - CERTAIN == set()
