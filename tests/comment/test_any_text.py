"""Whatever stands in tickets, names, rules and waivers: in the comment it is text, in every form."""

import pytest
from adf_bridge import validate_adf
from hypothesis import given
from hypothesis import strategies as st

from connectors.clickup.richtext import JOINER, render
from connectors.jira.adf import document
from connectors.jira.wiki import markup_of
from connectors.sandbox.wiki import mentioned
from sync.comment import MARKER, Fold, Footer, Paragraph, Points, Run, StickyComment, one_line, plain_text
from tests.comment.forms import FORMS
from tests.comment.nasty import HIDDEN, SNIPPETS, TEXT, comments

form = pytest.mark.parametrize("form", FORMS.values(), ids=list(FORMS))


def nodes_of(node):
    yield node
    for child in node.get("content", ()):
        yield from nodes_of(child)


def solid(text):
    """A text without white space and without signs that only join, to compare what different readers make of it."""
    return "".join("".join(one_line(text).split()).replace(JOINER, "").split())


@form
@given(comments())
def test_the_same_comment_gives_the_same_bytes(form, comment):
    assert form.text(comment) == form.text(comment)


@given(comments())
def test_in_a_document_text_is_text(comment):
    rendered = document(comment)
    validate_adf(rendered)
    allowed = {"doc", "panel", "paragraph", "bulletList", "listItem", "expand", "rule", "status", "text"}
    assert {node["type"] for node in nodes_of(rendered)} <= allowed
    assert {mark["type"] for node in nodes_of(rendered) for mark in node.get("marks", ())} <= {"strong", "em", "code"}


@given(comments())
def test_in_wiki_markup_nobody_is_mentioned_and_no_address_is_one(comment):
    rendered = markup_of(comment)
    assert mentioned(rendered) == []
    assert "://" not in rendered.replace("\\:", "")


@given(comments())
def test_in_clickup_runs_carry_only_our_own_attributes(comment):
    runs = render(comment)
    assert all(set(run) == {"text", "attributes"} for run in runs)
    assert all(set(run["attributes"]) <= {"bold", "italic", "code", "list", "indent"} for run in runs)
    assert all("\n" not in run["text"] or run["text"] == "\n" for run in runs)
    assert all("://" not in run["text"] and "www." not in run["text"].lower() for run in runs)


@form
@given(comments())
def test_nothing_hides_in_a_comment_or_turns_it_around(form, comment):
    told = form.text(comment)
    assert not (HIDDEN - {JOINER}) & set(told)
    assert "\x1b" not in told
    assert "\x00" not in told
    told.encode()


@form
@given(TEXT)
def test_a_text_stays_on_its_line_also_where_it_begins_one(form, text):
    comment = StickyComment((Paragraph((Run(text), Run(" z"))), Footer((Run(MARKER),))))
    lines = [line for line in form.read(form.render(comment)).splitlines() if line.strip()]
    assert [solid(line) for line in lines] == [solid(f"{text}z"), solid(MARKER)]


@form
@given(st.sampled_from(SNIPPETS), st.sampled_from(SNIPPETS))
def test_two_texts_beside_one_another_make_no_markup_together(form, one, two):
    for styles in [("plain", "strong"), ("strong", "strong"), ("code", "plain"), ("quiet", "quiet")]:
        comment = StickyComment((Paragraph((Run("a"), Run(one, styles[0]), Run(two, styles[1]), Run("z"))),))
        assert solid(form.read(form.render(comment))) == solid(f"a{one}{two}z")
        assert mentioned(str(form.render(comment))) == [] or form is not FORMS["wiki"]


def test_a_joiner_of_an_emoji_or_a_script_stays():
    assert one_line("\U0001f468\u200d\U0001f469 \u0645\u200c\u06cc") == "\U0001f468\u200d\U0001f469 \u0645\u200c\u06cc"


@given(comments())
def test_plain_text_has_the_lines_of_the_comment_and_no_other(comment):
    assert len(plain_text(comment).splitlines()) == sum(map(lines_of, comment.blocks))


def lines_of(block):
    match block:
        case Points(points):
            return sum(1 + bool(one.below) for one in points)
        case Fold(lines=lines):
            return 1 + len(lines)
        case _:
            return 1
