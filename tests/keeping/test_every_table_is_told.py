"""docs/store.md says of every table what is kept of it and why, and the defaults it names are those of the code."""

import re

from config.retention import RetentionSection
from state.keeping.copying import LEFT_BEHIND, tables
from sync.service.keeper import DAY, SHORTEST, SPANS, YEAR, Part
from tests.docs.pages import ROOT, code_words, sections

DOCS = ROOT / "docs"


def section(page, title):
    (found,) = [text for heading, text in sections(DOCS / page) if heading == title]
    return found


def test_every_table_is_told_and_no_other():
    rows = [line.split("|") for line in section("store.md", "What is kept, and how long").splitlines() if "|" in line]
    told = {name for row in rows for name in code_words(row[2])}

    assert told == {*tables(), *LEFT_BEHIND}


def spelled(span):
    return f"{span // YEAR} years" if span % YEAR == 0 * DAY and span > YEAR else f"{span.days} days"


def test_defaults_and_least_spans_are_told_as_they_are():
    told = re.findall(
        r"^\| `(\w+)` \| `([^`]+)` \| ([^|]+) \|", section("configuration.md", "`retention`"), re.MULTILINE
    )

    assert {(part, usual, least) for part, usual, least in told} == {
        (name, spelled(SPANS[Part(name)]), spelled(SHORTEST[Part(name)])) for name in RetentionSection.model_fields
    }
