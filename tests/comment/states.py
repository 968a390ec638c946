"""One ticket in each standing, judged by a small pack, and what the sticky comment says of it."""

from datetime import UTC, date, datetime

from rules.judge import judge
from rules.model import Severity, Ticket, Waiver
from rules.pack import Condition, Pack, Rule, Stage
from rules.policy import compile_policy
from rules.scene import Scene, Setting
from sync.comments.sticky import sticky_comment

NOW = datetime(2026, 3, 9, 12, tzinfo=UTC)
PAGES = "https://forge.example/delivery/docs/rules"
MANAGERS = ("project-manager", "delivery-manager")


def field(name, test="is", wanted="filled in"):
    return (Condition("field", name, test, wanted),)


PACK = Pack(
    "work-item",
    stages=(
        Stage(
            "Review",
            entry=(
                Rule("self-assessment-is-there", "A review starts with the author's own assessment.",
                     field("Self-assessment"), because="Reviewers should not look for what the author knows.",
                     fix="Go through the self-assessment and fill it in.", otherwise=Severity.BLOCK,
                     waivable_by=MANAGERS[1:]),
                Rule("estimate-is-set", "Work under review has an estimate.", field("Estimate", "at_least", "1"),
                     because="Without it nobody sees an overrun coming.", fix="Set the estimate.",
                     waivable_by=MANAGERS),
                Rule("reviewer-is-named", "A second person reviews.", field("Reviewer"), fix="Choose a reviewer.",
                     because="Whoever wrote it sees what they meant, not what stands there.", waivable_by=MANAGERS),
                Rule("work-can-be-found", "The work can be found.", field("Link"), fix="Add the link.",
                     otherwise=Severity.INFO),
                Rule("brief-is-written", "The brief is written.", field("Brief")),
                Rule("due-day-is-set", "The day it is due is set.", field("Due")),
            ),
            exit=(Rule("review-is-passed", "The review is passed.", field("Passed")),),
        ),
    ),
)  # fmt: skip
POLICY = compile_policy((PACK,), Setting(), {})
COMPLETE = {
    "Self-assessment": "done", "Estimate": 8, "Reviewer": "Cy", "Link": "https://acme.example/w/1",
    "Brief": "Screens for signing in.", "Due": date(2026, 3, 20),
}  # fmt: skip
WAIVED = Waiver(
    "self-assessment-is-there", "APO-1", date(2026, 4, 1), "The author is on leave; Cy knows the work.", "Dana Reyes"
)


def verdict(waivers=(), unseen=None, **changed):
    """Judge a complete ticket with some fields changed; None empties one."""
    fields = {name.replace("_", "-"): value for name, value in changed.items()}
    kept = {name: value for name, value in {**COMPLETE, **fields}.items() if name not in (unseen or {})}
    ticket = Ticket("acme-jira", "1", "APO-1", status="Review", fields=kept, unseen=unseen or {})
    scene = Scene(ticket, NOW, date(2026, 3, 9), POLICY.setting, POLICY.setting.stages_of("Review"))
    return judge(POLICY, scene, waivers)


def said(of, **more):
    return sticky_comment(of, POLICY, pages=PAGES, **more)


VERDICTS = {
    "blocked": verdict(Self_assessment=None, Estimate=0, Link=None),
    "attention": verdict([WAIVED], Self_assessment=None, Estimate=0, Reviewer=None),
    "unknown": verdict(unseen={"Self-assessment": "the bot may not see this field"}, Estimate=0),
    "conditional": verdict([WAIVED], Self_assessment=None),
    "clear": verdict(),
}
HELD = ("Blocked", "In Review")
STATES = {name: said(of, waits=HELD if name == "blocked" else None) for name, of in VERDICTS.items()}
