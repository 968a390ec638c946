"""The sticky comment as wiki markup: people see its words, and nothing in them becomes markup."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.jira.wiki import LONGEST, escaped, markup_of
from connectors.jira.wiki_text import plain_text
from connectors.sandbox.wiki import mentioned, seen
from sync.comment import MARKER, Fold, Footer, Headline, Paragraph, Point, Points, Run, StickyComment, text_of
from tests.jira.test_adf import BLOCKED, CLEAR

SIGNS = st.sampled_from(
    [*"\\{}[]|*_+-^~!?#&;:()./@<>% ab1", "{code}", "[~ana]", "h1. ", "bq. ", "----", "&#91;", "x", "//"]
)
TEXT = st.lists(SIGNS, max_size=12).map("".join) | st.text(st.characters(exclude_categories=("Cs",)), max_size=30)


def one_line(text):
    return " ".join("".join(" " if not sign.isprintable() else sign for sign in text).split())


def test_a_blocked_ticket():
    assert markup_of(BLOCKED).split("\n") == [
        "{panel:bgColor=#ffebe6|borderColor=#ff8f73}",
        "{*}2 of 11 checks need attention{*} before this leaves Design.",
        "{panel}",
        "",
        "* {color:#bf2600}{*}BLOCKS{*}{color} {*}Acceptance criteria{*} is empty",
        "** Fill in {{Acceptance criteria}}.",
        "* {color:#974f0c}{*}WARNS{*}{color} Estimate is empty",
        "",
        "Waived until 1 December: [Design sign\\-off|https://acme.example/w/1]".replace("\\", ""),
        "",
        "{*}9 checks hold{*}",
        "* Title is filled in",
        "* Owner is a person",
        "",
        "----",
        "{_}Stageward gate check{_}{_} · delivery-excellence 3f9a{_}".replace("{_} ·", " {_}·"),
    ]


@pytest.mark.parametrize("comment", [BLOCKED, CLEAR])
def test_both_readers_see_the_same_lines(comment):
    assert seen(markup_of(comment)) == plain_text(markup_of(comment)).split("\n")


@given(TEXT)
def test_any_text_is_read_back_as_it_was(text):
    assert one_line(plain_text(f"x {escaped(one_line(text))} x")) == one_line(f"x {one_line(text)} x")
    assert mentioned(escaped(text)) == []


@given(st.lists(st.builds(Run, TEXT, st.sampled_from(["plain", "strong", "quiet", "code"])), max_size=4).map(tuple))
def test_any_runs_stay_one_line_of_plain_words(runs):
    rendered = markup_of(StickyComment((Paragraph((Run("x"), *runs, Run("x"))),)))
    assert "\n" not in rendered
    assert one_line(plain_text(rendered)) == one_line(text_of((Run("x"), *runs, Run("x"))))


@pytest.mark.parametrize(
    ("href", "shown"),
    [
        ("https://acme.example/a?b=c&d=%20#e", "[here|https://acme.example/a?b=c&d=%20#e]"),
        ("https://acme.example/[a]|{b} c\n", "[here|https://acme.example/%5Ba%5D%7C%7Bb%7D%20c%0A]"),
        ("mailto:ana@acme.example", "[here|mailto:ana@acme.example]"),
        ("javascript:alert(1)", "here"),
        ("", "here"),
    ],
)
def test_an_address_stays_an_address(href, shown):
    assert markup_of(StickyComment((Paragraph((Run("here", href=href),)),))) == shown


@pytest.mark.parametrize(
    ("name", "shown"), [("ana.lima", "[~ana.lima]"), ("a]b", "Ana"), ("a|b", "Ana"), ("{code}", "Ana"), ("a\nb", "Ana")]
)
def test_only_a_user_name_can_be_mentioned(name, shown):
    assert markup_of(StickyComment((Paragraph((Run("Ana", mention=name),)),))) == shown


def test_keys_and_days_stay_as_they_are():
    assert escaped("APO-12 on 2026-03-09, 5 - 7") == "APO-12 on 2026-03-09, 5 \\- 7"


def test_a_long_comment_keeps_its_headline_and_its_marker():
    points = tuple(Point("WARNS", "warning", (Run(f"rule {number} " + "\U0001f600" * 50),)) for number in range(400))
    long = StickyComment(
        (Headline("error", (Run("Many"),)), Points(points), Fold("More", ((Run("x"),),)), Footer((Run(MARKER),)))
    )
    rendered = markup_of(long)
    assert len(rendered.encode("utf-16-le")) // 2 <= LONGEST
    assert "Many" in rendered
    assert MARKER in rendered
    assert "… and" in rendered
