"""Words of the language that look at a ticket's past: the same on a tracker that tells it and on one that does not."""

import pytest

from config.load import load_pack
from rules.model import Outcome

RULES = b"""
pack: past
stages: [{stage: Assigned}, {stage: In Progress}, {stage: Review}, {stage: Complete}]
rules:
  - name: few-hand-overs
    says: Handed over at most once.
    must: [{changed: assignee, at_most: 1}]
  - name: rewritten-notes-have-a-reason
    says: Notes that were rewritten say why.
    must: [{label: reason-given, where: {changed: Delivery notes, is: present}}]
  - name: never-went-back
    says: It never went back.
    must: [{went_back: any, is: absent}]
  - name: reviewed-at-all
    says: It has been in review.
    must: [{moved: {to: Review}, is: present}]
"""


@pytest.fixture
def outcomes(house, desk):
    """Cycle, and tell what the rules of the past say of a ticket."""
    pack, mistakes = load_pack(RULES, "past.yaml")
    assert [one for one in mistakes if not one.is_warning] == []
    house.use(pack)

    def told(ticket):
        house.sync()
        judged = house.store.verdicts(desk.engagement)[desk.id(ticket)]
        return {finding.rule: finding.outcome for finding in judged.verdict.findings}

    return told


def test_a_ticket_with_no_past_has_changed_nothing(house, desk, outcomes):
    ticket = desk.create(status="in progress")
    assert outcomes(ticket) == {
        "few-hand-overs": Outcome.PASS,
        "rewritten-notes-have-a-reason": Outcome.NOT_APPLICABLE,
        "never-went-back": Outcome.PASS,
        "reviewed-at-all": Outcome.FAIL,
    }


def test_moves_back_and_changed_fields_are_counted(house, desk, outcomes):
    ticket = desk.create(status="in progress")
    outcomes(ticket)
    for change in (
        lambda: desk.move(ticket, "review"),
        lambda: desk.move(ticket, "in progress"),
        lambda: desk.fill(ticket, "Delivery notes", "the first ones"),
        lambda: desk.fill(ticket, "Delivery notes", "better ones"),
        lambda: desk.give(ticket, desk.colleague),
        lambda: desk.give(ticket, desk.author),
    ):
        change()
        found = outcomes(ticket)
    assert found == {
        "few-hand-overs": Outcome.FAIL,
        "rewritten-notes-have-a-reason": Outcome.FAIL,
        "never-went-back": Outcome.FAIL,
        "reviewed-at-all": Outcome.PASS,
    }
