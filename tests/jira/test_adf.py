"""The sticky comment as a document Jira takes, whatever is in it."""

import json
from pathlib import Path

import orjson
import pytest
from adf_bridge import validate_adf
from hypothesis import given
from hypothesis import strategies as st

from connectors.jira.adf import LONGEST, document
from connectors.jira.text import plain_text, spoken_lines
from sync.comment import MARKER, Fold, Footer, Headline, Paragraph, Point, Points, Run, StickyComment

GOLDEN = Path(__file__).parent / "golden"

BLOCKED = StickyComment(
    (
        Headline("error", (Run("2 of 11 checks need attention", "strong"), Run(" before this leaves Design."))),
        Points(
            (
                Point(
                    "BLOCKS",
                    "error",
                    (Run("Acceptance criteria", "strong"), Run(" is empty")),
                    (Run("Fill in "), Run("Acceptance criteria", "code"), Run(".")),
                ),
                Point("WARNS", "warning", (Run("Estimate is empty"),)),
            )
        ),
        Paragraph((Run("Waived until 1 December: "), Run("Design sign-off", href="https://acme.example/w/1"))),
        Fold("9 checks hold", ((Run("Title is filled in"),), (Run("Owner is a person"),))),
        Footer((Run(MARKER, "quiet"), Run(" · delivery-excellence 3f9a", "quiet"))),
    )
)
CLEAR = StickyComment((Headline("success", (Run("All 11 checks hold."),)), Footer((Run(MARKER, "quiet"),))))

words = st.text(st.characters(exclude_categories=("Cs",)), max_size=40)
runs = st.lists(
    st.builds(
        Run,
        words | st.sampled_from(["{code}", "[~ana]", "@here", "<b>", "h1. x", "x" * 3000, "\U0001f600" * 900]),
        st.sampled_from(["plain", "strong", "quiet", "code"]),
        st.none() | st.sampled_from(["https://acme.example/a?b=c", "javascript:alert(1)", ""]),
    ),
    max_size=4,
).map(tuple)
tones = st.sampled_from(["error", "warning", "info", "success"])
points = st.lists(st.builds(Point, st.sampled_from(["BLOCKS", "WARNS"]), tones, runs, runs), max_size=60).map(tuple)
blocks = st.one_of(
    st.builds(Paragraph, runs),
    st.builds(Points, points),
    st.builds(Fold, words, st.lists(runs, max_size=60).map(tuple)),
)
comments = st.builds(
    lambda headline, middle, footer: StickyComment((headline, *middle, footer)),
    st.builds(Headline, tones, runs),
    st.lists(blocks, max_size=8),
    st.just(Footer((Run(MARKER),))),
)


def length(rendered):
    return len(orjson.dumps(rendered).decode().encode("utf-16-le")) // 2


def words_of(nodes):
    for node in nodes:
        yield from [node["text"]] if node["type"] == "text" else words_of(node.get("content", ()))


@pytest.mark.parametrize(("name", "comment"), [("blocked", BLOCKED), ("clear", CLEAR)])
def test_it_looks_as_agreed(name, comment):
    agreed = json.loads((GOLDEN / f"{name}.json").read_text(encoding="utf-8"))
    assert document(comment) == agreed


def test_a_name_that_leads_somewhere_is_code_and_a_link():
    address = "https://forge.example/rules/p.md#r"
    rendered = document(StickyComment((Paragraph((Run("r", "code", href=address),)),)))
    (text,) = rendered["content"][0]["content"]
    assert text["marks"] == [{"type": "link", "attrs": {"href": address}}, {"type": "code"}]
    validate_adf(rendered)


@given(comments)
def test_any_comment_becomes_a_valid_document_that_is_not_too_long(comment):
    rendered = document(comment)
    validate_adf(rendered)
    assert length(rendered) <= LONGEST
    assert MARKER in plain_text(rendered)


@given(comments)
def test_no_text_becomes_anything_but_text(comment):
    rendered = document(comment)
    leaves = {"text", "status", "rule"}
    ahead = [rendered]
    while ahead:
        node = ahead.pop()
        assert node["type"] in leaves or "content" in node
        assert all(
            mark["attrs"]["href"].startswith("https://") for mark in node.get("marks", ()) if mark["type"] == "link"
        )
        ahead += node.get("content", ())


def test_line_ends_and_controls_in_a_text_become_spaces():
    rendered = document(StickyComment((Paragraph((Run("a\nb\x00c\td"),)),)))
    assert list(words_of([rendered])) == ["a b c d"]


def test_an_empty_list_is_left_out_and_an_empty_fold_stays_valid():
    rendered = document(StickyComment((Points(()), Fold("Nothing", ()))))
    validate_adf(rendered)
    assert [node["type"] for node in rendered["content"]] == ["expand"]


def lines(count, size=100):
    return tuple((Run(f"{number:04} " + "x" * size),) for number in range(count))


class TestTooLong:
    def test_folded_lines_go_first(self):
        few = Points(tuple(Point("BLOCKS", "error", run) for run in lines(20)))
        said = plain_text(document(StickyComment((few, Fold("Holds", lines(500)), Footer((Run(MARKER),))))))
        assert said.count("BLOCKS") == 20
        kept, *rest = [line for line in said.split("\n") if "BLOCKS" not in line and "x" * 100 not in line]
        number = said.count("x" * 100) - 20
        assert 0 < number < 500
        assert (kept, rest) == (f"… and {500 - number} more", [MARKER])

    def test_then_the_last_points(self):
        many = Points(tuple(Point("BLOCKS", "error", run) for run in lines(300)))
        comment = StickyComment(
            (Headline("error", (Run("Blocked"),)), many, Fold("Holds", lines(3)), Footer((Run(MARKER),)))
        )
        told = plain_text(document(comment)).split("\n")
        kept = [line for line in told if line.startswith("BLOCKS")]
        assert [line[7:11] for line in kept] == [f"{number:04}" for number in range(len(kept))]
        assert told[0] == "Blocked"
        assert told[-2:] == [f"… and {300 - len(kept)} more", MARKER]
        assert len(kept) > 100

    def test_as_much_stays_as_fits(self):
        comment = StickyComment((Fold("Holds", lines(500)), Footer((Run(MARKER),))))
        assert LONGEST - 400 < length(document(comment)) <= LONGEST

    def test_one_endless_text_is_cut(self):
        comment = StickyComment((Headline("error", (Run("y" * 40_000),)), *CLEAR.blocks))
        assert "All 11 checks hold." in plain_text(document(comment))
        assert plain_text(document(comment)).startswith("y" * 999 + "…")


def test_no_line_of_our_own_comment_reads_as_a_command():
    shown = StickyComment((Headline("info", (Run("Commands"),)), Paragraph((Run("gate: recheck", "code"),))))
    assert spoken_lines(document(shown)) == ()
