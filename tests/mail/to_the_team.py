"""What mail to the team tells of: a sample of every kind."""

from datetime import UTC, date, datetime
from types import MappingProxyType

from rules.model import Waiver
from sync.account import EngagementAccount
from sync.actions import Action, Verb
from sync.clients.letters import Health
from sync.limits import Excess
from sync.mailing.deliveries import Delivery, DeliveryState
from sync.remembered import OutboxEntry
from sync.render.refused_plan import render_refused_plan
from sync.render.samples import DAY
from sync.render.team_digest import render_digest
from sync.render.team_news import Overtime, StepTaken, render_overtime, render_steps
from sync.render.team_troubles import Undelivered, render_resumed, render_stopped, render_undelivered
from sync.render.waiver_ending import Ending, render_endings
from sync.team.digest_parts import Changes, Matter, Part, Point
from sync.team.streaks import Streak

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
REFUSED = EngagementAccount(
    "apollo",
    "jira",
    actions=(Action("apollo", "APO-1", "1", Verb.HOLD), Action("apollo", "APO-2", "2", Verb.HOLD)),
    excesses=(Excess("changes", 2, 1),),
)
ENDING = Ending("APO-9", "9", Waiver("has-owner", "APO-9", date(2026, 11, 25), "The owner is away", "Dana Weiss"))


def url(key):
    return f"https://acme.example/browse/{key}"


STEP = StepTaken(
    key="APO-7",
    title="Payment interface",
    url=url("APO-7"),
    ladder="delivery-risk",
    step="Client warning",
    place=2,
    of=3,
    owner="project-manager",
    rules=("stage-over-time", "open-risk-is-complete"),
    next="Next: Formal escalation, not before 2026-11-25 10:00 (Europe/Berlin).",
)
OVERTIME = (
    Overtime("APO-7", "Payment interface", url("APO-7"), "Quality Review", "2-5 working days", 7.5, "Quality Lead"),
    Overtime("APO-12", "Data rehearsal", url("APO-12"), "Planning", "3-5 working days", 6.0, ""),
)
STREAK = Streak(
    "apollo", datetime(2026, 11, 20, 8, 30, tzinfo=UTC), 3, "acme-jira refused the token (401); give a new one"
)


def notice(kind, subject):
    return OutboxEntry("5f0c1a9be2d4", "key", "apollo", kind, ("kim@client.example",), subject, b"", "failed", NOW)


UNDELIVERED = (
    Undelivered(
        notice("milestone", "Apollo Bank: delivery status"),
        (Delivery("5f0c1a9be2d4", "kim@client.example", DeliveryState.FAILED, "550 5.1.1 No such mailbox here"),),
    ),
    Undelivered(
        notice("delay", "Apollo Bank: delivery dates"),
        (Delivery("a1", "lee@client.example", DeliveryState.STUCK, "the mail server gave no answer to the message"),),
    ),
)
POINTS = MappingProxyType(
    {
        Matter.BLOCKED: (
            Point("7", "APO-7", "Payment interface", url("APO-7"), date(2026, 11, 17), ("deliverables-attached",)),
            Point("9", "APO-9", "Handbook", url("APO-9"), None, ("has-owner", "acceptance-test-is-there")),
        ),
        Matter.ESCALATED: (
            Point(
                "7",
                "APO-7",
                "Payment interface",
                url("APO-7"),
                date(2026, 11, 19),
                ("Client warning", "Next: Formal escalation, not before 2026-11-25 10:00 (Europe/Berlin)."),
            ),
        ),
        Matter.OVER_TIME: (
            Point("12", "APO-12", "Data rehearsal", url("APO-12"), date(2026, 11, 11), ("Planning",), days=7.0),
        ),
        Matter.ENDING: (
            Point("9", "APO-9", "Handbook", url("APO-9"), date(2026, 11, 25), ("has-owner", "Dana Weiss")),
        ),
        Matter.RISK: (Point("3", "APO-3", "Card provider", url("APO-3"), None, ("mitigation", "owner")),),
        Matter.NOTICE: (
            Point(
                "5f0c1a9be2d4",
                "5f0c1a9be2d4",
                "Apollo Bank: early warning",
                "",
                date(2026, 11, 19),
                ("client-warning", "held", "kim@client.example"),
            ),
            Point(
                "a104bb20c7f1",
                "a104bb20c7f1",
                "Apollo Bank: delivery status",
                "",
                date(2026, 11, 18),
                ("milestone", "stuck", "lee@client.example"),
            ),
        ),
        Matter.UPCOMING: (
            Point("9", "APO-9", "Handbook", url("APO-9"), date(2026, 11, 23), ("Execution",)),
            Point("7", "APO-7", "Payment interface", url("APO-7"), date(2026, 11, 27), ("Quality Review",)),
        ),
    }
)
CHANGES = Changes(
    since=date(2026, 11, 19),
    health="on_track",
    over={Matter.BLOCKED: ("APO-4", "APO-5"), Matter.ESCALATED: ("APO-4",), Matter.OVER_TIME: ("APO-5",)},
    new={Matter.BLOCKED: ("APO-9",), Matter.ESCALATED: ("APO-7",), Matter.OVER_TIME: ("APO-12",)},
    done=("APO-4",),
    created=2,
)
PARTS = (
    Part("lumen", "Lumen", Health("on_track"), {}),
    Part("apollo", "Apollo Bank", Health("at_risk", "needs_checks", 1), POINTS, CHANGES),
    Part("orbit", "Orbit", Health("on_track"), {}, trouble="studio is not reachable: the connection timed out"),
)

MAILS = MappingProxyType(
    {
        "team-refused": lambda *on, **by: render_refused_plan(REFUSED, DAY, *on, **by),
        "team-ending": lambda *on, **by: render_endings("apollo", [ENDING], DAY, *on, **by),
        "team-step": lambda *on, **by: render_steps("apollo", [STEP], DAY, *on, **by),
        "team-overtime": lambda *on, **by: render_overtime("apollo", OVERTIME, DAY, *on, **by),
        "team-stopped": lambda *on, **by: render_stopped([STREAK], DAY, *on, **by),
        "team-resumed": lambda *on, **by: render_resumed([STREAK], DAY, *on, **by),
        "team-undelivered": lambda *on, **by: render_undelivered("apollo", UNDELIVERED, DAY, *on, **by),
        "team-digest": lambda *on, **by: render_digest(PARTS, "daily", DAY, *on, **by),
    }
)
"""Renders each kind, in a language and on stationery."""
