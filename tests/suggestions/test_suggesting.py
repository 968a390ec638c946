"""Who is suggested for a support ticket, and why: pure."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from rules.model import Comment, Person, Standing, Ticket, Verdict
from sync.comment import StickyComment, plain_text
from sync.engagement import Client, Engagement, Scope, ScopeKind
from sync.neighbours.suggesting import Memory, suggestions, with_suggestions
from sync.plan import Subject
from sync.remembered import Footprint

MONDAY = datetime(2026, 3, 9, 9, tzinfo=UTC)
ANA, BO = Person(id="1", name="Ana"), Person(id="2", name="Bo")
WIKI = "https://wiki.example/support"
DESK = Engagement(
    "desk", "acme", Scope(ScopeKind.PROJECT, "HELP"), ("support-desk",), Client("Apollo"),
    work_type="support", suggests=True, knowledge=(WIKI,),
)  # fmt: skip


def solved(number, title, by, text="", days_ago=5, **more):
    at = MONDAY - timedelta(days=days_ago)
    return Ticket(
        "acme", str(number), f"HELP-{number}", title=title, description=text, assignee=by, done=True,
        created=at - timedelta(days=1), resolved=at, **more,
    )  # fmt: skip


def asked(title="Printer on floor two prints nothing", **more):
    return Ticket("acme", "99", "HELP-99", title=title, created=MONDAY, **more)


PRINTERS = [
    solved(1, "Printer on floor one prints nothing", ANA, f"See {WIKI}/printers."),
    solved(2, "Printer prints nothing at all", ANA, f"{WIKI}/printers and https://elsewhere.example/x"),
    solved(3, "Printer on floor three prints nothing", BO),
    solved(4, "Printer on floor nine prints nothing", ANA, f"{WIKI}/paper"),
    solved(5, "Cannot log in to payroll", BO),
    solved(6, "Password for payroll expired", BO),
]


def told(ticket, past, engagement=DESK):
    return plain_text(StickyComment(suggestions(ticket, Memory(past), engagement)))


def test_it_says_who_and_why_and_leaves_it_to_people():
    said = told(asked(), PRINTERS)
    assert "Suggestion: Ana resolved 3 of 4 similar tickets (HELP-4, HELP-1, HELP-2). Whoever assigns decides." in said


def test_it_names_the_pages_that_stand_in_similar_tickets_those_in_most_first():
    said = told(asked(), PRINTERS)
    assert said.splitlines()[1] == f"May help, from similar tickets: {WIKI}/printers, {WIKI}/paper"


def test_pages_in_comments_count_too():
    past = [replace(one, comments=(Comment("1", ANA, f"Solved by {WIKI}/toner.", MONDAY),)) for one in PRINTERS]
    assert f"{WIKI}/toner" in told(asked(), past)


@pytest.mark.parametrize(
    "address", ["https://wiki.example/supporters/x", "https://wiki.example.evil.example/support/x"]
)
def test_pages_elsewhere_are_not_told(address):
    past = [replace(one, description=address) for one in PRINTERS]
    assert "May help" not in told(asked(), past)


def test_nobody_is_suggested_for_a_ticket_somebody_has():
    said = told(asked(assignee=BO), PRINTERS)
    assert "Suggestion" not in said
    assert "May help" in said


def test_two_similar_tickets_are_too_few():
    assert told(asked(), [PRINTERS[0], PRINTERS[1], *PRINTERS[4:]]) == ""


def test_nobody_is_suggested_where_two_solved_as_many():
    even = [replace(one, assignee=person) for one, person in zip(PRINTERS[:4], (ANA, ANA, BO, BO), strict=True)]
    assert "Suggestion" not in told(asked(), even)


def test_nobody_is_suggested_where_an_app_or_nobody_solved_them():
    robot = replace(ANA, is_app=True)
    assert "Suggestion" not in told(asked(), [replace(one, assignee=robot) for one in PRINTERS])
    assert "Suggestion" not in told(asked(), [replace(one, assignee=None) for one in PRINTERS])


def test_what_is_solved_later_changes_nothing():
    later = [replace(one, id=f"l{one.id}", assignee=BO, resolved=MONDAY + timedelta(hours=1)) for one in PRINTERS]
    assert told(asked(), [*PRINTERS, *later]) == told(asked(), PRINTERS)


def test_words_everybody_uses_make_nothing_similar():
    topics = [a + b for a in ("pay", "bad", "lap", "vis", "key", "mon", "dis") for b in ("roll", "ges", "tops", "ums")]
    chatter = [solved(n, f"Please help with {topic}", ANA) for n, topic in enumerate(topics)]
    assert told(asked("Please help with projector beamer"), chatter) == ""


def test_labels_and_components_count_as_words():
    past = [solved(n, f"Case {n}", ANA, labels=("projector",), fields={"Components": "beamer"}) for n in range(4)]
    assert "Ana resolved 4 of 4" in told(asked("Case", labels=("projector",), fields={"Components": "beamer"}), past)


@pytest.mark.parametrize("changes", [{"suggests": False}, {"work_type": "project"}])
def test_it_is_off_unless_a_support_engagement_wants_it(changes):
    subjects = [Subject(one, Verdict(one.id, Standing.CLEAR, ()), Footprint(one.id)) for one in [*PRINTERS, asked()]]
    assert with_suggestions(subjects, replace(DESK, **changes)) == tuple(subjects)
    noted = with_suggestions(subjects, DESK)
    assert [one.ticket.key for one in noted if one.notes] == ["HELP-99"]
