"""The words that look at changes, spans, roles and other tickets, each with its own examples."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from config.load import load_pack
from rules.examples import expected, scene_of
from rules.judge import judge
from rules.model import Outcome
from rules.policy import compile_policy
from rules.scene import Setting

PACK = """
pack: words
stages:
  - {stage: Assigned}
  - {stage: Review, takes: 1-2 working days}
  - {stage: Delivered}
rules:
  - name: on-home-only
    says: Judged on the home ticket.
    when: {home: true}
    must: [{field: Success criteria, is: filled in}]
    examples:
      passes: [{engagement: [], Success criteria: Fewer calls}]
      fails: [{engagement: []}]
      ignores: [{Success criteria: Fewer calls}, {type: Story}]
  - name: everywhere-but-home
    says: Judged on every other ticket.
    when: {home: false}
    must: [{field: due, is: a date}]
    examples:
      passes: [{due: 2026-03-09}]
      fails: [{type: Story}]
      ignores: [{engagement: []}]
  - name: short-in-working-days
    says: No more than ten working days from start to due date.
    must: [{between: {from: start, to: due}, at_most: 10 working days}]
    examples:
      passes: [{start: 2026-03-02, due: 2026-03-13}, {start: 2026-03-02, due: 2026-03-15}]
      fails: [{start: 2026-03-02, due: 2026-03-16}, {start: 2026-03-02}, {due: 2026-03-13}]
  - name: short-in-days
    says: Less than two weeks from start to due date.
    must: [{between: {from: start, to: due}, less_than: 2 weeks}]
    examples:
      passes: [{start: 2026-03-02, due: 2026-03-15}]
      fails: [{start: 2026-03-02, due: 2026-03-16}]
  - name: lately-created
    says: Created no more than five days ago.
    must: [{between: {from: created, to: now}, at_most: 5 days}]
    examples:
      passes: [{created: 2026-03-04, today: 2026-03-09}]
      fails: [{created: 2026-03-03, today: 2026-03-09}]
  - name: ample-time-left
    says: Eight working hours are left until the date agreed.
    must: [{between: {from: now, to: Agreed date}, at_least: 8 hours}]
    examples:
      passes: [{Agreed date: 2026-03-10, today: 2026-03-09}]
      fails: [{Agreed date: 2026-03-09, today: 2026-03-09}, {Agreed date: soon, today: 2026-03-09}]
  - name: few-hand-overs
    says: Handed over at most once.
    must: [{changed: assignee, at_most: 1}]
    examples:
      passes: [{type: Story}, {changed: [{field: assignee}, {field: assignee, from: ""}, {field: due}]}]
      fails: [{changed: [{field: Assignee}, {field: assignee}]}]
  - name: moved-date-has-a-reason
    says: A due date that moved lately says why.
    must: [{field: Reason, is: filled in, where: {changed: due, within: 7 days}}]
    examples:
      passes: [{Reason: The client asked for it., today: 2026-03-09, changed: [{field: due, at: 2026-03-06}]}]
      fails: [{today: 2026-03-09, changed: [{field: due, at: 2026-03-06}]}]
      ignores: [{today: 2026-03-09, changed: [{field: due, at: 2026-03-01}]}, {type: Story}]
  - name: never-went-back
    says: Accepted at the first try.
    must: [{went_back: any, is: absent}]
    examples:
      passes:
        - {type: Story}
        - {moved: [{to: Assigned, at: 2026-03-02}, {to: Review, at: 2026-03-03}, {to: Delivered, at: 2026-03-04}]}
      fails: [{moved: [{to: Review, at: 2026-03-03}, {to: Assigned, at: 2026-03-04}]}]
  - name: delivered-once
    says: Never sent back to review twice.
    must: [{went_back: Review, less_than: 2}]
    examples:
      passes: [{moved: [{to: Review, at: 2026-03-03}, {to: Assigned, at: 2026-03-04}]}]
      fails:
        - moved:
            - {to: Delivered, at: 2026-03-02}
            - {to: Review, at: 2026-03-03}
            - {to: Delivered, at: 2026-03-04}
            - {to: Review, at: 2026-03-05}
  - name: answered-in-time
    says: Support answers within four working hours.
    must: [{first_response: {by: support}, at_most: 4 hours}]
    examples:
      passes:
        - created: 2026-03-09T09:00:00+00:00
          today: 2026-03-09
          comments: [{by: support, text: We look into it., at: 2026-03-09T13:00:00+00:00}]
        - {created: 2026-03-09T09:00:00+00:00, today: 2026-03-09}
      fails:
        - created: 2026-03-06T09:00:00+00:00
          today: 2026-03-09
          comments: [{by: client, text: Hello?, at: 2026-03-06T10:00:00+00:00}]
  - name: somebody-answered
    says: Somebody but the reporter answers within a working day.
    must: [{first_response: {}, less_than: 1 working day}]
    examples:
      passes:
        - created: 2026-03-06T09:00:00+00:00
          today: 2026-03-10
          reporter: eva@client.example
          comments: [{by: bo@acme.example, text: Hello., at: 2026-03-06T10:00:00+00:00}]
      fails:
        - created: 2026-03-06T09:00:00+00:00
          today: 2026-03-10
          reporter: eva@client.example
          comments: [{by: eva@client.example, text: One more thing., at: 2026-03-06T10:00:00+00:00}]
  - name: somebody-hears-of-trouble
    says: Two contacts are told of escalations.
    must: [{contacts: escalation, at_least: 2}]
    examples:
      passes: [{engagement: [], contacts: [{receives: [escalation]}, {receives: [weekly, escalation]}]}]
      fails: [{engagement: [], contacts: [{receives: [escalation]}, {receives: [weekly]}]}, {engagement: []}]
      ignores: [{type: Story}]
  - name: has-a-contact
    says: The client has a contact.
    must: [{contacts: any, is: present}]
    examples:
      passes: [{engagement: [], contacts: [{receives: []}]}]
      fails: [{engagement: []}]
  - name: led-by-a-lead
    says: A lead has it, and the sponsor is not one.
    must: [{field: assignee, holds: [project-manager, lead]}, {field: Sponsor, holds_not: lead}]
    examples:
      passes: [{assignee: lead, Sponsor: eva@client.example}, {assignee: project-manager, Sponsor: project-manager}]
      fails:
        - {assignee: bo@acme.example, Sponsor: eva@client.example}
        - {assignee: lead, Sponsor: lead}
        - {assignee: lead}
        - {Sponsor: eva@client.example}
        - {assignee: lead, Sponsor: Eva}
  - name: milestones-are-dated
    says: Every milestone below has a date and a person.
    must: [{children: {type: Milestone}, all_have: [due, assignee]}]
    examples:
      passes:
        - {type: Epic}
        - {children: [{type: Milestone, due: 2026-04-01, assignee: bo@acme.example}, {type: Story}]}
      fails: [{children: [{type: Milestone, due: 2026-04-01}]}]
  - name: looked-at-weekly
    says: An audit within a week.
    must: [{engagement: {type: Audit}, newest_within: 7 days}]
    examples:
      passes:
        - {today: 2026-03-09, engagement: [{type: Audit, created: 2026-03-02}, {type: Audit, created: 2026-01-02}]}
        - {today: 2026-03-09, engagement: [{type: Audit, created: 2026-01-02, resolved: 2026-03-03}]}
      fails: [{today: 2026-03-09, engagement: [{type: Audit, created: 2026-03-01}, {type: Story, created: 2026-03-09}]}]
      ignores: [{type: Audit}]
  - name: not-over-time
    says: No longer in a stage than it takes.
    must: [{time_in: status, at_most: takes}]
    examples:
      passes: [{stage: Review, time_in: {status: 16 hours}}]
      fails: [{stage: Review, time_in: {status: 17 hours}}]
      ignores: [{stage: Assigned, time_in: {status: 170 hours}}]
"""

POLICY = compile_policy((load_pack(PACK.encode(), "words.yaml")[0],), Setting(), {})


def test_the_pack_of_words_holds_no_mistake():
    assert [one.message for one in load_pack(PACK.encode(), "words.yaml")[1]] == []


@pytest.mark.parametrize(
    ("rule", "facts", "outcome"),
    [
        pytest.param(rule, facts, outcome, id=f"{rule.name}-{place}")
        for rule in POLICY.rules
        for place, outcome, facts in expected(rule.rule)
    ],
)
def test_a_word_says_of_an_example_what_its_list_promises(rule, facts, outcome):
    scene = scene_of(facts, rule, POLICY, datetime(2026, 3, 9, 12, tzinfo=UTC))
    finding = next(one for one in judge(POLICY, scene, thorough=True).findings if one.rule == rule.name)
    assert finding.outcome is outcome, finding
    if outcome in {Outcome.PASS, Outcome.FAIL}:
        assert finding.found
        assert finding.wanted


def test_a_role_nobody_holds_leaves_the_answer_open():
    """A rule that asks for a role which no one was given must not blame the ticket."""
    rule = POLICY.rule("led-by-a-lead")
    scene = scene_of({"assignee": "bo@acme.example", "Sponsor": "eva@client.example"}, rule, POLICY, datetime.now(UTC))

    assert rule.met(scene).name == "FAILS"
    assert rule.met(replace(scene, setting=Setting())).name == "UNKNOWN"
