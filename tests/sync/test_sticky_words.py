"""What the sticky comment says in each standing, word for word."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from rules.judge import judge
from rules.model import Severity, Ticket, Waiver
from rules.pack import Condition, Pack, Rule, Stage
from rules.policy import compile_policy
from rules.scene import Scene, Setting
from sync.comment import MARKER, Points, plain_text
from sync.comments.sticky import needs_comment, sticky_comment

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
FOOTER = f"{MARKER} · method"


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
        "Cannot tell yet: 1 of 3 checks needs attention or cannot be decided in Review.",
        "- UNKNOWN: Notes cannot be seen: no field of this name.  has-notes",
    ]


def test_conditional_says_who_waived_until_when_and_why():
    waiver = Waiver("has-notes", "APO-1", date(2026, 4, 1), "The client takes it by courier.", "dana@acme.example")
    assert said(verdict(waivers=[waiver], Link="x", Colour="red"))[:3] == [
        "Nothing stands in the way in Review: 2 of 3 checks pass, 1 waived.",
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


class TestFoundAndWanted:
    def test_a_wanted_value_is_said_beside_the_found_one(self):
        pack = Pack(
            "m", rules=(Rule("r", "It is large.", (Condition("field", "Size", "at_least", "3"),), fix="Grow."),)
        )
        assert points_of(pack, Size="1")[:2] == ["- WARNS: Size is “1”.  Wanted: at least 3.  r", "  > Grow."]

    def test_a_rule_without_a_fix_says_what_is_wanted_instead(self):
        pack = Pack("m", rules=(Rule("r", "It has a size.", filled("Size")),))
        assert points_of(pack)[:2] == ["- WARNS: Size is empty.  r", "  > Make it so: Size is filled in."]

    def test_the_day_of_today_is_left_out_so_that_nothing_is_written_every_morning(self):
        wanted = (Condition("field", "Due", "not_before", "today"),)
        pack = Pack("m", rules=(Rule("r", "It is not late.", wanted, fix="Agree on a new day."),))
        [point, _] = points_of(pack, Due=date(2026, 3, 2))[:2]
        assert point == "- WARNS: Due is 2026-03-02.  Wanted: not before today.  r"

    def test_an_endless_value_is_cut(self):
        pack = Pack(
            "m", rules=(Rule("r", "It is short.", (Condition("field", "Size", "equals", "S"),), fix="Cut it."),)
        )
        [point, _] = points_of(pack, Size="very " * 500)[:2]
        assert len(point) < 300
        assert "…" in point


class TestHowToDisagree:
    def test_nothing_is_said_where_nobody_may_waive(self):
        assert "Disagree" not in said(verdict())[-1]

    def test_one_rule_is_named_in_the_line_to_write(self):
        pack = Pack("m", rules=(Rule("r", "It has a size.", filled("Size"), waivable_by=("lead", "sponsor")),))
        footer = points_of(pack)[-1]
        assert footer.endswith(
            "Disagree? Say in a comment: gate: waive r until <date> because <reason> (lead or sponsor)"
        )

    def test_of_several_rules_it_is_said_who_may_waive_which(self):
        rules = [Rule(name, "It has a size.", filled("Size"), waivable_by=by) for name, by in
                 (("one", ("lead",)), ("two", ("lead",)), ("three", ("sponsor",)), ("four", ()))]  # fmt: skip
        footer = points_of(Pack("m", rules=tuple(rules)))[-1]
        assert footer.endswith("waive <rule> until <date> because <reason> (lead for one, two; sponsor for three)")

    def test_where_the_same_people_may_waive_all_of_them_they_are_named_once(self):
        rules = [
            Rule(name, "It has a size.", filled("Size"), waivable_by=("lead", "sponsor")) for name in ("one", "two")
        ]
        assert points_of(Pack("m", rules=tuple(rules)))[-1].endswith("because <reason> (lead or sponsor)")

    def test_what_passes_needs_no_waiver(self):
        pack = Pack("m", rules=(Rule("r", "It has a size.", filled("Size"), waivable_by=("lead",)),
                                Rule("s", "It has a name.", filled("Name"))))  # fmt: skip
        assert "Disagree" not in points_of(pack, Size="L")[-1]


class TestManyFindings:
    def test_beyond_the_first_three_what_does_not_block_is_folded_with_its_fix(self):
        lines = points_of(many(block=0, warn=6))
        assert [line.split(":")[0] for line in lines if line.startswith("- WARNS:")] == ["- WARNS"] * 3
        assert lines[lines.index("More to look at (3):") + 1] == "- WARNS F3 is empty.  r3  Fill it in."

    def test_a_single_one_more_is_not_folded(self):
        assert not any("More to look at" in line for line in points_of(many(block=0, warn=4)))

    def test_what_blocks_is_never_folded(self):
        lines = points_of(many(block=6, warn=2))
        assert sum(line.startswith("- BLOCKS:") for line in lines) == 6
        assert "More to look at (2):" in lines

    def test_what_is_seen_at_once_is_about_twelve_lines(self):
        blocks = comment_of(many(block=1, warn=9), F0=None).blocks
        assert sum(2 * len(one.points) if isinstance(one, Points) else 1 for one in blocks) <= 12


def many(block, warn):
    """A pack of rules on fields that are all empty."""
    kinds = [Severity.BLOCK] * block + [Severity.WARN] * warn
    return Pack(
        "m",
        rules=tuple(
            Rule(f"r{place}", "It is filled in.", filled(f"F{place}"), fix="Fill it in.", otherwise=kind)
            for place, kind in enumerate(kinds)
        ),
    )


def comment_of(pack, **fields):
    policy = compile_policy((pack,), Setting(), {})
    scene = Scene(Ticket("acme-jira", "1", "APO-1", fields=fields), NOW, date(2026, 3, 9), policy.setting, {})
    return sticky_comment(judge(policy, scene), policy)


def points_of(pack, **fields):
    """The lines of the comment below its headline."""
    return plain_text(comment_of(pack, **fields)).splitlines()[1:]
