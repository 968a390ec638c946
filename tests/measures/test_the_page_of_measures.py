"""docs/measures.md and the catalogue say the same."""

import re
from pathlib import Path

import pytest

from rules.measures.catalogue import ALL, BY_NAME, ROOMS

PAGE = Path(__file__).resolve().parents[2] / "docs" / "measures.md"
NONE = "none"


def row_of(measure):
    """Return the line a measure has on the page."""
    told = (measure.says, measure.formula, measure.parts or NONE, measure.unit, measure.better or "neither")
    return f"| `{measure.name}` | {' | '.join(told)} | {measure.target or NONE} | {measure.source} |"


def table_under(heading):
    part = PAGE.read_text(encoding="utf-8").split(f"\n### {heading}\n")[1].split("\n#")[0]
    return [line for line in part.splitlines() if line.startswith("| `")]


@pytest.mark.parametrize(("heading", "measures"), ROOMS.items(), ids=ROOMS)
def test_the_page_tells_every_measure_under_its_heading_as_the_catalogue_does(heading, measures):
    assert table_under(heading) == [row_of(measure) for measure in measures]


def test_names_are_single_and_can_stand_under_targets():
    assert len(BY_NAME) == len(ALL)
    assert all(re.fullmatch("[a-z]+(_[a-z]+)*", name) for name in BY_NAME)


def test_every_measure_names_rows_of_the_method_texts():
    for measure in ALL:
        assert re.fullmatch(r"S00[0-4]-\d{2,3}(, S00[0-4]-\d{2,3})*", measure.source), measure.name


def test_every_row_a_measure_names_stands_on_the_page_of_the_methods():
    methods = (PAGE.parent / "methods.md").read_text(encoding="utf-8")
    named = {row for measure in ALL for row in measure.source.split(", ")}
    assert sorted(row for row in named if f"| {row} |" not in methods) == []


def test_a_target_has_a_direction_and_the_unit_of_its_measure():
    for measure in ALL:
        if measure.target is not None:
            assert (
                measure.target.test
                in {"higher": {"at_least", "more_than"}, "lower": {"at_most", "less_than"}}[measure.better]
            )
            assert (measure.target.unit == "%") == (measure.unit == "percent")
