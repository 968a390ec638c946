"""What a doctor says of holding: by status with ways there and back, by the flag, by sending back."""

from dataclasses import replace

from connectors.sandbox.jira.fields import custom
from connectors.sandbox.jira.model import Workflow
from sync.checkup.checks import State
from sync.engagement import HoldBy, Mode
from tests.sync.workflows import EVERY_STATUS, ask_for, take_out

OK, WARN, FAIL = State.OK, State.WARN, State.FAIL
TO_BLOCKED = tuple((status, "Blocked") for status in EVERY_STATUS)


def told(check):
    return check.state, check.said, check.fix


def stories_without(clinic, *pairs):
    take_out(clinic.jira.site, *pairs, kind="Story")


def test_a_hold_status_that_is_not_there_is_told_with_those_that_are(clinic):
    clinic.set(hold=HoldBy(status="On hold"))
    line = clinic.line("hold", "status")
    assert line.state is FAIL
    assert line.said == "no ticket of project APO (Apollo mobile banking) can be in “On hold”"
    assert line.fix.startswith(
        "Add “On hold” to the workflow of project APO (Apollo mobile banking), or set hold.status"
    )


def test_a_way_over_another_status_is_shown(clinic):
    stories_without(clinic, ("In Review", "Blocked"))
    line = clinic.line("hold", "way there")
    assert (line.state, line.said) == (OK, "leads to “Blocked”, tried from “In Review” over “Assigned”")


def test_no_way_leads_over_a_later_stage_or_over_done_work(clinic):
    clinic.set(stages={**clinic.patient.engagements[0].stages, "Assigned": ("Review",), "To Do": ("Review",)})
    stories_without(clinic, *((one, "Blocked") for one in ("In Review", "In Progress", "Assigned")))
    assert clinic.line("hold", "In Review to Blocked").state is FAIL


def test_no_way_to_the_hold_status(clinic):
    stories_without(clinic, *TO_BLOCKED)
    line = clinic.line("hold", "In Review to Blocked")
    assert line.state is FAIL
    assert line.said.startswith(
        "APO-4 (Story in APO) cannot be moved from “In Review” to “Blocked”; it can go to: To Do"
    )
    assert line.fix == (
        "Add a transition from “In Review” to “Blocked” to the workflow of Story in APO, open to the bot's account."
    )


def test_no_way_back_from_the_hold_status(clinic):
    stories_without(clinic, *((one, "In Review") for one in EVERY_STATUS), ("Blocked", "Assigned"))
    line = clinic.line("hold", "Blocked to In Review")
    assert line.state is FAIL
    assert line.said.startswith(
        "APO-5 (Story in APO) cannot be moved from “Blocked” to “In Review”; it can go to: To Do"
    )
    assert [one for one in clinic.look().checks if one.name == "Blocked to Assigned"] == []  # nothing blocks there


def test_a_field_that_the_move_asks_for_is_named_with_its_values(clinic):
    ask_for(clinic.jira.site, "Impact", "Blocked", kind="Story")
    line = clinic.line("hold", "In Review to Blocked")
    assert told(line) == (
        FAIL,
        "the move of APO-4 (Story in APO) from “In Review” to “Blocked” asks for Impact (Low, Medium, High)",
        "Give a value for each under hold: fills: of apollo.",
    )
    clinic.set(hold=HoldBy(status="Blocked", fills={"impact": "low"}))
    assert clinic.line("hold", "way there").state is OK


def test_where_the_mode_holds_nothing_yet_a_missing_way_is_a_warning(clinic):
    stories_without(clinic, *TO_BLOCKED)
    clinic.set(mode=Mode.ADVISE)
    assert clinic.line("hold", "In Review to Blocked").state is WARN


def test_ways_are_not_tried_where_the_bot_may_not_move_tickets(clinic):
    clinic.jira.switches.denied = frozenset({"TRANSITION_ISSUES"})
    assert clinic.line("hold", "ways").said == "none to “Blocked” was tried, since the bot may not move tickets"
    assert not any("transitions" in one.path for one in clinic.jira.log)


def test_a_way_back_that_cannot_be_tried_is_said(clinic):
    clinic.jira.act("ana").delete("APO-5")
    assert told(clinic.line("hold", "way back")) == (
        WARN,
        "no ticket stands in “Blocked”, so no way back was tried",
        "Put a test ticket there by hand, run doctor again, then delete the ticket.",
    )


def test_a_type_without_the_hold_status_matters_where_rules_can_block(clinic):
    project = clinic.jira.site.projects["APO"]
    flow = Workflow(("In Progress", "In Review"), project.workflows["Risk"].transitions)
    clinic.jira.site.projects["APO"] = replace(project, workflows={**project.workflows, "Task": flow})
    line = clinic.line("hold", "status")
    assert (line.state, line.said) == (
        WARN,
        "Task in APO cannot be in “Blocked”, and rules that block can be asked there",
    )


def test_the_flag_is_found_by_its_name(clinic):
    clinic.set(hold=HoldBy(flag=True))
    assert told(clinic.line("hold", "flag")) == (OK, "is field “Flagged” (customfield_10021)", "")


def test_two_fields_with_the_flags_name_are_to_be_settled(clinic):
    clinic.jira.site.fields["customfield_10099"] = custom(10099, "Flagged", "text")
    clinic.set(hold=HoldBy(flag=True))
    line = clinic.line("hold", "flag")
    assert told(line) == (
        FAIL,
        "2 fields are called “Flagged”",
        "Name the flag's own id under fields: of apollo: {Flagged: …}.",
    )
    clinic.set(fields={"Flagged": "customfield_10021"})
    assert clinic.line("hold", "flag").state is OK


def test_a_way_back_to_the_stage_before_is_tried(clinic):
    clinic.set(hold=HoldBy(back=True))
    line = clinic.line("hold", "way back")
    assert (line.state, line.said) == (OK, "leads to the stage before, tried from “In Review”")


def test_no_way_back_to_the_stage_before(clinic):
    clinic.set(hold=HoldBy(back=True))
    stories_without(clinic, *(("In Review", one) for one in ("To Do", "Assigned", "In Progress")))
    line = clinic.line("hold", "back from In Review")
    assert line.state is FAIL
    assert line.said.startswith("APO-4 (Story in APO) cannot be sent back from “In Review”; it can go to: ")


def test_every_status_of_clickup_leads_back(clinic):
    clinic.set("lumen", hold=HoldBy(back=True))
    assert clinic.line("hold", "ways", "lumen").said == "every status leads back to the stage before"
