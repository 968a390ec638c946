"""A store as months of cycles over many engagements leave it: judged by the packs we ship, kept by the real store.

What a tracker would tell is made up, the same for every seed; nothing is read over a network, so that filling a store
with thousands of tickets takes seconds.
"""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

from config.load import load_pack
from rules.facts import digest_of
from rules.judge import judge
from rules.model import Move, Person, Waiver
from rules.waive import waivers_on
from sync.account import EngagementAccount, RunAccount, Trouble
from sync.actions import Action, ActionState, Verb
from sync.dates.delays import Dates
from sync.dates.forecast import Experience, course_of, forecast
from sync.dates.promise import promise_of
from sync.engagement import Client, ClientVisible, Contact, Engagement, Mode, Scope, ScopeKind
from sync.pages.board_facts import EscalationLine
from sync.pages.board_lines import Found, facts_found
from sync.plan import Subject
from sync.reading import policy_of
from sync.remembered import Footprint, Judged, OutboxEntry, Snapshot
from sync.render.documents import run_document
from sync.scenes import neighbourhood, scene_for
from sync.trail import Event, Kind
from tests.bench.tickets import PEOPLE, tickets

RULES = Path(__file__).resolve().parents[2] / "config" / "rules"
NOW = datetime(2026, 3, 9, 12, tzinfo=UTC)
CLIENTS = ("Apollo Bank", "Lumen Studio", "Nordwind Energie", "Harbour Logistics", "Mira Health", "Tessel Robotics")
TITLES = (
    "Customers pay an invoice by card", "Statements as PDF", "Sign-in with a second factor", "Search by order number",
    "Move archive to new storage", "Notify on a failed transfer", "Price list per region", "Accessibility of the forms",
    "Import of last year's orders", "Dashboard of open claims", "Retry of failed webhooks", "Weekly export for finance",
)  # fmt: skip
PACKS = {
    name: load_pack((RULES / f"{name}.yaml").read_bytes(), name)[0]
    for name in ("work-item", "risk-register", "delivery-excellence")
}
LATER = (21, 0, 7)  # days by which engagements have more time than others
WITH_WAIVER, ESCALATED = 4, 3  # of each engagement
MAIL = b"Subject: x\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n%s\r\n"


def engagement_called(name, client):
    contact = Contact("Kim Adler", "kim@client.example", ("milestones",))
    return Engagement(
        name=name,
        source="acme-jira",
        scope=Scope(ScopeKind.PROJECT, name[:3].upper()),
        packs=tuple(PACKS),
        client=Client(client, ZoneInfo("Europe/Berlin"), (contact,)),
        mode=Mode.ENFORCE,
        home=f"{name[:3].upper()}-1",
        work_type="project",
        client_visible=ClientVisible(("Deliverable", "Milestone"), ("Reason",), "title"),
        stages={"To Do": ("Assigned",)},
    )


def fill(store, engagements=12, each=250, now=NOW, altered=lambda ticket, number: ticket):
    """Fill a store with so many engagements of so many tickets; `altered` may change a ticket before it is judged."""
    accounts = []
    for place in range(engagements):
        client = CLIENTS[place % len(CLIENTS)]
        name = f"{client.split()[0].casefold()}-{place // len(CLIENTS) + 1}"
        accounts.append(_fill_one(store, engagement_called(name, client), place, each, now, altered))
    for number in range(20, 0, -1):
        _run(store, f"run{number:09}", accounts if number == 1 else accounts[:1], now - timedelta(minutes=5 * number))
    store.begin_run("run-goes-on", "sync", now)


def _fill_one(store, engagement, seed, each, now, altered):
    policy = policy_of(engagement, PACKS)
    random = Random(seed)
    snapshots = [
        _snapshot(one, engagement, number, seed, random, altered, now)
        for number, one in enumerate(tickets(each, seed), 1)
    ]
    before = [_earlier(one, random) for one in snapshots]
    store.keep_snapshots(before)
    store.keep_snapshots(snapshots)
    near = neighbourhood(snapshots)
    waivers = _waivers(snapshots, now)
    subjects = []
    for one in snapshots:
        scene = scene_for(one, Footprint(one.ticket.id), policy, near, now, one.ticket.created)
        subjects.append(
            Subject(one.ticket, judge(policy, scene, waivers_on(one.ticket, waivers)), Footprint(one.ticket.id))
        )
    store.keep_verdicts(engagement.name, [Judged(one.verdict, "inputs", now) for one in subjects])
    dates = _dates(before, snapshots, subjects, policy, engagement, now)
    found = Found(engagement, policy, subjects, dates, (), now, ("One ticket could not be read.",) if seed == 1 else ())
    store.board.keep(_escalated(facts_found(found, None), random, now))
    _mail(store, engagement, now)
    return _account(store, engagement, subjects, now)


def _snapshot(one, engagement, number, seed, random, altered, now):
    key = f"{engagement.name[:3].upper()}-{number}"
    resolved = now - timedelta(days=random.randint(1, 90)) if one.done else None
    entered = (resolved or now) - timedelta(days=random.randint(3, 40))
    ticket = replace(
        one,
        id=f"{engagement.name}-{number}",
        key=key,
        title=random.choice(TITLES),
        url=f"https://acme.example/browse/{key}",
        due=one.due and one.due + timedelta(days=LATER[seed % len(LATER)]),
        resolved=resolved,
        fields={**one.fields, "Risk owner": random.choice(PEOPLE), "Reason": "The supplier delivers later."},
        moves=(Move("Assigned", "In Progress", entered), Move("In Progress", one.status, resolved or entered)),
    )
    return Snapshot(engagement.name, altered(ticket, number), digest_of(ticket), now, entered, now)


def _earlier(snapshot, random):
    """Return the version before: in the stage before, and due earlier where that is a promise now."""
    ticket = snapshot.ticket
    is_on_plan = snapshot.engagement.startswith(("apollo", "harbour"))
    due = ticket.due - timedelta(days=0 if is_on_plan else random.choice((0, 0, 7, 14))) if ticket.due else None
    was = replace(ticket, status="In Progress", done=False, resolved=None, due=due, moves=ticket.moves[:1])
    return replace(snapshot, ticket=was, digest=digest_of(was), seen_at=snapshot.seen_at - timedelta(days=21))


def _waivers(snapshots, now):
    until, by = date(2026, 6, 30), "dana@acme.example"
    because = "The client agreed to it in the call of Monday."
    return tuple(
        Waiver("effort-is-estimated", one.ticket.key, until, because, by)
        for one in snapshots[:: len(snapshots) // WITH_WAIVER]
    )


def _dates(before, snapshots, subjects, policy, engagement, now):
    promises, forecasts = {}, {}
    experience = Experience(tuple(filter(None, (course_of(one.ticket, policy.setting) for one in subjects))))
    for old, new in zip(before, snapshots, strict=True):
        promise = (
            promise_of((old, new), policy.setting, policy.packs)
            if new.ticket.type in {"Deliverable", "Milestone"}
            else None
        )
        if promise is not None:
            promises[new.ticket.id] = promise
            told = forecast(new.ticket, policy.setting, experience, now, promise.agreed)
            forecasts |= {new.ticket.id: told} if told else {}
    return Dates(promises, forecasts)


def _escalated(facts, random, now):
    open_ones = [one for one in facts.detail.tickets if not one.done][:ESCALATED]
    lines = tuple(
        EscalationLine(
            one.key,
            "delivery-risk",
            "Internal review",
            1,
            3,
            f"Step 1 of 3, with Ana Lima. Next: Client warning, not before {now:%Y-%m-%d}.",
            now - timedelta(days=random.randint(1, 9)),
        )
        for one in open_ones
    )
    return replace(
        facts, detail=replace(facts.detail, escalations=lines), summary=replace(facts.summary, escalated=len(lines))
    )


def _mail(store, engagement, now):
    for place, state in enumerate(("sent", "sent", "held", "stuck")):
        at = now - timedelta(days=place)
        store.queue(
            OutboxEntry(
                id=f"{engagement.name}-{place}",
                key=f"{engagement.name}-{place}",
                engagement=engagement.name,
                kind="milestone",
                to=("kim@client.example",),
                subject=f"[{engagement.client.name}] Delivery status",
                message=MAIL % b"Good news: two pieces of work reached Review.\n\nWhat comes next is below.",
                state=state,
                created=at,
                sent=at if state == "sent" else None,
                error="The mail server broke off; it may have arrived." if state == "stuck" else None,
                receives="milestones",
                message_id=f"<{engagement.name}-{place}@acme.example>",
            ),
            engagement.name,
            (),
        )


def _account(store, engagement, subjects, now):
    actions = tuple(
        Action(
            engagement.name,
            one.ticket.key,
            one.ticket.id,
            Verb.ADD_LABEL,
            None,
            "gate:blocked",
            tuple(f.rule for f in one.verdict.findings if f.outcome == "fail")[:2],
            state=ActionState.APPLIED,
        )
        for one in subjects[:6]
    )
    intents = store.intend("run000000001", actions, now)
    for intent in intents:
        store.settle(intent, ActionState.APPLIED, now)
    reason = {"verb": "put_comment", "reason": "a person edited the comment, so it stays as they left it"}
    store.note([Event(now, Kind.REFUSAL, engagement.name, ticket=subjects[0].ticket.key, facts=reason)])
    trouble = (Trouble("Unreachable", "acme-jira did not answer in time; it is tried again.", retryable=True),)
    return EngagementAccount(
        engagement.name,
        engagement.source,
        len(subjects),
        9,
        len(subjects),
        subjects=tuple(subjects),
        actions=actions,
        troubles=trouble if engagement.name.startswith("lumen") else (),
    )


def _run(store, name, accounts, at):
    store.begin_run(name, "sync", at)
    store.end_run(name, at + timedelta(seconds=4), run_document(RunAccount(name, "sync", tuple(accounts))))


ANA = Person(id="ana", email="ana@acme.example", name="Ana Lima")
