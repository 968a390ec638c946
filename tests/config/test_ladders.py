"""Ladders as an admin writes them: what becomes of them, and what is told where they cannot be climbed."""

import pytest

from config.load import load_pack
from rules.pack import Condition, Deed, Ladder, Step
from tests.config.test_warnings import BASE, MAIL, warned

PACK = """\
pack: delivery
rules:
  - name: has-a-due-date
    says: It has a due date.
    must: [{field: due, is: a date}]
    examples: {passes: [{due: 2026-03-09}], fails: [{}]}
ladders:
  - name: up
    says: First inside, then with the client.
    climbs_while: [has-a-due-date]
    steps:
      - {step: Inside, owner: project-manager, does: [comment, {mention: development-lead}]}
"""
WARNING = (
    "      - {step: Warning, owner: project-manager, after: 2 working days, "
    "needs: [{field: Mitigation, is: filled in}], does: [{notice: client-warning}]}\n"
)


def mistakes_of(step):
    text = f"{PACK}      - {step}\n"
    return [(one.line, one.message) for one in load_pack(text.encode(), "p.yaml")[1] if not one.is_warning]


def test_a_ladder_stands_in_its_pack_with_all_it_says():
    pack, mistakes = load_pack((PACK + WARNING).encode(), "p.yaml")
    assert mistakes == ()
    inside = Step("Inside", "project-manager", "0 working days", (Deed("comment"), Deed("mention", "development-lead")))
    warning = Step(
        "Warning",
        "project-manager",
        "2 working days",
        (Deed("notice", "client-warning"),),
        (Condition("field", "Mitigation", "is", "filled in"),),
    )
    assert pack.ladders == (
        Ladder("up", ("has-a-due-date",), (inside, warning), "First inside, then with the client."),
    )


@pytest.mark.parametrize(
    ("step", "message"),
    [
        (
            "{step: Formal, owner: a, does: [{notice: formal-escalation}]}",
            "a client is warned first: give a step above this one {notice: client-warning}",
        ),
        (
            "{step: Loud, owner: a, does: [{label: Blocked}]}",
            'label "Blocked" tells a ticket\'s standing; choose another',
        ),
        (
            "{step: Both, owner: a, does: [{label: hot, notice: client-warning}]}",
            "one deed is one of: comment, {mention: …}, {label: …}, {notice: …}",
        ),
    ],
)
def test_a_step_that_cannot_be_right_is_told(step, message):
    assert mistakes_of(step) == [(13, message)]


def test_a_warning_in_the_same_step_does_not_warn_first():
    both = "{step: Both, owner: a, does: [{notice: client-warning}, {notice: formal-escalation}]}"
    assert [line for line, _ in mistakes_of(both)] == [13]


def test_a_role_that_is_mentioned_and_that_nobody_holds_is_told(configured):
    with_home = BASE + "    home: APO-1\n"
    told = warned(configured, {"stageward.yaml": with_home, "rules/delivery.yaml": PACK})
    assert told == ['nobody is "development-lead"; name people under roles of apollo']


def test_a_ladder_whose_mails_would_wait_for_what_clients_may_not_see_is_told(configured):
    client = "    client: {name: A, contacts: [{name: L, email: l@client.example, receives: [escalation]}]}\n"
    roles = "    home: APO-1\n"
    main = BASE.replace("[ana@acme.example]}", "[ana@acme.example], development-lead: [bo@acme.example]}")
    files = {"stageward.yaml": main + roles + client + MAIL, "rules/delivery.yaml": PACK + WARNING}
    assert warned(configured, files) == ["client warnings would wait: add Mitigation (fields) to client_visible"]
    files["rules/delivery.yaml"] = PACK
    assert warned(configured, files) == []
