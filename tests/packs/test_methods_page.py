"""The page on the five methods is complete, and everything it names exists."""

import re
from pathlib import Path

import click
import pytest

from config.load import load_pack
from rules.measures.catalogue import ALL, BY_NAME, ROOMS
from run import cli
from state.board.app import PAGES as BOARD
from tests.docs.pages import anchors, sections, slug

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
PAGE = DOCS / "methods.md"
ROWS = {"S000": 107, "S001": 68, "S002": 73, "S003": 43, "S004": 118}
KEPT_BY = re.compile(r"(rule|write-back|mail|measure|page|command|configuration):? \S|cannot be shown: \S")
COVERAGE = ROOT.parent / "shared" / "design" / "COVERAGE.md"
LINK = re.compile(r"\[`?([^`\]]+)`?\]\(([^)#]+)(?:#([^)]+))?\)")
EVERY_KIND = ("every kind", "mail.md", "the-kinds")


def rows():
    """Return number, what is asked and what keeps it, row by row."""
    lines = PAGE.read_text("utf-8").splitlines()
    return [[cell.strip() for cell in line.split("|")[1:4]] for line in lines if re.match(r"\| S00\d-", line)]


def kept_by(word):
    """Return (number, part) of all rows for what keeps them in this way."""
    return [(number, part) for number, _, kept in rows() for part in kept.split("; ") if part.startswith(word)]


def links_of(word):
    """Return (text, file, anchor) of the links that tell what keeps rows in this way, up to the colon behind them."""
    return {link for _, part in kept_by(f"{word} [") for link in LINK.findall(part.split("): ")[0] + ")")}


def rules_by_pack():
    packs = (load_pack(path.read_bytes(), path.name)[0] for path in (ROOT / "config" / "rules").glob("*.yaml"))
    return {
        pack.name: {rule.name for stage in pack.stages for rule in (*stage.entry, *stage.exit)}
        | {rule.name for rule in pack.rules}
        for pack in packs
    }


def test_every_row_of_the_five_texts_is_there_once_and_in_order():
    expected = [f"{text}-{number:02d}" for text, count in ROWS.items() for number in range(1, count + 1)]
    assert [number for number, _, _ in rows()] == expected
    assert len(expected) == 409


@pytest.mark.parametrize(("text", "count"), ROWS.items())
def test_the_table_on_top_counts_the_rows_of_each_text(text, count):
    assert f"| {text}-01 to {text}-{count} |" in PAGE.read_text("utf-8")


def test_the_rows_are_those_of_the_design():
    if not COVERAGE.is_file():
        pytest.skip("needs ../shared, which a clone does not have")
    numbers = re.findall(r"^\| (S00\d-\d+) \|", COVERAGE.read_text("utf-8"), re.MULTILINE)
    assert [number for number, _, _ in rows()] == numbers


def test_every_row_says_what_keeps_it_or_why_not():
    unkept = [
        number
        for number, asked, kept in rows()
        if not asked or not all(KEPT_BY.match(part) for part in kept.split("; "))
    ]
    assert unkept == []


def test_nothing_is_left_for_later():
    assert re.findall(r"\(planned|[Ll]ater version|\*\*Later", PAGE.read_text("utf-8")) == []


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


def test_every_measure_that_is_named_is_in_the_catalogue_and_linked_to_its_heading():
    heading = {one.name: title for title, measures in ROOMS.items() for one in measures}
    tables = {
        title: re.findall(r"^\| `(\w+)` \|", text, re.MULTILINE) for title, text in sections(DOCS / "measures.md")
    }
    named = links_of("measure")
    assert named
    for name, page, anchor in named:
        assert name in BY_NAME
        assert (page, anchor) == ("measures.md", slug(heading[name]))
        assert name in tables[heading[name]]


@pytest.mark.parametrize("measure", ALL, ids=lambda measure: measure.name)
def test_every_measure_is_named_in_the_rows_it_comes_from(measure):
    by_number = {number: kept for number, _, kept in rows()}
    assert [row for row in measure.source.split(", ") if f"[`{measure.name}`](measures.md" not in by_number[row]] == []


def command_named(words):
    """Return the command some words begin with, and the words behind it."""
    found, rest = cli, words.split()
    while isinstance(found, click.Group) and rest and not rest[0].startswith("--"):
        found, rest = found.get_command(click.Context(found), rest[0]), rest[1:]
    return found, rest


def test_every_command_that_is_named_exists_with_its_options():
    named = links_of("command")
    assert named
    for words, page, anchor in named:
        command, rest = command_named(words)
        options = {option for parameter in command.params for option in parameter.opts}
        assert {word for word in rest if word.startswith("--")} <= options, words
        assert not anchor or anchor in anchors(DOCS / page)


def test_every_page_that_is_named_is_one_of_the_board_or_the_status_page():
    (table,) = (text for title, text in sections(DOCS / "board.md") if title == "Pages")
    told = re.findall(r"^\| ([^|]+?) \|", table, re.MULTILINE)
    assert {name for _, name in BOARD} <= set(told)
    places = {("status page", "status-page.md", ""), *((name, "board.md", "pages") for name in told)}
    assert links_of("page")
    assert links_of("page") - places == set()


def test_every_mail_that_is_named_has_a_heading_of_its_own():
    named = links_of("mail") - {EVERY_KIND}
    assert named
    for title, page, anchor in named:
        assert page in {"mail.md", "team-mail.md"}
        assert anchor == slug(title)
        assert anchor in anchors(DOCS / page)
