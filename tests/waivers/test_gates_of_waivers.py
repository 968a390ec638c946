"""When a gate ends a waiver (RULINGS W4), and which stages a rule is asked in."""

from datetime import UTC, date, datetime

import pytest

from rules.pack import Condition, Pack, Rule, Stage
from rules.policy import compile_policy
from rules.scene import Setting
from sync.waivers.heard import Granted
from sync.waivers.waiving import Bench, after_a_look

NOW = datetime(2026, 3, 9, 12, tzinfo=UTC)
MUST = (Condition("label", "x"),)
PACK = Pack(
    "p",
    stages=(
        Stage("Work"),
        Stage("Review", entry=(Rule("in", "s", MUST),), exit=(Rule("out", "s", MUST),)),
        Stage("Test"),
        Stage("Done", exit=(Rule("last", "s", MUST),)),
    ),
    rules=(Rule("free", "s", MUST),),
)
POLICY = compile_policy((PACK,), Setting(), {})


def walked(rule, *stages, until=date(2026, 3, 20)):
    """Give a waiver in the first stage, and let the ticket walk through the others; an empty one is not known."""
    digest = POLICY.rule(rule).digest
    waiver = Granted("1", "APO-1", rule, until, "because of snow", "1", "Ana", NOW, "c", digest)
    for stage in stages:
        if waiver.ended is None:
            waiver = after_a_look(waiver, Bench(POLICY, lambda _role: (), NOW), {"p": stage} if stage else {})
    return waiver.ended_because


@pytest.mark.parametrize(
    ("rule", "stages"),
    [
        ("in", ("Work", "Review")),
        ("in", ("Review", "", "Review")),
        ("in", ("Work", "Work")),
        ("out", ("Review", "Test", "Done")),
        ("out", ("Work", "Review", "Test")),
        ("free", ("Work", "Review", "Done", "Work")),
    ],
)
def test_it_stands(rule, stages):
    assert walked(rule, *stages) == ""


@pytest.mark.parametrize(
    ("rule", "stages", "why"),
    [
        ("in", ("Review", "Test"), "the ticket left Review"),
        ("in", ("Work", "Review", "Work", "Review"), "the ticket left Review"),
        ("out", ("Test", "Review"), "the ticket went back to Review or before"),
        ("out", ("Review", "Done", "Work"), "the ticket went back to Review or before"),
    ],
)
def test_it_ends(rule, stages, why):
    assert walked(rule, *stages) == why


def test_its_last_day_is_included():
    assert walked("free", "Work", until=date(2026, 3, 9)) == ""
    assert walked("free", "Work", until=date(2026, 3, 8)) == "2026-03-08 was its last day"
