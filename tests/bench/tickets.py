"""Tickets that look like those of a busy year: some complete, some with gaps, the same for every seed."""

from datetime import UTC, date, datetime, timedelta
from random import Random

from rules.model import Checklist, Item, Person, Ticket
from rules.policy import Policy
from rules.scene import Scene

NOW = datetime(2026, 3, 9, 12, tzinfo=UTC)
TYPES = ("Story", "Story", "Task", "Bug", "Deliverable", "Risk", "Milestone")
STATUSES = ("Assigned", "In Progress", "Review", "Complete", "Delivered", "Someday")
PEOPLE = tuple(Person(id=f"p{n}", email=f"p{n}@acme.example", name=f"Person {n}") for n in range(20))
LABELS = ("urgent", "estimated", "internal", "reviewed", "client-approved", "spike", "hotfix", "website", "forbidden")
TEXT = "Customers can pay an invoice by card on the account page; steps to try it are below. "


def tickets(count: int, seed: int = 7) -> list[Ticket]:
    """Make so many tickets."""
    random = Random(seed)
    return [_ticket(number, random) for number in range(count)]


def _ticket(number: int, random: Random) -> Ticket:
    def often(value: object, share: float = 0.9) -> object:
        return value if random.random() < share else None

    day = date(2026, 3, 9) + timedelta(days=random.randint(-5, 70))
    status = random.choice(STATUSES)
    fields = {
        "Acceptance criteria": often(TEXT),
        "Deliverable": often("https://docs.acme.example/d/7"),
        "Delivery notes": often("https://docs.acme.example/n/7"),
        "Impact": often(random.choice(("Low", "Medium", "High", "Unknown"))),
        "Probability": often(random.choice(("Low", "Medium", "High"))),
        "Mitigation": often("A second supplier has sent an offer."),
        "Points": often(float(random.randint(1, 14))),
        "Reviewer": often(random.choice(PEOPLE)),
        "Severity": often(random.choice(("S1", "S2", "S3", "s4", "none"))),
    }
    return Ticket(
        source="acme-jira",
        id=str(number),
        key=f"APO-{number}",
        type=random.choice(TYPES),
        status=status,
        title=random.choice(("Pay by card", "Invoices as files", "TBD", "Fix")),
        done=status == "Delivered",
        description=str(often(TEXT) or "") or None,
        priority=random.choice(("Low", "Medium", "High", "Highest")),
        assignee=often(random.choice(PEOPLE)),  # type: ignore[arg-type]
        reporter=random.choice(PEOPLE),
        owner=often(random.choice(PEOPLE)),  # type: ignore[arg-type]
        labels=tuple(random.sample(LABELS, random.randint(0, 6))),
        created=NOW - timedelta(days=30),
        due=often(day),  # type: ignore[arg-type]
        start=often(day - timedelta(days=random.randint(-3, 20)), 0.5),  # type: ignore[arg-type]
        estimate=often(8.0),  # type: ignore[arg-type]
        time_spent=often(3.0),  # type: ignore[arg-type]
        parent=often("APO-1"),  # type: ignore[arg-type]
        fields={name: value for name, value in fields.items() if value is not None},  # type: ignore[misc]
        checklists=(
            Checklist("Self-assessment", tuple(Item(f"point {n}", done=random.random() < 0.97) for n in range(4))),
        ),
        attachments=("plan.pdf",) if random.random() < 0.5 else (),
    )


def scenes(some: list[Ticket], policy: Policy) -> list[Scene]:
    """Put every ticket in its scene, as a cycle does."""
    setting = policy.setting
    return [
        Scene(
            ticket=ticket,
            now=NOW,
            today=NOW.date(),
            setting=setting,
            stages=setting.stages_of(ticket.status),
            entered_at=ticket.created,
        )
        for ticket in some
    ]
