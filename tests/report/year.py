"""Ten months of an engagement with everything in it that a report tells of. The same for every seed."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from random import Random

from rules.measures.answers import Answer
from rules.measures.case import Colleague
from rules.measures.target import Cadence, StepUp, Target
from rules.model import Change
from sync.engagement import ClientVisible
from sync.figures.aims import Aims, Goals
from sync.pages.request import DECISION, Wish
from sync.waivers.heard import Granted, Heard
from tests.report.office import ANA, BO, CARA, ticket

PACKS = ("work-item", "change-control", "risk-register")
BEGIN = date(2026, 1, 12)
RULES = ("description_is_filled_in", "due_date_is_set", "peer_review_is_passed", "self_assessment_is_complete")
NAMES = ("Account page", "Payments", "Statements", "Card limits", "Sign-in", "Search", "Export", "Alerts", "Help pages")
CHANGES = (
    ("Second confirmation over 500 euro", "2026-03-16", "2026-03-26", "Approved", 24.0, "A new law asks for it"),
    ("Statements in English", "2026-05-11", "2026-05-20", "Declined", 40.0, "Wanted by the branch abroad"),
    ("Alerts by text message", "2026-07-06", "2026-07-17", "Approved", 32.0, "Asked for in the pilot group"),
    ("Dark colours", "2026-10-19", None, None, 16.0, "Asked for in the survey"),
)
RISKS = (
    ("The card issuer's sandbox is late", "High", "High", "Book the slot early and keep the old issuer", "2026-04-10"),
    ("Only one person knows the binding", "Medium", "High", "Pair on Thursdays, and write a guide", None),
)


def live_through(office):
    """Fill an office with the year; its clock stands at the tenth of November."""
    engagement = replace(office.engagements[0], client_visible=ClientVisible(title="title"), home="APO-1")
    office.engagements = (engagement,)
    office.aims = Aims(
        Goals({"on_time": Target("at_least", 80, "%")}, StepUp(Cadence(3, "months"), 0.05)),
        people={ANA.email: Colleague(32, ("react",)), BO.email: Colleague(40, ("qa",))},
    )
    random = Random(4)
    office.was_read(datetime(2026, 1, 12, 8, tzinfo=UTC))
    office.see(ticket("APO-1", "Epic", "2026-01-12", title="Apollo"), _moment(BEGIN))
    for make in (_deliverables, _requests, _changes, _risks, _reviews):
        make(office, random)
    _say(office)


def live_beside(office):
    """Give one person too much to do, and put another engagement beside, of which hours are not known."""
    busy = ticket("APO-900", "Story", "2026-11-02", estimate=90.0, start=date(2026, 11, 9), due=date(2026, 11, 20))
    office.see(busy, _moment(date(2026, 11, 9)))
    office.engagements = (*office.engagements, office.engagement("lumen", "Lumen Studio"))
    office.was_read(_moment(date(2026, 10, 1)), "lumen")
    for number, person in enumerate((ANA, BO, CARA)):
        one = ticket(f"LUM-{number}", "Task", "2026-10-05", assignee=person, title="<script>alert(1)</script>")
        office.see(replace(one, due=date(2026, 11, 3)), _moment(date(2026, 10, 5)), "lumen")


def _moment(day, hour=9):
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


def _working(day):
    return day + timedelta(days=(7 - day.weekday()) % 7 if day.weekday() > 4 else 0)


def _deliverables(office, random):
    for number in range(36):
        begun = _working(BEGIN + timedelta(days=8 * number))
        due = _working(begun + timedelta(days=18))
        late = random.choice((-2, -1, 0, 0, 0, 0, 6)) if number < 24 else random.choice((-1, 0, 0, 7))
        done = _working(due + timedelta(days=late))
        is_done = done < date(2026, 11, 9)
        first = ticket(
            f"APO-{100 + number}",
            "Deliverable",
            begun.isoformat(),
            title=f"{NAMES[number % len(NAMES)]} {1 + number // len(NAMES)}",
            due=due,
            estimate=float(random.randint(8, 40)),
            assignee=(ANA, BO, CARA)[number % 3],
        )
        office.see(first, _moment(begun, 10))
        started = replace(first, status="In Progress", moves=_path(first, begun, ("In Progress",)))
        office.see(started, _moment(begun + timedelta(days=1), 10))
        _judge(office, first, begun, random)
        if late > 3:
            waits = "Waited for the client's test data"
            moved = replace(started, due=_working(due + timedelta(days=5)), fields={"Reason": waits})
            office.see(moved, _moment(due - timedelta(days=2)))
            started = moved
        if is_done:
            office.see(_done(started, begun, done, random), _moment(done, 16))


def _path(one, begun, statuses, until=None):
    days = [begun + timedelta(days=1 + place) for place in range(len(statuses))]
    if until:
        days[-1] = until
    made = ticket(one.key, one.type, begun.isoformat(), path=list(zip(map(str, days), statuses, strict=True)))
    return made.moves


def _done(one, begun, done, random):
    path = ["In Progress", "Review", "Complete", "Delivered"]
    if random.random() < 0.2:
        path = ["In Progress", "Review", "In Progress", "Review", "Complete", "Delivered"]
    return replace(
        one,
        status="Delivered",
        done=True,
        resolved=_moment(done, 15),
        updated=_moment(done, 15),
        time_spent=(one.estimate or 8) * random.uniform(0.8, 1.4),
        moves=_path(one, begun, path, done),
        changes=(Change("assignee", _moment(begun), None, "ana"),),
    )


def _judge(office, one, begun, random):
    first = {rule: "fail" if random.random() < 0.35 else "pass" for rule in RULES}
    office.judge(one.id, _moment(begun, 11), **first)
    later = {rule: "pass" if random.random() < 0.75 else outcome for rule, outcome in first.items()}
    office.judge(one.id, _moment(begun + timedelta(days=10), 11), **later)


def _requests(office, random):
    for number in range(30):
        begun = _working(BEGIN + timedelta(days=10 * number))
        done = begun + timedelta(days=random.randint(1, 6))
        one = ticket(
            f"APO-{200 + number}", "Request", begun.isoformat(), done=_working(done).isoformat(), reporter=CARA
        )
        office.see(one, _moment(_working(done), 17))
        if number % 4 == 0:
            labels = ("found-by-client",) if number % 8 == 0 else ()
            bug = ticket(f"APO-{300 + number}", "Bug", begun.isoformat(), labels=labels, assignee=BO, title="Bug")
            office.see(bug, _moment(begun, 12))


def _changes(office, _random):
    for place, (title, asked, decided, word, hours, why) in enumerate(CHANGES):
        path = [(asked, "Assessed"), (asked, "With Client")]
        if decided:
            path.append((decided, word))
        office.see(
            ticket(
                f"APO-{400 + place}",
                "Change Request",
                asked,
                path=path,
                title=title,
                estimate=hours,
                fields={"Reason": why},
            ),
            _moment(date.fromisoformat(decided or asked), 18),
        )
    wish = Wish(DECISION, "apollo", "400", "Eva Client", {
        "decision": "approved", "name": "Eva Client", "comment": "", "about": CHANGES[0][0], "ticket": "APO-400",
    })  # fmt: skip
    office.store.requests.ask(wish, _moment(date(2026, 3, 26)))


def _risks(office, _random):
    for place, (title, probability, impact, plan, closed) in enumerate(RISKS):
        fields = {"Probability": probability, "Impact": impact, "Mitigation": plan}
        office.see(
            ticket(f"APO-{500 + place}", "Risk", "2026-01-20", done=closed, title=title, fields=fields),
            _moment(date(2026, 4, 12)),
        )


def _reviews(office, _random):
    for place, when in enumerate(("2026-04-01", "2026-07-01", "2026-10-01")):
        one = ticket(f"APO-{600 + place}", "Review", when, done=when, fields={"Cause": "Late answers from the client"})
        office.see(one, _moment(date.fromisoformat(when), 12))


def _say(office):
    for month in range(2, 11):
        score = (9.0, 9.0, 8.0, 9.0, 8.5, 8.0, 7.5, 7.0, 6.0)[month - 2]
        answer = Answer(datetime(2026, month, 20, 12, tzinfo=UTC), score, score, 6.0, "sponsor", "Answers take long")
        office.store.measures.keep_answers("apollo", [answer], office.clock.now())
    waiver = Granted(
        "103", "APO-103", "peer-review-is-passed", date(2026, 3, 20), "The reviewer is ill this week", "ana", "Ana",
        datetime(2026, 3, 9, 9, tzinfo=UTC), "c9", "digest",
    )  # fmt: skip
    office.store.keep_heard("apollo", Heard(waivers=(waiver,)))
