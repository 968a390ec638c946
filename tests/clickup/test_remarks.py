"""A comment is read with the lines in which commands count."""

from datetime import UTC, datetime

import pytest

from connectors.clickup.remarks import comment
from rules.model import Person


def said(*runs, **more):
    told = {"id": 12, "user": {"id": 7, "username": "Ana"}, "date": "1767268800000", "comment": list(runs)}
    return comment(told | more)


def run(text, **attributes):
    return {"text": text, "attributes": {name.replace("_", "-"): value for name, value in attributes.items()}}


def test_author_time_and_text_are_read():
    read = said(run("Fine."), comment_text="Fine.")
    assert (read.id, read.author, read.text) == ("12", Person("7", name="Ana"), "Fine.")
    assert read.at == datetime(2026, 1, 1, 12, tzinfo=UTC)
    assert read.edited is False


def test_lines_of_several_runs_are_put_together():
    assert said(run("gate: "), run("waive", bold=True), run(" x\n\n  gate: help  ")).lines == (
        "gate: waive x",
        "gate: help",
    )


@pytest.mark.parametrize(
    "attributes", [{"blockquote": {}}, {"blockquote": True}, {"code_block": {"code-block": "plain"}}]
)
def test_quoted_lines_hold_no_commands(attributes):
    read = said(run("gate: help"), run("\n", **attributes), run("I did."), run("\n"))
    assert read.lines == ("I did.",)


def test_a_line_that_begins_as_code_holds_no_command():
    assert said(run("gate: help", code=True), run(" is a command\n"), run("yes")).lines == ("yes",)


def test_a_name_written_as_code_inside_a_command_counts():
    assert said(run("gate: waive "), run("owner-set", code=True), run(" until")).lines == (
        "gate: waive owner-set until",
    )


def test_a_list_is_no_quote():
    assert said(run("gate: help"), run("\n", list={"list": "bullet"})).lines == ("gate: help",)


def test_plain_text_serves_where_there_are_no_runs():
    read = said(comment_text="> gate: help\n```\ngate: recheck\n```\nthanks")
    assert read.lines == ("thanks",)


def test_the_text_is_put_together_where_clickup_gives_none():
    assert said(run("a"), run("b")).text == "ab"
