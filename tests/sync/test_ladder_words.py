"""What a ladder says on a ticket and to whom asks for an explanation, word for word."""

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from rules.clauses import Told
from rules.ladder import Climb, Course, Rung, compile_ladders
from rules.model import Person, Ticket
from rules.pack import Pack
from sync.comment import Run, text_of
from sync.escalation.ladders import Stance
from sync.escalation.words import explained, ladder_document, runs_of
from sync.remembered import OutboxEntry
from tests.sync.ladder import FORMAL, LADDER, REVIEW, WARNING

BERLIN = ZoneInfo("Europe/Berlin")
SINCE = datetime(2026, 3, 9, 23, 30, tzinfo=UTC)
(STEPS,) = compile_ladders((Pack("p", ladders=(LADDER,)),))
ANA = Person("5b10", "ana@acme.example", "Ana Lima")
TOLD = Told("Mitigation is empty", "Mitigation is filled in")
LATE = datetime(2026, 3, 11, 16, tzinfo=UTC)


def rung(*steps, **more):
    return Rung(SINCE, steps, **more)


def stance(course, at, *, before="the same", outlook=None, until=None, **more):
    climb = Climb(STEPS, at if before == "the same" else before, at, course, ("on-time",), until, outlook=outlook)
    return Stance(Ticket("jira", "1", "APO-1"), climb, called={"project-manager": (ANA,)}, **more)


def notice(state):
    return OutboxEntry("ab12", "k", "apollo", "client-warning", (), "S", b"", state, SINCE)


def said(one):
    return text_of(runs_of(one, BERLIN))


REVIEWED = "Escalation: step 1 of 3, Internal review, with project-manager (@Ana Lima), since 2026-03-10."


@pytest.mark.parametrize(
    ("one", "words"),
    [
        (
            stance(Course.WAITS_FOR_TIME, rung(REVIEW), until=LATE),
            f"{REVIEWED} Next: Client warning, not before 2026-03-11 17:00 (Europe/Berlin).  delivery-risk",
        ),
        (
            stance(Course.WAITS_FOR_NEEDS, rung(REVIEW), told=TOLD),
            (
                f"{REVIEWED} Next: Client warning, as soon as this holds: Mitigation is filled in "
                "(found: Mitigation is empty).  delivery-risk"
            ),
        ),
        (
            stance(Course.WAITS_FOR_NEEDS, rung(REVIEW), told=replace(TOLD, found="")),
            f"{REVIEWED} Next: Client warning, as soon as this holds: Mitigation is filled in.  delivery-risk",
        ),
        (
            stance(Course.WAITS_FOR_TIME, rung(), until=LATE),
            (
                "Escalation: none of 3 steps is taken yet. Next: Internal review, not before 2026-03-11 17:00 "
                "(Europe/Berlin).  delivery-risk"
            ),
        ),
        (
            stance(Course.AT_THE_TOP, rung(REVIEW, WARNING, FORMAL)),
            (
                "Escalation: step 3 of 3, Formal escalation, with delivery-manager and project-manager (@Ana Lima), "
                "since 2026-03-10. This is the last step.  delivery-risk"
            ),
        ),
        (
            stance(Course.STAYS, rung(REVIEW)),
            f"{REVIEWED} It stays there while on-time cannot be decided.  delivery-risk",
        ),
    ],
)
def test_the_comment_says_the_step_who_has_it_since_when_and_what_comes_next(one, words):
    assert said(one) == words


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("held", "a person reads and releases it (mail release ab12)"),
        ("ready", "it goes out by itself"),
        ("stuck", "it may have arrived; ask the client, then release it (mail release ab12)"),
        ("failed", "the mail server refused it; see mail list, then release it (mail release ab12)"),
    ],
)
def test_a_step_that_waits_for_its_mail_says_what_to_do(state, words):
    waits = stance(Course.WAITS_FOR_NOTICE, rung(REVIEW), notices=(notice(state),))
    assert f"Next: Client warning, once its mail is sent: {words}." in said(waits)


def test_a_mail_that_cannot_be_written_says_what_to_configure():
    waits = stance(Course.WAITS_FOR_NOTICE, rung(REVIEW), hindrances=("add Mitigation to client_visible.fields",))
    assert "once its mail is sent: add Mitigation to client_visible.fields." in said(waits)


def test_right_after_a_step_the_comment_says_what_it_says_in_the_next_cycle():
    taken = stance(Course.STEPS_UP, rung(REVIEW), before=None, outlook=Course.WAITS_FOR_TIME, until=LATE)
    assert said(taken) == said(stance(Course.WAITS_FOR_TIME, rung(REVIEW), until=LATE))


def test_only_who_is_to_be_told_is_mentioned():
    def mentions(one):
        return [run for run in runs_of(one, BERLIN) if run.mention]

    assert mentions(stance(Course.STAYS, rung(REVIEW))) == [Run("@Ana Lima", mention="5b10")]
    assert mentions(stance(Course.STAYS, rung(REVIEW, WARNING))) == []
    assert "project-manager (Ana Lima)" in said(stance(Course.STAYS, rung(REVIEW, WARNING)))


def test_somebody_without_an_account_is_named_and_not_mentioned():
    unmet = replace(stance(Course.STAYS, rung(REVIEW)), called={"project-manager": (Person(email="a@acme.example"),)})
    assert "project-manager (a@acme.example)" in said(unmet)
    assert not any(run.mention for run in runs_of(unmet, BERLIN))


def test_an_explanation_says_what_the_next_cycle_does():
    up = stance(Course.STEPS_UP, rung(REVIEW), before=None)
    down = stance(Course.STEPS_DOWN, None, before=rung(REVIEW))
    none = "Escalation: none of 3 steps is taken yet."
    assert explained(up, BERLIN) == f"{none} The next cycle takes Internal review.  delivery-risk"
    assert "step 1 of 3, Internal review" in explained(down, BERLIN)
    assert explained(down, BERLIN).endswith("leaves the ladder: none of its rules fails.  delivery-risk")


def test_programs_get_the_step_that_stands_and_why_it_waits():
    told = ladder_document(stance(Course.WAITS_FOR_TIME, rung(REVIEW), until=LATE), BERLIN)
    assert {key: told[key] for key in ("ladder", "step", "place", "of", "since", "course")} == {
        "ladder": "delivery-risk",
        "step": REVIEW,
        "place": 1,
        "of": 3,
        "since": SINCE.isoformat(),
        "course": "waits for its time",
    }
