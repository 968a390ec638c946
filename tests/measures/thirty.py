"""An engagement of thirty tickets in March 2026, as a table to reckon with. Moments are UTC; work is from 9 to 17."""

from datetime import UTC, date, datetime

from rules.measures.answers import Answer
from rules.measures.case import (
    Agreement,
    Case,
    Colleague,
    EngagementHistory,
    Escalation,
    Kind,
    Span,
    Sprint,
    Variation,
    WaiverHeld,
)
from rules.measures.period import Period
from rules.model import Finding, Gate, Outcome, Person, Severity, Side, Ticket
from rules.scene import Setting
from rules.terms import Duration
from rules.timed import Visit

MARCH = Period.month_of(date(2026, 3, 15))
NOW = datetime(2026, 4, 1, 12, tzinfo=UTC)

# key | type | priority | created | replies | begun | done | waiting | held | agreed | estimate | spent | who | sprint | further
TABLE = """
D1 | Deliverable    |          | 03-02 09 |                    | 03-02 13 | 03-06 17 |                   |                   | 03-06 | 40 | 44 | ana | S1 | accepted 03-09 10, buffer 2, quality 9, defects 0, reviewer bo
D2 | Deliverable    |          | 03-02 09 |                    | 03-03 09 | 03-10 12 |                   |                   | 03-09 | 24 | 30 | bo  | S1 | reworked 03-06 10, accepted 03-11 10, buffer 3, quality 6, defects 3, reviewer ana
D3 | Deliverable    |          | 03-03 09 |                    | 03-03 11 | 03-18 10 | 03-13 09/03-17 09 |                   | 03-13 | 16 | 16 | ana | S2 | refused 03-16 10, reworked 03-16 10, accepted 03-18 10, warned 03-11 10
D4 | Deliverable    |          | 03-04 09 |                    | 03-05 09 | 03-20 09 |                   | 03-10 09/03-11 13 | 03-20 | 32 | 24 | cy  | S2 | accepted 03-20 11, moved 03-12 10, quality 7.5, defects 1, reviewer bo
D5 | Deliverable    |          | 03-09 09 |                    | 03-10 09 | 03-27 17 |                   |                   | 03-25 | 20 | 26 | bo  | S3 | accepted 03-30 10, warned 03-23 09, buffer 1
D6 | Deliverable    |          | 03-16 09 |                    | 03-17 09 |          |                   |                   | 03-27 | 16 | 8  | bo  | S3 | moved 03-24 10, moved 03-26 10, due 04-08, reviewed 03-30 10
D7 | Deliverable    |          | 03-23 09 |                    | 03-24 09 |          |                   |                   | 04-10 | 24 | 4  | ana | S4 | due 04-10, skill cobol
D8 | Deliverable    |          | 03-30 09 |                    |          |          |                   |                   | 04-24 | 40 |    | ana | S4 | start 04-06, due 04-24, skill react
M1 | Milestone      |          | 03-02 09 |                    |          | 03-27 12 |                   |                   | 03-31 |    |    |     |    | buffer 4
R1 | Request        | High     | 03-02 10 | 03-02 12           |          | 03-03 10 |                   |                   |       |    |    | cy  |    | handovers 0
R2 | Request        | High     | 03-03 16 | 03-04 10, 03-05 11 |          | 03-05 12 |                   |                   |       |    |    | cy  |    | handovers 1
R3 | Incident       | Critical | 03-04 08 | 03-04 10           |          | 03-04 17 | 03-04 11/03-04 13 |                   |       |    |    | cy  |    | handovers 0
R4 | Question       | Low      | 03-06 15 | 03-09 11           |          | 03-09 11 |                   |                   |       |    |    | cy  |    | handovers 0
R5 | Question       | Low      | 03-12 09 | 03-12 17           |          | 03-17 09 | 03-13 09/03-16 17 |                   |       |    |    | cy  |    | handovers 2, reopened 03-16 17
R6 | Incident       | High     | 03-19 09 | 03-19 12, 03-20 10 |          | 03-24 13 |                   | 03-20 13/03-23 13 |       |    |    | cy  |    | handovers 3, repeats, escalated 03-20 10
R7 | Request        | Low      | 03-31 10 |                    |          |          |                   |                   |       |    |    |     |    |
B1 | Bug            |          | 03-03 09 |                    | 03-03 13 | 03-05 09 |                   |                   |       | 4  | 4  | cy  | S1 |
B2 | Bug            |          | 03-05 09 |                    | 03-05 10 | 03-13 17 |                   |                   |       | 4  | 8  | cy  | S1 | from-client
B3 | Bug            |          | 03-10 09 |                    | 03-10 11 | 03-12 17 |                   |                   |       |    |    | cy  | S2 |
B4 | Bug            |          | 03-17 09 |                    | 03-18 09 | 03-19 17 |                   |                   |       | 8  | 8  | bo  | S3 |
B5 | Bug            |          | 03-26 09 |                    |          |          |                   |                   |       |    |    |     | S3 | from-client
C1 | Change Request |          | 03-03 10 |                    |          | 03-25 10 |                   |                   |       | 12 |    |     |    | assessed 03-05 10, approved 03-09 10
C2 | Change Request |          | 03-10 10 |                    |          | 03-16 10 |                   |                   |       | 30 |    |     |    | assessed 03-12 10, declined 03-16 10
C3 | Change Request |          | 03-18 10 |                    |          |          |                   |                   |       | 20 |    |     |    | assessed 03-20 10, approved 03-30 10
C4 | Change Request |          | 03-30 10 |                    |          |          |                   |                   |       |    |    |     |    |
V1 | Review         |          | 03-11 09 |                    |          | 03-11 17 |                   |                   |       |    |    |     |    | cause Unclear requirements, cause late feedback
V2 | Review         |          | 03-19 09 |                    |          | 03-19 17 |                   |                   |       |    |    |     |    | cause unclear requirements
V3 | Review         |          | 03-30 09 |                    |          | 03-30 17 |                   |                   |       |    |    |     |    | cause Unclear  requirements, cause test data
I1 | Improvement    |          | 03-05 09 |                    |          |          |                   |                   |       |    |    |     |    |
I2 | Improvement    |          | 03-25 09 |                    |          |          |                   |                   |       |    |    |     |    |
"""

# key | stage | its visits
STAGES = """
D1 | Review      | 03-04 09/03-06 09
D2 | Review      | 03-05 09/03-06 10, 03-09 09/03-10 12
D3 | Review      | 03-12 09/03-13 09
D4 | Review      | 03-17 09/03-20 09
B1 | In Progress | 03-03 13/03-05 09
B3 | In Progress | 03-10 11/03-11 11
B4 | In Progress | 03-18 09/03-18 17
"""

# key | rule | outcome
FINDINGS = """
D1 | tested    | pass
D1 | described | pass
D2 | tested    | fail
D2 | described | pass
D6 | tested    | fail
D6 | described | waived
R6 | described | fail
B5 | described | unknown
"""

# sent | csat | nps | ces
ANSWERS = """
02-20 10 | 2  | 0  | 1
03-10 10 | 9  | 10 | 6
03-20 10 | 7  | 8  | 5
03-25 10 | 6  | 4  | 3
03-28 10 | 10 | 9  |
03-29 10 |    |    |
"""

KINDS = {
    "D": {Kind.WORK, Kind.DELIVERABLE, Kind.PROMISE},
    "M": {Kind.PROMISE},
    "R": {Kind.REQUEST},
    "B": {Kind.WORK, Kind.DEFECT},
    "C": {Kind.CHANGE},
    "V": {Kind.REVIEW},
    "I": {Kind.IDEA},
}
ORDER = {"work-item": {"assigned": 0, "in progress": 1, "review": 2, "delivered": 3}}
TAKES = {"work-item": {"in progress": Duration(1, "working days"), "review": Duration(2, "working days")}}
SAME = {"work-item": {"in progress": "In Progress", "review": "Review"}}
SPRINTS = (
    Sprint("S1", date(2026, 3, 2), date(2026, 3, 6)),
    Sprint("S2", date(2026, 3, 9), date(2026, 3, 20)),
    Sprint("S3", date(2026, 3, 23), date(2026, 3, 27)),
    Sprint("S4", date(2026, 3, 30), date(2026, 4, 10)),
)


def apollo():
    """Return the engagement of the table."""
    return EngagementHistory(
        name="apollo",
        now=NOW,
        setting=Setting(order=ORDER, takes=TAKES, stages=SAME, work_type="project"),
        client="Acme",
        cases=tuple(case(*row) for row in rows(TABLE)),
        pillars={"tested": "reliability", "described": "transparency"},
        people={"ana@acme.example": Colleague(40, ("react", "qa")), "bo@acme.example": Colleague(32)},
        answers=tuple(
            Answer(moment(sent), number(csat), number(nps), number(ces)) for sent, csat, nps, ces in rows(ANSWERS)
        ),
        sprints=SPRINTS,
        scoped_hours=200,
        ended=date(2026, 3, 31),
        renewed=True,
    )


def rows(table):
    return [[cell.strip() for cell in line.split("|")] for line in table.strip().splitlines()]


def moment(text):
    return datetime.fromisoformat(f"2026-{text}:00+00:00".replace(" ", "T")) if text else None


def day(text):
    return date.fromisoformat(f"2026-{text}") if text else None


def number(text):
    return float(text) if text else None


def listed(text):
    return [part.strip() for part in text.split(",") if part.strip()]


def spans(text):
    return tuple(Span(*map(moment, part.split("/"))) for part in listed(text))


def case(
    key, type_, priority, created, replies, begun, done, waiting, held, agreed, estimate, spent, who, sprint, more
):
    told = {}
    for word, _, value in (one.partition(" ") for one in listed(more)):
        told.setdefault(word, []).append(value)

    def all_of(word):
        return tuple(moment(value) for value in told.get(word, ()))

    def only(word):
        return told.get(word, [""])[0]

    ticket = Ticket(
        source="acme-jira",
        id=key,
        key=key,
        type=type_,
        status="In Progress" if begun and not done else "",
        priority=priority or None,
        done=bool(done),
        created=moment(created),
        updated=moment(done or begun or created),
        resolved=moment(done),
        due=day(only("due") or agreed),
        start=day(only("start")),
        estimate=number(estimate),
        time_spent=number(spent),
        assignee=Person(email=f"{who}@acme.example") if who else None,
        sprint=(sprint,) if sprint else (),
    )
    steps = [("reviewed", "Internal review"), ("escalated", "Formal escalation")]
    return Case(
        ticket,
        kinds=frozenset(KINDS[key[0]]),
        path=path(key),
        held=spans(held),
        waiting=spans(waiting),
        replies=tuple(map(moment, listed(replies))),
        begun=moment(begun),
        refused=all_of("refused"),
        accepted=moment(only("accepted")),
        reworked=all_of("reworked"),
        reopened=all_of("reopened"),
        handovers=int(only("handovers")) if "handovers" in told else None,
        agreement=Agreement(day(agreed), all_of("moved")) if agreed else None,
        warned=moment(only("warned")),
        escalations=tuple(Escalation(at, step, step.startswith("F")) for word, step in steps for at in all_of(word)),
        waivers=WAIVERS.get(key, ()),
        findings=tuple(finding(*row[1:]) for row in rows(FINDINGS) if row[0] == key),
        variation=variation(created, told, estimate) if key[0] == "C" else None,
        causes=tuple(told.get("cause", ())),
        skills=tuple(told.get("skill", ())),
        from_client="from-client" in told,
        repeats="repeats" in told,
        buffer=number(only("buffer")),
        quality=number(only("quality")),
        defects=number(only("defects")),
        reviewers=tuple(told.get("reviewer", ())),
    )


WAIVERS = {
    "D1": (WaiverHeld("described", date(2026, 3, 2), date(2026, 3, 5)),),
    "D6": (WaiverHeld("described", date(2026, 3, 20), date(2026, 4, 15)),),
}


def path(key):
    visits = [
        Visit(stage, *map(moment, one.split("/")))
        for of, stage, told in rows(STAGES)
        if of == key
        for one in listed(told)
    ]
    return {"work-item": tuple(visits)} if visits else {}


def finding(rule, outcome):
    gate = Gate("work-item", "Review", Side.EXIT) if rule == "tested" else None
    return Finding(rule, Outcome(outcome), Severity.BLOCK if rule == "tested" else Severity.WARN, gate)


def variation(created, told, effort):
    agreed, refused = (moment(told.get(word, [""])[0]) for word in ("approved", "declined"))
    decided = agreed or refused
    assessed = moment(told.get("assessed", [""])[0])
    return Variation(moment(created), assessed, decided, agreed is not None if decided else None, number(effort))
