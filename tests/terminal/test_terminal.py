"""What people read in a terminal."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.model import Outcome, Standing
from sync.render.terminal import Ink, columns, columns_of

PLAIN = Ink(colour=False, width=30)
COLOURED = Ink(colour=True, width=30)


def uncoloured(text: str) -> str:
    return re.sub(r"\x1b\[[\d;]*m", "", text)


def test_styles_are_applied_only_where_there_is_colour():
    assert PLAIN.style("late", "bold", "red") == "late"
    assert COLOURED.style("late", "red") == "\x1b[31mlate\x1b[0m"
    assert COLOURED.style("late", "bold", "red") == "\x1b[1;31mlate\x1b[0m"


def test_text_without_style_or_content_gets_no_codes():
    assert COLOURED.style("late") == "late"
    assert COLOURED.style("", "red") == ""


@pytest.mark.parametrize("ink", [PLAIN, COLOURED])
def test_a_style_that_is_none_is_an_error_with_and_without_colour(ink):
    with pytest.raises(KeyError, match="loud"):
        ink.style("late", "loud")


@given(st.text(st.characters(), max_size=60))
def test_no_text_can_send_commands_to_the_terminal(text):
    shown = PLAIN.style(text, "red") + "".join(PLAIN.paragraph(text, "  ", "red")) + "".join(columns([[text, "x"]]))

    assert not re.search(r"[\x00-\x1f\x7f-\x9f]", shown)


def test_a_link_leads_somewhere_only_where_there_is_a_terminal():
    assert PLAIN.link("rule", "https://forge.example/r", "bold") == "rule"
    assert COLOURED.link("rule", None, "bold") == "\x1b[1mrule\x1b[0m"
    assert COLOURED.link("rule", "https://forge.example/r") == (
        "\x1b]8;;https://forge.example/r\x1b\\rule\x1b]8;;\x1b\\"
    )


def test_spaces_that_align_stay():
    assert PLAIN.style("      REACHES A CLIENT", "red") == "      REACHES A CLIENT"
    assert PLAIN.paragraph("fix:    Fill it in") == ["fix:    Fill it in"]


@pytest.mark.parametrize(("show", "values"), [(Ink.standing, Standing), (Ink.outcome, Outcome)])
def test_standings_and_outcomes_read_without_colour_and_take_one_width(show, values):
    assert [show(PLAIN, value).strip().lower() for value in values] == [value.value for value in values]
    assert len({len(show(PLAIN, value)) for value in values}) == 1
    for value in values:
        assert show(COLOURED, value).startswith("\x1b[")
        assert uncoloured(show(COLOURED, value)) == show(PLAIN, value)


@pytest.mark.parametrize(
    ("text", "width"), [("", 0), ("plain", 5), ("日本", 4), ("é", 1), ("e\u0301", 1), ("👍", 2), ("a\u200db", 2)]
)
def test_widths_are_those_of_a_terminal(text, width):
    assert columns_of(text) == width


def test_columns_align_whatever_is_in_them():
    rows = [("APO-1", "late", "Estimate is empty"), ("日本-22", "ok", ""), ("x",)]

    assert columns(rows) == ["APO-1    late  Estimate is empty", "日本-22  ok", "x"]


@pytest.mark.parametrize(("rows", "lines"), [([], []), ([()], [""]), ([("",), ("",)], ["", ""])])
def test_columns_of_nothing_are_empty(rows, lines):
    assert columns(rows) == lines


def test_paragraphs_break_between_words_and_hang():
    said = "Estimate is empty and nobody owns the ticket yet."

    assert PLAIN.paragraph(said, "  ") == ["  Estimate is empty and nobody", "  owns the ticket yet."]
    assert PLAIN.paragraph(said, "- ", hanging="    ") == ["- Estimate is empty and nobody", "    owns the ticket yet."]
    assert PLAIN.paragraph(said, hanging="")[1] == "owns the ticket yet."


def test_a_word_longer_than_the_line_is_kept_whole():
    assert Ink(width=6).paragraph("a verylongwordindeed b") == ["a", "verylongwordindeed", "b"]


@pytest.mark.parametrize("nothing", ["", "   ", "\n\x00"])
def test_no_text_makes_no_line(nothing):
    assert COLOURED.paragraph(nothing, "  ", "red") == []


def test_every_line_of_a_paragraph_is_styled_by_itself():
    assert COLOURED.paragraph("Estimate is empty and nobody owns it", "", "red") == [
        "\x1b[31mEstimate is empty and nobody\x1b[0m",
        "\x1b[31mowns it\x1b[0m",
    ]


@given(st.text(max_size=200), st.integers(1, 40), st.integers(0, 5))
def test_wrapping_keeps_every_word_and_the_width(text, width, indent):
    lines = Ink(width=width).paragraph(text, " " * indent)

    assert " ".join(" ".join(lines).split()) == " ".join(" ".join(Ink(width=10_000).paragraph(text)).split())
    assert all(columns_of(line) <= width or len(line.split()) == 1 for line in lines)
