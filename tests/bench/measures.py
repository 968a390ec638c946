"""Benchmark: all measures of 20,000 cases, beside one plain loop over the cases.

    python -m tests.bench.measures [CASES]

Prints CPU time. The plain loop works out three figures in one pass with nothing shared, as somebody would write it
who wants just those; it is the floor for looking at every case once. Quote the ratio: absolute times drift.
"""

import sys
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from random import Random
from statistics import median
from time import process_time

from rules.measures.answers import Answer
from rules.measures.case import Agreement, Case, Colleague, EngagementHistory, Escalation, Kind, Span, WaiverHeld
from rules.measures.catalogue import ALL, figures
from rules.measures.clocks import running_hours
from rules.measures.period import Period
from rules.model import Finding, Gate, Outcome, Person, Severity, Side, Ticket
from rules.scene import Setting
from rules.terms import Duration
from rules.timed import Visit

NOW = datetime(2026, 4, 1, tzinfo=UTC)
PERIOD = Period(date(2026, 1, 1), date(2026, 3, 31))
STAGES = ("Assigned", "In Progress", "Review", "Delivered")
PEOPLE = tuple(Person(id=f"p{n}", email=f"p{n}@acme.example") for n in range(20))
OUTCOMES = (Outcome.PASS, Outcome.PASS, Outcome.PASS, Outcome.FAIL, Outcome.WAIVED, Outcome.NOT_APPLICABLE)
ROUNDS = 3


def history(count: int, seed: int = 7) -> EngagementHistory:
    """Make an engagement of so many cases, forty findings each, the same for every seed."""
    random = Random(seed)
    order = {"work-item": {stage.casefold(): place for place, stage in enumerate(STAGES)}}
    takes = {"work-item": {stage.casefold(): Duration(3, "working days") for stage in STAGES}}
    table = {"work-item": {stage.casefold(): stage for stage in STAGES}}
    return EngagementHistory(
        name="apollo",
        now=NOW,
        setting=Setting(order=order, takes=takes, stages=table),
        cases=tuple(_case(number, random) for number in range(count)),
        people={person.email or "": Colleague(40, ("qa", "react")) for person in PEOPLE},
        pillars={f"rule-{n}": ("reliability", "transparency")[n % 2] for n in range(40)},
        answers=tuple(Answer(NOW - timedelta(days=n % 80), 8.0, 9.0, 6.0) for n in range(200)),
        scoped_hours=10_000,
    )


def _case(number: int, random: Random) -> Case:
    created = NOW - timedelta(hours=random.randint(1, 24 * 120))
    moments = sorted(created + (NOW - created) * random.random() for _ in range(6))
    is_done = random.random() < 0.6
    due = (created + timedelta(days=random.randint(3, 60))).date()
    ticket = Ticket(
        source="acme-jira",
        id=str(number),
        key=f"APO-{number}",
        type=random.choice(("Story", "Deliverable", "Bug", "Request")),
        status="Delivered" if is_done else random.choice(STAGES[:3]),
        done=is_done,
        priority=random.choice(("High", "Medium", "Low")),
        assignee=random.choice(PEOPLE),
        created=created,
        updated=moments[-1],
        resolved=moments[-1] if is_done else None,
        due=due,
        start=created.date(),
        estimate=8.0,
        time_spent=7.0,
        sprint=(f"Sprint {created.month}",),
    )
    visits = [
        Visit(stage, begin, end)
        for stage, begin, end in zip(STAGES, (created, *moments[1:4]), (*moments[1:4], None), strict=True)
    ]
    return Case(
        ticket,
        kinds=frozenset(random.sample(list(Kind), 3)),
        path={"work-item": tuple(visits)},
        held=(Span(moments[1], moments[2]),) if random.random() < 0.2 else (),
        waiting=(Span(moments[2], moments[3]),) if random.random() < 0.4 else (),
        replies=tuple(moments[:2]),
        begun=moments[1],
        accepted=moments[4] if is_done else None,
        refused=(moments[3],) if random.random() < 0.2 else (),
        handovers=random.randint(0, 3),
        agreement=Agreement(due, ()),
        escalations=(Escalation(moments[2], "Formal escalation", formal=True),) if random.random() < 0.05 else (),
        waivers=(WaiverHeld("rule-1", created.date(), due),) if random.random() < 0.1 else (),
        findings=tuple(_finding(n, random) for n in range(40)),
    )


def _finding(number: int, random: Random) -> Finding:
    gate = Gate("work-item", STAGES[number % 4], Side.EXIT) if number % 3 else None
    return Finding(f"rule-{number}", random.choice(OUTCOMES), Severity.WARN, gate)


def plain_loop(told: EngagementHistory) -> tuple[float, float, float]:
    """Work out resolution time, on-time share and compliance in one pass."""
    begin, end = PERIOD.bounds(told.calendar.zone)
    hours: list[float] = []
    kept = agreed = passed = judged = 0
    for case in told.cases:
        created, done = case.ticket.created, case.done_at
        if Kind.REQUEST in case.kinds and created and done and begin <= done < end:
            hours.append(running_hours(told.calendar, created, done, case.waiting + case.held))
        if case.agreement and Kind.PROMISE in case.kinds and case.agreement.agreed in PERIOD:
            agreed += 1
            kept += done is not None and told.calendar.day(done) <= case.agreement.agreed
        if not created or created >= end or (done and done < begin):
            continue
        for finding in case.findings:
            passed += finding.outcome is Outcome.PASS
            judged += finding.outcome in {Outcome.PASS, Outcome.FAIL}
    return median(hours), 100 * kept / agreed, 100 * passed / judged


def cpu_seconds(work: Callable[[], object]) -> float:
    begun = process_time()
    work()
    return process_time() - begun


def main(count: int) -> None:
    """Measure and print."""
    told = history(count)
    every = median(cpu_seconds(lambda: figures(told, PERIOD)) for _ in range(ROUNDS))
    floor = median(cpu_seconds(lambda: plain_loop(told)) for _ in range(ROUNDS))
    sys.stdout.write(f"{count:,} cases with 40 findings each\n")
    sys.stdout.write(f"plain loop, 3 figures     {floor:6.2f} s\n")
    sys.stdout.write(f"all {len(ALL)} measures           {every:6.2f} s {every / floor:6.1f} x\n")
    slow = {one.name: cpu_seconds(lambda one=one: figures(told, PERIOD, (one,))) for one in ALL}  # type: ignore[misc]
    for name in sorted(slow, key=lambda name: -slow[name])[:8]:
        sys.stdout.write(f"  {name:30} {slow[name]:6.2f} s\n")


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else 20_000)
