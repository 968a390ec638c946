"""An engagement in which everything a client may not see is a canary: a word that must never sing in a mail."""

from dataclasses import fields
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import get_type_hints
from zoneinfo import ZoneInfo

from rules.ladder import Climb, Course, compile_ladders
from rules.model import (
    Change,
    Checklist,
    Comment,
    Finding,
    Gate,
    Item,
    Move,
    Neighbour,
    Outcome,
    Person,
    Severity,
    Side,
    Standing,
    Ticket,
    Verdict,
    Waiver,
)
from rules.pack import Deed, Ladder, Pack, Rule, Stage, Step
from rules.policy import compile_policy
from rules.scene import Setting
from sync.dates.delays import Dates
from sync.dates.forecast import Forecast
from sync.dates.promise import Ground, Promise, Revision
from sync.engagement import Client, ClientVisible, Contact, Engagement, Scope, ScopeKind
from sync.escalation.ladders import Stance
from sync.plan import Subject
from sync.remembered import Footprint

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
TODAY = NOW.date()
CANARY = "kanary"  # no word of ours holds it
_numbers = count()


def canary():
    return f"{CANARY}{next(_numbers)}"


def person():
    return Person(canary(), f"{canary()}@{CANARY}.example", canary())


def neighbour():
    return Neighbour(
        canary(), canary(), canary(), wording=canary(), labels=(canary(),), stage=canary(), filled=frozenset({canary()})
    )


STATUS = canary()
SECRET_FIELDS = ("Internal note", "Reason", "Mitigation", "Impact", "Impact on time", "Impact on budget", "Margin")


def facts_by_type():
    """Return a value full of canaries for every type a fact of a ticket has."""
    moment = NOW - timedelta(days=1)
    return {
        str: canary(),
        str | None: canary(),
        Person | None: person(),
        tuple[str, ...]: (canary(), canary()),
        tuple[Checklist, ...]: (Checklist(canary(), (Item(canary(), done=True), Item(canary(), done=False))),),
        tuple[Neighbour, ...]: (neighbour(),),
        tuple[Comment, ...]: (Comment(canary(), person(), canary(), moment, lines=(canary(),)),),
        tuple[Move, ...]: (Move(canary(), canary(), moment, person(), canary()),),
        tuple[Change, ...] | None: (Change(canary(), moment, canary(), canary(), person()),),
        datetime | None: moment,
        float | None: 4711.0,  # an estimate and time spent are internal, too
        bool: False,
    }


def ticket(**facts):
    """Return a ticket in which every fact of the model is filled, those of `facts` with what is given."""
    hints, values = get_type_hints(Ticket), facts_by_type()
    inner = {one.name: values[hints[one.name]] for one in fields(Ticket) if hints[one.name] in values}
    secrets = {name: canary() for name in SECRET_FIELDS}
    named = {canary(): canary(), "Go-live": date(2031, 4, 7), "Team": person(), "Tags": (canary(), canary())}
    filled = {
        **inner,
        "type": "Deliverable",
        "status": STATUS,
        "due": date(2026, 11, 27),
        "start": date(2032, 5, 8),
        "unseen": {canary(): canary()},
        "fields": secrets | named,
    }
    assert filled.keys() == {one.name for one in fields(Ticket)}
    return Ticket(**filled | facts)


def rule(name, says):
    return Rule(name, says, (), because=canary(), fix=canary(), owner=canary(), waivable_by=(canary(),))


PASSED, FAILED, WAIVED = (
    rule(canary(), "The work was reviewed."),
    rule(canary(), "It is safe."),
    rule(canary(), "Done."),
)
SCOPE = Pack("change-control", canary(), canary(), tuple(map(Stage, ("Assessed", "With Client", "Approved"))))
LADDER = Ladder(
    canary(),
    (FAILED.name,),
    (Step(canary(), canary(), "0 working days", (Deed("notice", "client-warning"),)),),
    canary(),
)
MAIN = Pack(
    canary(),
    canary(),
    canary(),
    (Stage("Kickoff"), Stage("Review", canary(), tells=("milestone",)), Stage("Closure")),
    (PASSED, FAILED, WAIVED),
    (LADDER,),
)
ENGAGEMENT = Engagement(
    name=canary(),
    source=canary(),
    scope=Scope(ScopeKind.PROJECT, canary()),
    packs=(MAIN.name, SCOPE.name),
    client=Client(
        "Apollo Bank", ZoneInfo("Europe/Berlin"), (Contact(canary(), "kim@apollo.example", ("milestones",)),)
    ),
    home=canary(),
    stages={canary(): (canary(),)},
    fields={canary(): canary()},
    roles={canary(): (canary(),)},
    client_visible=ClientVisible(types=("Deliverable", "Risk")),
    label_prefix=canary(),
)
POLICY = compile_policy((MAIN, SCOPE), Setting(stages={MAIN.name: {STATUS: "Review"}}), {})


def verdict(ticket_id):
    gate = Gate(MAIN.name, "Review", Side.ENTRY)
    until = TODAY + timedelta(days=30)
    waiver = Waiver(WAIVED.name, canary(), until, canary(), canary(), canary(), canary())
    findings = (
        Finding(PASSED.name, Outcome.PASS, Severity.WARN, gate, canary(), canary()),
        Finding(FAILED.name, Outcome.FAIL, Severity.WARN, None, canary(), canary()),
        Finding(WAIVED.name, Outcome.WAIVED, Severity.WARN, None, canary(), canary(), waiver),
    )
    stages = {MAIN.name: "Review", SCOPE.name: "With Client"}
    return Verdict(ticket_id, Standing.CONDITIONAL, findings, stages)


def subject(**facts):
    one = ticket(**facts)
    footprint = Footprint(one.id, canary(), canary(), canary(), canary(), (canary(),))
    return Subject(one, verdict(one.id), footprint)


def stance(one):
    (compiled,) = compile_ladders((MAIN,))
    return Stance(
        one.ticket, Climb(compiled, None, None, Course.WAITS_FOR_NOTICE, (FAILED.name,)), hindrances=(canary(),)
    )


def dates(*subjects, forecast=date(2026, 12, 1), agreed=date(2026, 11, 20)):
    """Promise every ticket for a day, moved twice for reasons nobody outside may read."""
    moved = tuple(Revision(NOW, agreed, agreed + timedelta(days=days), canary()) for days in (3, 7))
    promise = Promise(agreed, Ground.STAGE, NOW, moved)
    return Dates(
        {one.ticket.id: promise for one in subjects}, {one.ticket.id: Forecast(forecast, 30, 0.9) for one in subjects}
    )
