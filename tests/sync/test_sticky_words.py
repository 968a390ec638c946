"""What the sticky comment says in each standing, word for word."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from rules.judge import judge
from rules.model import Severity, Ticket, Waiver
from rules.pack import Condition, Pack, Rule, Stage
from rules.policy import compile_policy
from rules.scene import Scene, Setting
from sync.comment import MARKER, plain_text
from sync.sticky import needs_comment, sticky_comment

NOW = datetime(2026, 3, 9, 12, tzinfo=UTC)


def filled(name):
    return (Condition("field", name, "is", "filled in"),)


PACK = Pack(
    "method",
    stages=(
        Stage(
            "Review",
            entry=(
                Rule("has-notes", "A review starts with notes.", filled("Notes"), because="Reviewers need them.",
                     fix="Fill in Notes.", otherwise=Severity.BLOCK),
                Rule("has-link", "The work can be found.", filled("Link"), fix="Fill in Link.", otherwise=Severity.WARN),
                Rule("has-colour", "It has a colour.", filled("Colour"), fix="Choose a colour.", otherwise=Severity.INFO),
            ),
            exit=(Rule("has-date", "The day is agreed.", filled("Date"), fix="Fill in Date."),),
        ),
    ),
)  # fmt: skip
POLICY = compile_policy((PACK,), Setting(), {})
FOOTER = f"{MARKER}. Edited in place whenever something changes."


def verdict(unseen=None, waivers=(), **fields):
    ticket = Ticket("acme-jira", "1", "APO-1", status="Review", fields=fields, unseen=unseen or {})
    scene = Scene(ticket, NOW, date(2026, 3, 9), POLICY.setting, POLICY.setting.stages_of("Review"))
    return judge(POLICY, scene, waivers)


def said(of, **more):
    return plain_text(sticky_comment(of, POLICY, **more)).splitlines()


def test_blocked_says_what_is_missing_how_to_mend_it_and_where_the_ticket_waits():
    assert said(verdict(Link="x", Colour="red"), waits=("Blocked", "In Review")) == [
        "Blocked: 1 of 3 checks needs attention in Review.",
        "- BLOCKS: Notes is empty.  has-notes",
        "  > Fill in Notes. Reviewers need them.",
        "While something blocks, the ticket belongs in “Blocked”. From there it goes back to “In Review” by itself.",
        "Still to do (1):",
        "- The day is agreed.",
        "Checks that pass (2):",
        "- The work can be found.",
        "- It has a colour.",
        FOOTER,
    ]


def test_what_blocks_stands_before_what_warns_and_what_is_a_note():
    badges = [line.split(":")[0] for line in said(verdict()) if line.startswith("- ") and "empty" in line]
    assert badges == ["- BLOCKS", "- WARNS", "- NOTE"]


def test_attention():
    assert said(verdict(Notes="x", Colour="red"))[:2] == [
        "1 of 3 checks needs attention in Review.",
        "- WARNS: Link is empty.  has-link",
    ]


def test_unknown_says_what_cannot_be_seen():
    assert said(verdict(unseen={"Notes": "no field of this name"}, Link="x", Colour="red"))[:2] == [
        "Cannot tell yet: 1 of 3 checks cannot be decided in Review.",
        "- UNKNOWN: Notes cannot be seen: no field of this name.  has-notes",
    ]


def test_conditional_says_who_waived_until_when_and_why():
    waiver = Waiver("has-notes", "APO-1", date(2026, 4, 1), "The client takes it by courier.", "dana@acme.example")
    assert said(verdict(waivers=[waiver], Link="x", Colour="red"))[:3] == [
        "3 checks hold, some by a waiver.",
        "- WAIVED: A review starts with notes.  has-notes",
        "  > Until 2026-04-01, by dana@acme.example: The client takes it by courier.",
    ]


def test_clear_is_one_line():
    assert said(verdict(Notes="x", Link="x", Colour="red")) == [f"All 3 checks pass.  ·  {MARKER}"]


def test_clear_with_a_note_does_not_say_that_all_pass():
    assert said(verdict(Notes="x", Link="x"))[:2] == [
        "Nothing stands in the way in Review; 1 of 3 checks worth a look.",
        "- NOTE: Colour is empty.  has-colour",
    ]


@pytest.mark.parametrize(
    ("fields", "needed"),
    [
        ({}, True),
        ({"Notes": "x"}, True),
        ({"Notes": "x", "Link": "x"}, False),
        ({"Notes": "x", "Link": "x", "Colour": "r"}, False),
    ],
)
def test_only_a_warning_or_a_block_makes_a_comment(fields, needed):
    assert needs_comment(verdict(**fields)) is needed


def test_the_same_verdict_gives_the_same_bytes():
    one, other = verdict(Link="x"), replace(verdict(Link="x"))
    assert sticky_comment(one, POLICY).digest == sticky_comment(other, POLICY).digest
