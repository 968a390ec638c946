"""A case is read out of a ticket as it stands; what a ticket does not show is not known."""

from datetime import UTC, date, datetime

import pytest

from rules.measures.answers import Answer
from rules.measures.case import Kind, Span
from rules.measures.shape import answer_of, case_of, scoped_hours_of
from rules.model import Change, Comment, Move, Neighbour, Person, Ticket
from rules.pack import Pack, Stage
from rules.policy import compile_policy
from rules.scene import Setting

NOW = datetime(2026, 3, 20, 12, tzinfo=UTC)
ANA, BO, CLIENT, BOT = (Person(id=name, email=f"{name}@acme.example") for name in ("ana", "bo", "client", "bot"))

PACKS = tuple(
    Pack(name, stages=tuple(map(Stage, stages.split(", "))))
    for name, stages in {
        "work-item": "Assigned, In Progress, Review, Delivered",
        "change-control": "Requested, Assessed, With Client, Declined, Approved, In Progress, Done",
        "support-desk": "Intake, Resolution, Closure",
    }.items()
)


def setting(*packs, **more):
    known = Setting(hold_status="On hold", bot=BOT, contacts=frozenset({"client@acme.example"}), **more)
    return compile_policy(tuple(pack for pack in PACKS if pack.name in packs), known, {}).setting


WORK, CHANGES, DESK = setting("work-item"), setting("change-control"), setting("support-desk")


def at(text):
    return datetime.fromisoformat(f"2026-03-{text}:00+00:00".replace(" ", "T"))


def ticket(type_="Story", first="Assigned", moves=(), **more):
    """Make a ticket created on the second that moved as (status, when) says."""
    told, status = [], first
    for to, when in moves:
        told.append(Move(status, to, at(when)))
        status = to
    made = {"created": at("02 09"), "reporter": CLIENT, **more}
    return Ticket(source="s", id="1", key="APO-1", type=type_, status=status, moves=tuple(told), **made)


def shaped(*args, under=WORK, **more):
    return case_of(ticket(*args, **more), under, NOW)


@pytest.mark.parametrize(
    ("type_", "labels", "kinds"),
    [
        ("Story", (), {Kind.WORK}),
        ("deliverable", (), {Kind.WORK, Kind.DELIVERABLE, Kind.PROMISE}),
        ("Bug", (), {Kind.WORK, Kind.DEFECT}),
        ("Review", (), {Kind.REVIEW}),
        ("Review", ("Sprint-Metrics",), set()),
        ("Improvement", (), set()),
        ("Improvement", ("cost-saving",), {Kind.IDEA}),
        ("Epic", (), set()),
        ("Risk", (), {Kind.RISK}),
        ("Incident", (), {Kind.REQUEST, Kind.INCIDENT}),
        ("Root Cause Analysis", (), {Kind.ANALYSIS}),
    ],
)
def test_a_ticket_is_known_by_its_type_and_labels(type_, labels, kinds):
    assert shaped(type_, labels=labels).kinds == kinds


def test_at_the_support_desk_work_is_a_request_too():
    assert shaped(under=setting("work-item", work_type="Support")).kinds == {Kind.WORK, Kind.REQUEST}


def test_work_begins_when_it_leaves_the_first_stage():
    assert shaped(moves=[("In Progress", "03 09"), ("Review", "04 09")]).begun == at("03 09")
    assert shaped().begun is None


def test_time_on_hold_is_held_and_counts_for_the_stage_it_came_from():
    case = shaped(moves=[("In Progress", "03 09"), ("On hold", "04 09"), ("In Progress", "05 09")])
    assert case.held == (Span(at("04 09"), at("05 09")),)
    assert [visit.stage for visit in case.path["work-item"]] == [
        "Assigned",
        "In Progress",
        "In Progress",
        "In Progress",
    ]
    assert case.reworked == ()


def test_a_hold_that_lasts_has_no_end():
    assert shaped(moves=[("On hold", "04 09")]).held == (Span(at("04 09")),)


def test_a_ticket_waits_for_the_client_in_their_stages_and_in_statuses_that_say_so():
    waiting = shaped(
        "Request", "Intake", [("Waiting for customer", "03 09"), ("Resolution", "05 09")], under=DESK
    ).waiting
    assert waiting == (Span(at("03 09"), at("05 09")),)
    assert shaped("Change Request", "Requested", [("With Client", "03 09")], under=CHANGES).waiting == (
        Span(at("03 09")),
    )


def said(*parts):
    return tuple(Comment(str(place), by, text, at(when)) for place, (by, text, when) in enumerate(parts))


def test_an_answer_is_a_comment_by_neither_reporter_nor_client_nor_bot():
    comments = said((CLIENT, "Hello?", "02 10"), (BOT, "Gate", "02 11"), (ANA, "Yes", "02 12"), (BO, "Done", "03 09"))
    assert shaped(comments=comments).replies == (at("02 12"), at("03 09"))
    assert shaped(comments=comments, reporter=ANA).replies == (at("03 09"),)


def test_answers_are_not_known_where_comments_or_who_wrote_them_cannot_be_seen():
    assert shaped(unseen={"comments": "no permission"}).replies is None
    assert shaped(comments=said((Person(name="Somebody"), "Hi", "02 10"))).replies is None


def test_a_move_back_is_rework_and_one_from_the_last_stage_opens_it_again():
    case = shaped(moves=[("Review", "03 09"), ("In Progress", "04 09"), ("Delivered", "05 09"), ("Review", "06 09")])
    assert case.reworked == (at("04 09"), at("06 09"))
    assert case.reopened == (at("06 09"),)
    assert (case.submitted, case.refused) == ((at("05 09"),), (at("06 09"),))


def test_a_deliverable_is_accepted_when_it_is_done_with_the_client():
    done = {"done": True, "resolved": at("06 09")}
    assert shaped("Deliverable", moves=[("Delivered", "05 09")], **done).accepted == at("06 09")
    assert shaped("Deliverable", moves=[("Delivered", "05 09")]).accepted is None
    assert shaped("Deliverable", moves=[("Review", "05 09")], **done).accepted is None


def test_a_label_stands_for_a_return_nobody_saw():
    assert shaped(labels=("returned-by-client",), updated=at("07 09")).refused == (at("07 09"),)


def test_without_moves_nothing_is_known_of_the_way():
    case = case_of(ticket(first="On hold", unseen={"moves": "not told"}), WORK, NOW)
    assert case.held == ()
    assert (case.submitted, case.refused, case.reworked, case.reopened) == (None, None, None, None)
    assert case.path == {}


def test_a_handover_is_a_change_from_one_person_to_another():
    changes = (Change("assignee", at("02 10"), None, "ana"), Change("Assignee", at("03 10"), "ana", "bo"))
    assert shaped(changes=changes).handovers == 1
    assert shaped(changes=None).handovers is None


@pytest.mark.parametrize(
    ("moves", "assessed", "decided", "approved"),
    [
        ([], None, None, None),
        ([("Assessed", "03 09"), ("With Client", "04 09")], "04 09", None, None),
        ([("With Client", "04 09"), ("Approved", "05 09")], "04 09", "05 09", True),
        ([("With Client", "04 09"), ("Declined", "05 09")], "04 09", "05 09", False),
        ([("Declined", "05 09")], None, "05 09", False),
    ],
)
def test_a_change_of_scope_is_read_from_its_stages(moves, assessed, decided, approved):
    more = {"estimate": 12.0, "fields": {"reason": "A new law"}}
    found = shaped("Change Request", "Requested", moves, under=CHANGES, **more).variation
    assert (found.asked, found.effort, found.reason) == (at("02 09"), 12, "A new law")
    assert (found.assessed, found.decided) == (assessed and at(assessed), decided and at(decided))
    assert found.approved is approved
    assert shaped().variation is None


def test_causes_stand_in_a_field_or_behind_a_word_in_a_comment():
    case = shaped(
        "Review",
        fields={"Root Cause": ("late brief", "test data")},
        comments=said((ANA, "Well.\nCause: haste.", "02 10")),
    )
    assert case.causes == ("late brief", "test data", "haste")


def test_reviewers_are_who_passed_the_work_but_never_its_assignee():
    comments = said(
        (ANA, "Peer review: passed.", "02 10"), (BO, "Peer review: passed", "02 11"), (BOT, "Well", "02 12")
    )
    assert shaped(assignee=BO, comments=comments).reviewers == ("ana@acme.example",)
    assert shaped(comments=said((ANA, "Peer review: see below", "02 10"))).reviewers == ()
    assert shaped(assignee=ANA, fields={"Peer reviewer": BO}).reviewers == ("bo@acme.example",)
    assert shaped(assignee=BO, fields={"Peer reviewer": BO}).reviewers == ()
    assert shaped(comments=comments[:1], fields={"Peer reviewer": ANA}).reviewers == ("ana@acme.example",)


def test_figures_of_reviews_buffers_and_the_day_to_look_again_stand_in_fields():
    fields = {"Buffer days": 2, "quality score": "7.5", "Defects found": 0, "Next review": "2026-04-20"}
    case = shaped(fields=fields)
    assert (case.buffer, case.quality, case.defects) == (2, 7.5, 0)
    assert case.looked_at_on == date(2026, 4, 20)
    assert (shaped().buffer, shaped().quality, shaped().defects, shaped().looked_at_on) == (None, None, None, None)


def test_a_ticket_is_linked_with_whom_its_links_and_its_analysis_name():
    linked = shaped(links=(Neighbour("APO-2"),), fields={"Root cause analysis": "SUP-77"}).linked
    assert linked == {"apo-2", "sup-77"}
    assert shaped(unseen={"links": "no rule looks at it"}).linked is None


def test_a_skill_stands_behind_its_word_in_the_description():
    assert shaped(description="Sign-in screens\nSkill: accessibility testing.").skills == ("accessibility testing",)


def test_what_the_client_reports_or_a_label_says_comes_from_the_client():
    assert shaped("Bug").from_client
    assert not shaped("Bug", reporter=ANA).from_client
    assert shaped("Bug", reporter=ANA, labels=("found-by-client",)).from_client


def test_a_repeat_is_labelled_or_linked():
    assert shaped(labels=("repeat-issue",)).repeats
    assert shaped(links=(Neighbour("APO-2", wording="duplicates"),)).repeats
    assert not shaped(links=(Neighbour("APO-2", wording="relates to"),)).repeats


def test_scores_are_read_from_survey_tickets_and_left_out_where_they_are_none():
    survey = ticket("Survey", fields={"CSAT": 9, "nps": "10", "Effort score": 12})
    assert answer_of(survey) == Answer(at("02 09"), 9, 10, None)
    assert answer_of(ticket()) is None


def test_the_scope_agreed_at_first_leaves_out_what_changes_added():
    cases = [
        shaped("Deliverable", estimate=20.0),
        shaped("Deliverable", estimate=8.0, labels=("scope-change",)),
        shaped("Deliverable"),
    ]
    assert scoped_hours_of(cases) == 20
    assert scoped_hours_of([shaped("Deliverable"), shaped(estimate=5.0)]) is None
