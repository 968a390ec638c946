"""Any engagement: cases with whatever moments, in whatever state, within half a year."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from rules.calendar import Calendar
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

BEGIN, NOW = datetime(2026, 1, 5, tzinfo=UTC), datetime(2026, 6, 30, 12, tzinfo=UTC)
SPRINTS = tuple(Sprint(f"S{n}", date(2026, n, 1), date(2026, n, 14)) for n in range(1, 6))
PERIODS = st.sampled_from(
    [Period.month_of(date(2026, month, 1)) for month in range(1, 8)]
    + [Period.week_of(date(2026, 3, 4)), Period.quarter_of(date(2026, 2, 1))]
)

moments = st.integers(0, 24 * 170).map(lambda hours: BEGIN + timedelta(hours=hours))
days = moments.map(datetime.date)
maybe = st.none() | moments
some = st.lists(moments, max_size=3).map(sorted).map(tuple)
hours = st.none() | st.integers(0, 80).map(float)


def pairs(make):
    return st.lists(st.tuples(moments, maybe), max_size=2).map(
        lambda found: tuple(make(begin, end if end is None or end > begin else None) for begin, end in found)
    )


@st.composite
def cases(draw):
    created, done = draw(maybe), draw(maybe)
    ticket = Ticket(
        source="acme-jira",
        id=draw(st.text("0123456789", min_size=6, max_size=6)),
        key="APO-1",
        type=draw(st.sampled_from(["Story", "Deliverable", "Request"])),
        status=draw(st.sampled_from(["Assigned", "Review", "Elsewhere"])),
        priority=draw(st.sampled_from([None, "High", "Low"])),
        done=done is not None,
        created=created,
        updated=draw(maybe),
        resolved=done,
        due=draw(st.none() | days),
        start=draw(st.none() | days),
        estimate=draw(hours),
        time_spent=draw(hours),
        assignee=draw(
            st.none() | st.sampled_from(["ana", "bo"]).map(lambda name: Person(email=f"{name}@acme.example"))
        ),
        sprint=draw(st.sampled_from([(), ("S1",), ("S2", "S3")])),
    )
    stage = st.sampled_from(["Assigned", "Review", None])
    return Case(
        ticket,
        kinds=frozenset(draw(st.sets(st.sampled_from(list(Kind))))),
        path={"work-item": tuple(Visit(draw(stage), one.begin, one.end) for one in draw(pairs(Span)))},
        held=draw(pairs(Span)),
        waiting=draw(pairs(Span)),
        replies=draw(st.none() | some),
        begun=draw(maybe),
        submitted=draw(st.none() | some),
        refused=draw(st.none() | some),
        accepted=draw(maybe),
        reworked=draw(st.none() | some),
        reopened=draw(st.none() | some),
        handovers=draw(st.none() | st.integers(0, 5)),
        agreement=draw(st.none() | st.builds(Agreement, days, some)),
        warned=draw(maybe),
        escalations=draw(
            st.lists(st.builds(Escalation, moments, st.sampled_from("ab"), st.booleans()), max_size=2).map(tuple)
        ),
        waivers=draw(st.lists(st.builds(WaiverHeld, st.sampled_from("ab"), days, days), max_size=2).map(tuple)),
        findings=draw(
            st.lists(
                st.builds(Finding, st.sampled_from("ab"), st.sampled_from(Outcome), st.just(Severity.BLOCK), gates),
                max_size=3,
            ).map(tuple)
        ),
        variation=draw(st.none() | st.builds(Variation, moments, maybe, maybe, st.none() | st.booleans(), hours)),
        causes=draw(st.lists(st.sampled_from(["brief", "test data"]), max_size=2).map(tuple)),
        skills=draw(st.lists(st.sampled_from(["react", "qa"]), max_size=2).map(tuple)),
        from_client=draw(st.booleans()),
        repeats=draw(st.booleans()),
        linked=draw(st.sampled_from([None, frozenset(), frozenset({"apo-1"})])),
        buffer=draw(hours),
        quality=draw(hours),
        defects=draw(hours),
        reviewers=draw(st.sampled_from([(), ("ana",), ("ana", "bo")])),
        looked_at_on=draw(st.none() | days),
    )


gates = st.none() | st.builds(Gate, st.just("work-item"), st.sampled_from(["Review", "Assigned"]), st.just(Side.EXIT))
answers = st.builds(
    Answer, moments, st.none() | st.integers(0, 10), st.none() | st.integers(0, 10), st.none() | st.integers(1, 7)
)
settings_of = st.sampled_from(["UTC", "Europe/Berlin", "Pacific/Auckland"]).map(
    lambda zone: Setting(
        calendar=Calendar(zone=ZoneInfo(zone)),
        order={"work-item": {"assigned": 0, "review": 1}},
        takes={"work-item": {"review": Duration(2, "working days")}},
        stages={"work-item": {"assigned": "Assigned", "review": "Review"}},
    )
)


def histories(made_of=cases, most=5):
    """Return a strategy of engagements with some cases."""
    return st.builds(
        EngagementHistory,
        name=st.sampled_from(["apollo", "borealis"]),
        now=st.just(NOW),
        setting=settings_of,
        cases=st.lists(made_of(), max_size=most).map(tuple),
        pillars=st.just({"a": "reliability"}),
        people=st.sampled_from([{}, {"ana@acme.example": Colleague(40, ("qa",))}]),
        answers=st.lists(answers, max_size=4).map(tuple),
        sprints=st.just(SPRINTS),
        scoped_hours=hours,
        ended=st.none() | days,
        renewed=st.none() | st.booleans(),
    )
