"""Documents become plain words, the lines that count, and checklists."""

import pytest

from connectors.jira.text import plain_text, spoken_lines, task_lists, written_checklist
from rules.model import Checklist, Item


def text(words, *marks):
    return {"type": "text", "text": words} | ({"marks": [{"type": mark} for mark in marks]} if marks else {})


def node(kind, *content, **attrs):
    return {"type": kind, "content": list(content)} | ({"attrs": attrs} if attrs else {})


def leaf(kind, **attrs):
    return {"type": kind, "attrs": attrs}


def p(*content):
    return node("paragraph", *(text(part) if isinstance(part, str) else part for part in content))


def doc(*content):
    return node("doc", *content) | {"version": 1}


def task(words, state="TODO"):
    return node("taskItem", text(words), state=state, localId="1")


EVERYTHING = doc(
    node("heading", text("Brief"), level=2),
    p("One ", text("bold", "strong"), " word"),
    p("first", {"type": "hardBreak"}, "second"),
    node("bulletList", node("listItem", p("a"), node("bulletList", node("listItem", p("a1"))))),
    node("table", node("tableRow", node("tableCell", p("x")), node("tableCell", p("y")))),
    p("by ", leaf("mention", id="1", text="@Ana"), " on ", leaf("date", timestamp="1772323200000")),
    p(
        leaf("status", text="DONE", color="green"),
        leaf("emoji", shortName=":ok:"),
        leaf("inlineCard", url="https://acme.example/x"),
    ),
    {"type": "rule"},
    {"type": "mediaSingle", "content": [leaf("media", id="1")]},
)


def test_every_block_and_line_break_is_a_line():
    assert plain_text(EVERYTHING).split("\n") == [
        "Brief", "One bold word", "first", "second", "a", "a1", "x", "y",
        "by @Ana on 2026-03-01", "DONE:ok:https://acme.example/x",
    ]  # fmt: skip


@pytest.mark.parametrize("nothing", [None, doc(), doc(p()), doc(p("  ")), {"type": "doc"}])
def test_an_empty_document_has_no_words(nothing):
    assert plain_text(nothing) == ""
    assert spoken_lines(nothing) == ()


def test_plain_text_stays_as_it_is():
    assert plain_text("as it is") == "as it is"
    assert spoken_lines("one\ntwo") == ("one", "two")


def test_a_date_that_is_none_is_left_out():
    assert plain_text(doc(p("on ", leaf("date", timestamp="soon")))) == "on"


def test_a_document_nested_deeper_than_our_stack_is_read():
    deep = p("bottom")
    for _ in range(5000):
        deep = node("bulletList", node("listItem", deep))
    assert plain_text(doc(deep)) == "bottom"


@pytest.mark.parametrize("kind", ["blockquote", "panel", "expand", "nestedExpand", "codeBlock"])
def test_what_is_shown_and_not_said_has_no_lines(kind):
    shown = doc(p("gate: recheck"), node(kind, p("gate: waive x")), p("end"))
    assert spoken_lines(shown) == ("gate: recheck", "end")
    assert "gate: waive x" in plain_text(shown)


def test_code_inside_a_line_is_not_said():
    assert spoken_lines(doc(p("write ", text("gate: help", "code"), " to ask"))) == ("write  to ask",)


def test_task_lists_are_named_by_the_heading_above():
    document = doc(
        node("taskList", task("loose", "DONE")),
        node("heading", text("Self-"), text("assessment"), level=3),
        p("Please tick."),
        node("taskList", task("Meets the brief", "DONE"), node("taskList", task("Copy"))),
        node("panel", node("taskList", node("blockTaskItem", p("In a panel"), state="DONE"))),
    )
    assert list(task_lists(document)) == [
        Checklist("Checklist", (Item("loose", done=True),)),
        Checklist("Self-assessment", (Item("Meets the brief", done=True), Item("Copy", done=False))),
        Checklist("Self-assessment", (Item("In a panel", done=True),)),
    ]


def test_a_checklist_may_be_written_as_text():
    assert written_checklist("Ready", "Please:\n* [x] Tested\n- [X] Read\n[ ] Signed\n\n[x]\n[y] no") == Checklist(
        "Ready", (Item("Tested", done=True), Item("Read", done=True), Item("Signed", done=False))
    )


def test_other_text_is_no_checklist():
    assert written_checklist("Ready", "we use x and [brackets]") is None
