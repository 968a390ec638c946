"""Two clients with everything a status page can tell, and mails that were sent to them."""

from datetime import UTC, date, datetime, timedelta

from sync.clients.letters import DateChange, Envelope, Health, Risk, ScopeChange, Step, StripStep
from sync.pages.status_page import Asked, ClientStatus, Promised
from sync.remembered import OutboxEntry
from sync.render.letters import render
from sync.render.mail import message
from sync.render.samples import LETTERS

NOW = datetime(2026, 11, 23, 9, 40, tzinfo=UTC)
STAGES = ("Kickoff", "Planning", "Execution", "Quality Review", "Client Acceptance", "Closure")


def strip(here):
    place = STAGES.index(here)
    return tuple(
        StripStep(stage, "done" if at < place else "here" if at == place else "ahead")
        for at, stage in enumerate(STAGES)
    )


LATE = Promised(
    name="Statement export",
    kind="Deliverable",
    state="moved",
    stage="Execution",
    strip=strip("Execution"),
    agreed=date(2026, 11, 20),
    expected=date(2026, 12, 4),
    slip=10,
    reason="The interface of the core banking system was delivered two weeks later than planned.",
    mitigation="A second developer joined on 16 November; the test data is prepared meanwhile.",
    history=(
        DateChange(date(2026, 11, 9), date(2026, 11, 20), date(2026, 11, 27), "Waiting for the interface."),
        DateChange(date(2026, 11, 16), date(2026, 11, 27), date(2026, 12, 4), "The interface came late."),
    ),
)
MILESTONES = (
    LATE,
    Promised("Payment screens", "Deliverable", "as_agreed", "Quality Review", strip("Quality Review"), date(2026, 12, 11), date(2026, 12, 11)),
    Promised("Pilot in two branches", "Milestone", "as_agreed", "Planning", strip("Planning"), date(2027, 1, 15), date(2027, 1, 15)),
    Promised("Training material", "Deliverable", "undated", "Kickoff", strip("Kickoff")),
    Promised("Design approved", "Milestone", "done", "Closure", tuple(StripStep(one, "done") for one in STAGES), date(2026, 10, 2), date(2026, 10, 2), date(2026, 10, 1)),
)  # fmt: skip
CHANGE = Asked(
    "10007",
    "APO-7",
    ScopeChange(
        name="Second confirmation for large payments",
        kind="Change Request",
        description="Payments above 500 euro ask for a second confirmation in the app.",
        effort=20,
        on_time="The pilot starts one week later.",
        on_budget="2,300 euro more",
        reason="A new rule of the supervisor asks for it from March on.",
        facts=(("Go-live", date(2027, 2, 1)),),
    ),
    datetime(2026, 11, 20, 8, tzinfo=UTC),
)
APOLLO = ClientStatus(
    engagement="apollo",
    client="Apollo Bank",
    called="",
    language="en",
    zone="Europe/Berlin",
    looked_at=NOW - timedelta(minutes=4),
    health=Health("off_track", "moved", 1),
    milestones=MILESTONES,
    needs=(Step("Test accounts for the pilot", "Deliverable", due=date(2026, 11, 27)),),
    risks=(Risk("Peak load in December", "Risk", "Load test with twice the expected traffic on 1 December.", "Payments could be slow in the evening."),),
    changes=(CHANGE,),
    asks_here=True,
)  # fmt: skip
LUMEN = ClientStatus(
    engagement="lumen",
    client="Lumen Studio",
    called="",
    language="de",
    zone="Europe/Berlin",
    looked_at=NOW - timedelta(minutes=4),
    health=Health("off_track", "moved", 1),
    milestones=(
        Promised("Neue Startseite", "Deliverable", "moved", "Execution", strip("Execution"), date(2026, 11, 20), date(2026, 12, 4), None, 10, "Die Texte kamen später als geplant.", "Die Gestaltung läuft mit Platzhaltern weiter."),
        Promised("Umzug des Shops", "Milestone", "as_agreed", "Planning", strip("Planning"), date(2027, 1, 15), date(2027, 1, 15)),
    ),
    changes=(Asked("t1", "t1", ScopeChange("Zweite Sprache", "Change Request", "Die Seite gibt es auch auf Englisch.", 40, "Der Start verschiebt sich um eine Woche.", "3.200 Euro mehr")),),
    asks_here=True,
)  # fmt: skip
KEPT = (APOLLO, LUMEN)


def sent(engagement, kind, number, language="en", days_ago=1):
    """Return a mail as it left the house."""
    rendered = render(LETTERS[kind], language)
    envelope = Envelope("Delivery <d@acme.example>", ("kim@apollo.example",), f"<{number}@acme.example>", 0.0)
    at = NOW - timedelta(days=days_ago)
    return OutboxEntry(
        id=f"notice{number}",
        key=f"key-of-{number}",
        engagement=engagement,
        kind=kind,
        to=("kim@apollo.example",),
        subject=rendered.subject,
        message=message(rendered, envelope),
        state="sent",
        created=at,
        sent=at,
    )


MAILS = (
    sent("apollo", "weekly", 1, days_ago=3),
    sent("apollo", "milestone", 2, days_ago=12),
    sent("lumen", "weekly", 3, "de", days_ago=3),
)
