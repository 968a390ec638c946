"""What a doctor says of an engagement's scope: permissions, fields, stages, holding, labels and links."""

from dataclasses import replace

import pytest

from connectors.sandbox.clickup.studio import OFFICE
from connectors.sandbox.jira.fields import custom
from rules.policy import compile_policy
from rules.scene import Setting
from sync.checkup import fields
from sync.checkup.checks import State
from sync.checkup.rights import rights
from sync.engagement import Mode, Scope, ScopeKind
from sync.examination import FieldFact, Grant, Kind, Right, Sample
from sync.ports import Needs

OK, WARN, FAIL = State.OK, State.WARN, State.FAIL


def told(check):
    return check.state, check.said, check.fix


def test_a_scope_that_is_not_there(clinic):
    clinic.set(scope=Scope(ScopeKind.PROJECT, "APOL"))
    line = clinic.line("scope", "project APOL")
    assert line.state is FAIL
    assert line.fix == "Correct scope: of apollo, or let the bot's account see it."


def test_a_query_the_tracker_does_not_understand_is_told_in_its_words(clinic):
    clinic.set(scope=Scope(ScopeKind.JQL, "priject = APO"))
    line = clinic.line("scope", "jql priject = APO")
    assert line.state is FAIL
    assert "refused number of tickets of priject = APO (400): " in line.said


def test_a_scope_without_tickets_is_perhaps_the_wrong_one(clinic):
    clinic.set("lumen", scope=Scope(ScopeKind.LIST, OFFICE))
    line = clinic.line("scope", f"list {OFFICE}", "lumen")
    assert (line.state, line.said) == (WARN, "list Studio office, and the bot sees no ticket there")


def test_a_query_is_looked_at_through_the_projects_of_its_tickets(clinic):
    clinic.set(scope=Scope(ScopeKind.JQL, "project = APO AND labels IS EMPTY ORDER BY key"))
    said = clinic.line("scope", "jql project = APO AND labels IS EMPTY ORDER BY key").said
    assert said == "a query over project APO (Apollo mobile banking), about 5 tickets"
    assert clinic.line("hold", "way back").state is OK
    assert clinic.line("home", "APO-1").state is OK


@pytest.mark.parametrize(("mode", "state"), [(Mode.ENFORCE, FAIL), (Mode.ADVISE, WARN)])
def test_a_missing_permission_counts_by_what_the_mode_needs(clinic, mode, state):
    clinic.jira.switches.denied = frozenset({"TRANSITION_ISSUES"})
    clinic.set(mode=mode)
    line = clinic.line("permissions", "move tickets")
    assert line.state is state
    assert line.said.startswith("not given in project APO, so that no ticket can be held")
    assert line.fix == "Let the bot's account move tickets in project APO."


def test_without_admin_rights_the_trackers_mails_cannot_be_kept_back(clinic):
    clinic.jira.switches.clients_are_admins = False
    assert clinic.line("permissions", "keep the tracker's own mails back").state is WARN


def test_a_field_that_is_missing_is_told_with_the_one_probably_meant(clinic):
    known = clinic.jira.site.fields
    known["customfield_10045"] = replace(known["customfield_10045"], name="Peer reviewers")
    assert told(clinic.line("fields", "Peer reviewer")) == (
        FAIL,
        "acme-jira has no field here; rule reviewer-is-named cannot be decided where it counts",
        "Make the field in acme-jira, or write under fields: of apollo which one is meant, such as `Peer reviewer: Peer reviewers`.",
    )


def test_two_fields_of_one_name_are_told_with_what_to_write(clinic):
    clinic.jira.site.fields["customfield_10099"] = custom(10099, "Story points", "number")
    assert told(clinic.line("fields", "Story points")) == (
        FAIL,
        "2 fields have this name, and rule reviewer-is-named cannot tell which is meant",
        "Write under fields: of apollo one of: `Story points: customfield_10048` or `Story points: customfield_10099`.",
    )
    clinic.set(fields={"Story points": "customfield_10099"})
    assert clinic.line("fields", "Story points").said == "is customfield_10099, number"


def test_a_field_that_holds_something_else_than_a_rule_asks_for(clinic):
    clinic.jira.site.fields["customfield_10048"] = custom(10048, "Story points", "text")
    line = clinic.line("fields", "Story points")
    assert (line.state, line.said) == (WARN, "rule reviewer-is-named asks it for a number, and it holds text")


def test_a_field_a_list_does_not_have(clinic):
    workspace = clinic.clickup.workspace
    workspace.lists = [replace(one, fields=[]) if one.name == "Lumen risks" else one for one in workspace.lists]
    clinic.set("lumen", scope=Scope(ScopeKind.FOLDER, workspace.folders[0].id))
    line = clinic.line("fields", "Story points", "lumen")
    assert (line.state, line.said) == (WARN, "tickets in list Lumen risks do not have it")


def test_a_stage_no_status_means(clinic):
    clinic.set(stages={"To Do": ("Work",)})
    line = clinic.line("stages", "Review")
    assert (line.state, line.said) == (FAIL, "no status means this stage of pack delivery")
    assert line.fix.startswith("Map one under stages: of apollo: “To Do”, “Assigned”, “In Progress”, “In Review”")


def test_a_mapped_status_that_is_not_there_is_told_with_the_one_probably_meant(clinic):
    stages = clinic.patient.engagements[0].stages
    clinic.set(stages={**stages, "In Reveiw": ("Review",)})
    assert told(clinic.line("stages", "In Reveiw")) == (
        WARN,
        "is mapped to a stage, and no ticket can have this status",
        "Perhaps “In Review” is meant; correct it under stages: of apollo, or take it out.",
    )


def test_a_status_without_a_stage_is_told_where_gate_rules_could_be_asked(clinic):
    clinic.set(stages={"In Progress": ("Work",), "In Review": ("Review",)})
    line = clinic.line("stages", "To Do")
    assert line.state is WARN
    assert line.said == "means no stage, and gate rules could be asked there (Story in APO, Task in APO)"
    assert [one.name for one in clinic.look().checks if one.area == "stages" and one.name == "Open"] == []


def test_a_field_no_ticket_shows_is_told(clinic):
    hidden = FieldFact("customfield_1", "Impact", Kind.CHOICE)
    samples = [Sample(f"APO-{number}", "Story in APO", "Story", "To Do", frozenset()) for number in (1, 2)]
    needs = Needs(fields={"Impact": None})
    policy, found = compile_policy((), Setting(), {}), fields.resolve(needs, [hidden])
    (line,) = fields.fields(clinic.patient.engagements[0], policy, found, [hidden], samples)
    assert (line.state, line.said) == (WARN, "is customfield_1, and none of 2 tickets looked at shows it")


def test_a_right_the_tracker_does_not_tell_of_is_not_guessed(clinic):
    (line,) = rights(clinic.patient.engagements[1], [Grant(Right.COMMENT, "list Site", given=None)])
    assert (line.state, line.name, line.said) == (WARN, "comment", "not told for list Site")


def test_tags_a_space_does_not_have_yet(clinic):
    clinic.clickup.workspace.tags = {}
    assert told(clinic.line("labels", "written", "lumen")) == (
        WARN,
        "some are not there yet, and may be refused when they are used",
        "Make these tags in studio: gate:blocked, gate:attention, gate:waived.",
    )


def test_a_wording_of_links_nobody_uses(clinic):
    clinic.jira.site.link_kinds = clinic.jira.site.link_kinds[1:]
    assert told(clinic.line("links", "is blocked by or waiting on")) == (
        WARN,
        "no link of acme-jira says so; rule blockers-are-known would find none",
        "Use one of its wordings in the rule: relates to.",
    )
