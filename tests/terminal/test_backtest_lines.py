"""A backtest as people read it: what differs, how often, and some tickets to look at."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from sync.engagement import Mode
from sync.render.backtest import backtest_lines
from sync.render.terminal import Ink, columns_of
from sync.trying.compared import Backtest, Compared, Mail, RuleChange

GOLDEN = Path(__file__).parent / "golden"
UNTIL = datetime(2026, 3, 9, 9, tzinfo=UTC)
SINCE = datetime(2026, 2, 7, 9, tzinfo=UTC)
APOLLO = Compared(
    name="apollo",
    mode=Mode.ENFORCE,
    versions=214,
    tickets=61,
    rules=(
        RuleChange("brief-is-written", newly_failing=tuple(f"APO-{number}" for number in (4, 9, 12, 15, 31, 40, 41))),
        RuleChange("deliverables-are-attached-before-quality-review", newly_unknown=("APO-17", "APO-40")),
        RuleChange("due-date-is-set", newly_failing=("APO-9",), newly_passing=("APO-3", "APO-1050")),
    ),
    only_after=("deliverables-are-attached-before-quality-review",),
    only_before=("attachments-are-there",),
    would_hold=("APO-4", "APO-9", "APO-31"),
    would_release=("APO-3",),
    mails=(Mail("milestone", "APO-3", datetime(2026, 3, 1, tzinfo=UTC)),),
    mails_no_more=(Mail("milestone", "APO-31", datetime(2026, 3, 4, tzinfo=UTC)),),
)
LUMEN = Compared("lumen", Mode.ADVISE, 23, 8, rules=(RuleChange("due-date-is-set", newly_failing=("86c43ez",)),))
TOLD = Backtest(SINCE, UNTIL, ("work-item",), (APOLLO, LUMEN, Compared("orbit", Mode.OBSERVE)))


@pytest.mark.parametrize("width", [80, 110])
def test_a_backtest_looks_as_agreed(width):
    lines = backtest_lines(TOLD, Ink(width=width))
    assert "\n".join(lines) + "\n" == (GOLDEN / f"backtest_{width}.txt").read_text(encoding="utf-8")
    assert max(map(columns_of, lines)) <= width


def test_where_nothing_differs_it_says_so():
    lines = backtest_lines(Backtest(SINCE, UNTIL, None, (Compared("apollo", Mode.ENFORCE, 9, 3),)), Ink())
    assert lines[0].startswith("The packs at work, compared with the last verdict on each ticket,")
    assert lines[-4:] == [
        "apollo: 9 versions of 3 tickets replayed",
        "  Nothing would be different.",
        "",
        "Nothing would be different. Nothing was written.",
    ]
