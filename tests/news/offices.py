"""An office that plans news cycle by cycle and remembers what was told as a store does: marks, each with its notice."""

from dataclasses import replace
from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from rules.model import Standing, Ticket, Verdict
from rules.pack import Pack, Stage
from rules.policy import compile_policy
from rules.scene import Setting
from sync.clients.desk import WITHDRAWN, Desk
from sync.dates.delays import Dates
from sync.dates.forecast import Forecast
from sync.dates.promise import Ground, Promise
from sync.engagement import Client, ClientVisible, Contact, Engagement, Scope, ScopeKind
from sync.escalation.ladders import UNSENT
from sync.plan import Subject
from sync.remembered import Footprint

MONDAY = datetime(2026, 3, 9, 9, tzinfo=UTC)
WORK = Pack(
    "work",
    stages=(
        Stage("Doing"),
        Stage("Review", tells=("milestone",)),
        Stage("Delivered", tells=("milestone", "delivery")),
        Stage("Closed", tells=("survey",)),
    ),
)
CHANGES = Pack("change-control", stages=tuple(map(Stage, ("Assessed", "With Client", "Approved"))))
SETTING = Setting(hold_status="Blocked", roles={"project-manager": ("ana@acme.example",)})
POLICY = compile_policy((WORK, CHANGES), SETTING, {})
KIM = Contact("Kim", "kim@client.example", ("milestones", "delays", "weekly", "approvals", "survey"))
APOLLO = Engagement(
    name="apollo",
    source="jira",
    scope=Scope(ScopeKind.PROJECT, "APO"),
    packs=("work", "change-control"),
    client=Client("Apollo Bank", ZoneInfo("UTC"), (KIM,)),
    client_visible=ClientVisible(
        ("Deliverable", "Change Request"),
        ("Mitigation", "Reason", "description", "estimate", "Impact on time", "Impact on budget"),
        "title",
    ),
)


def one(name="Payments", stage="Doing", standing=Standing.CLEAR, findings=(), **facts):
    """A ticket as it was judged."""
    ticket = Ticket("jira", name, f"APO-{name}", title=name, **{"type": "Deliverable", "status": stage, **facts})
    pack = "change-control" if ticket.type == "Change Request" else "work"
    return Subject(ticket, Verdict(name, standing, findings, {pack: stage} if stage else {}), Footprint(name))


def dates(agreed=None, forecast=None, confidence=0.9, name="Payments"):
    """What was promised for one ticket, and its forecast."""
    promises = {} if agreed is None else {name: Promise(agreed, Ground.STAGE, MONDAY)}
    forecasts = {} if forecast is None else {name: Forecast(forecast, 10, confidence)}
    return Dates(promises, forecasts)


NO_DATES = Dates()


class Office:
    """`sends` tells what becomes of a notice at once: sent, or held for a person."""

    def __init__(self, planner, engagement=APOLLO, policy=POLICY, *, sends=True):
        self.planner, self.engagement, self.policy, self.sends = planner, engagement, policy, sends
        self.marks, self.letters = {}, {}

    def look(self, *subjects, at=MONDAY, dates=NO_DATES):
        """Plan, and change nothing."""
        return self.planner(Desk(self.engagement, self.policy, subjects, dates, frozenset(self.marks.values()), at))

    def begin(self, *subjects, at=MONDAY, dates=NO_DATES):
        """The first cycle: all that is so already is no news."""
        telling = self.look(*subjects, at=at, dates=dates)
        self._keep((*telling.no_news, *telling.marks, *telling.waiting))
        return telling

    def cycle(self, *subjects, at=MONDAY, dates=NO_DATES):
        """Plan, keep what is no news, withdraw what is outdated, queue the letter; return the plan."""
        telling = self.look(*subjects, at=at, dates=dates)
        self._keep(telling.no_news)
        for notice in telling.outdated:
            assert {mark.state for mark in self.marks.values() if mark.notice == notice} <= UNSENT
            self.becomes(WITHDRAWN, notice)
        if telling.letter is not None:
            notice = f"n{len(self.letters) + 1}"
            self.letters[notice] = telling.letter
            self._keep(replace(one, notice=notice) for one in telling.marks)
            self.becomes("sent" if self.sends else "held", notice)
        return telling

    def becomes(self, state, notice=None):
        """A notice, or each that waits, comes to another state."""
        for key, mark in self.marks.items():
            if mark.notice == notice or (notice is None and mark.state in UNSENT):
                self.marks[key] = replace(mark, state=state)

    @property
    def states(self):
        """How each notice stands, in the order they were written."""
        found = {mark.notice: mark.state for mark in self.marks.values()}
        return [found.get(notice, WITHDRAWN) for notice in self.letters]

    @property
    def waiting(self):
        """The letters that may still be kept from the client."""
        return [self.letters[mark.notice] for mark in self.marks.values() if mark.state in UNSENT]

    def _keep(self, marks):
        self.marks |= {(mark.ticket_id, mark.stage, mark.kind): mark for mark in marks}


def at(day, hour=9, zone=UTC):
    return datetime.combine(day, time(hour), zone)
