"""The sticky comment as ClickUp shows it."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.clickup.remarks import comment as as_read
from connectors.clickup.richtext import LIMIT, plain, render
from sync.comment import MARKER, Fold, Footer, Headline, Paragraph, Point, Points, Run, StickyComment

GOLDEN = Path(__file__).parent / "golden"

BLOCKED = StickyComment(
    (
        Headline("error", (Run("2 of 11 checks need attention before this leaves Design."),)),
        Points(
            (
                Point(
                    "blocks",
                    "error",
                    (Run("Acceptance criteria", "strong"), Run(" are empty")),
                    (Run("Fill in "), Run("Acceptance criteria", "code"), Run(".")),
                ),
                Point("warns", "warning", (Run("Estimate is 0, at least 1 hour needed"),)),
            )
        ),
        Paragraph(
            (Run("Waived until 1 December: Design sign-off ("), Run("why", href="https://acme.example/w/1"), Run(").")),
        ),
        Fold("9 checks hold", tuple((Run(f"Check {number}"),) for number in range(1, 10))),
        Fold("Commands", ((Run("gate: recheck", "code"),),)),
        Footer((Run(MARKER), Run(" · delivery-excellence"))),
    )
)
CLEAR = StickyComment((Headline("success", (Run("All 11 checks hold."),)), Footer((Run(MARKER),))))


@pytest.mark.parametrize(("name", "comment"), [("blocked", BLOCKED), ("clear", CLEAR)])
def test_it_looks_as_agreed(name, comment):
    rendered = render(comment)
    assert rendered == json.loads((GOLDEN / f"{name}.json").read_text("utf-8"))
    assert plain(rendered) + "\n" == (GOLDEN / f"{name}.txt").read_text("utf-8")


def test_a_name_that_leads_somewhere_is_code_and_a_link():
    address = "https://forge.example/rules/p.md#r"
    (name, _) = render(StickyComment((Paragraph((Run("r", "code", href=address),)),)))
    assert name == {"text": "r", "attributes": {"code": True, "link": address}}


def test_only_a_web_address_becomes_a_link():
    (link, _) = render(StickyComment((Paragraph((Run("x", href="javascript:alert(1)"),)),)))
    assert link == {"text": "x", "attributes": {}}


def test_a_line_break_in_a_text_starts_no_line_of_its_own():
    (text, end) = render(StickyComment((Paragraph((Run("a\r\nb\u2028c"),)),)))
    assert (text["text"], end["text"]) == ("a b c", "\n")


def many(points):
    each = Point("blocks", "error", (Run("x" * 100),), (Run("y" * 100),))
    return StickyComment((*BLOCKED.blocks[:1], Points((each,) * points), *BLOCKED.blocks[2:]))


def test_what_is_least_important_is_left_out_of_a_long_comment():
    text = plain(render(many(500)))
    assert len(text) <= LIMIT
    assert text.startswith("2 of 11 checks")
    assert text.endswith(f"{MARKER} · delivery-excellence")
    assert "Commands" not in text
    assert f"… and {500 - text.count('BLOCKS')} more" in text


def test_folds_go_before_points():
    text = plain(render(many(2), limit=620))
    assert text.count("BLOCKS") == 2
    assert "Commands" not in text


texts = st.text(max_size=60)
runs = st.lists(st.builds(Run, texts, st.sampled_from(["plain", "strong", "quiet", "code"])), max_size=4).map(tuple)
blocks = st.one_of(
    st.builds(Headline, st.just("info"), runs),
    st.builds(Paragraph, runs),
    st.builds(Points, st.lists(st.builds(Point, texts, st.just("info"), runs, runs), max_size=4).map(tuple)),
    st.builds(Fold, texts, st.lists(runs, max_size=5).map(tuple)),
)


@given(st.lists(blocks, max_size=6))
def test_text_never_becomes_markup_or_a_mention(blocks):
    comment = StickyComment((*blocks, Footer((Run(MARKER),))))
    rendered = render(comment)
    assert rendered == render(comment)
    assert all(set(run) == {"text", "attributes"} for run in rendered)
    assert all(set(run["attributes"]) <= {"bold", "italic", "code", "list", "indent"} for run in rendered)
    assert all(("\n" in run["text"]) <= (run["text"] == "\n") for run in rendered)


@given(st.lists(blocks, max_size=6), st.integers(100, 400))
def test_the_marker_stays_however_short_it_must_be(blocks, limit):
    rendered = render(StickyComment((*blocks, Footer((Run(MARKER),)))), limit)
    told = {"id": 1, "user": {"id": 1}, "date": "1", "comment": rendered}
    assert as_read(told).lines[-1] == MARKER
