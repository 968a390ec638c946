"""What figures are made of is read from what cycles left: tickets, versions, verdicts, the trail, waivers."""

from dataclasses import replace
from datetime import date

import pytest

from rules.measures.catalogue import BY_NAME, figures
from rules.measures.period import Period
from rules.model import Outcome, Waiver
from sync.actions import Action, Verb
from sync.figures.measuring import measured
from sync.remembered import KeptRung
from sync.waivers.heard import Granted, Heard
from tests.report.office import ANA, BO, LAST_STEP, NOW, at, day, moved_due, said, ticket

SEPTEMBER, OCTOBER = (Period.month_of(date(2026, month, 1)) for month in (9, 10))


@pytest.fixture
def told(office):
    """Gather the one engagement, with the periods named."""
    return lambda *periods: measured(office.world, office.engagements[0], NOW, periods)


def only_case(told):
    (case,) = told().history.cases
    return case


def figure(history, name, period=OCTOBER):
    (found,) = figures(history, period, [BY_NAME[name]])
    return found


def test_the_day_agreed_is_that_of_the_first_version_and_moves_are_seen_in_the_next(office, told):
    promised = ticket("APO-1", "Deliverable", "2026-10-01", path=[("2026-10-02", "In Progress")], due=day("2026-10-20"))
    office.see(promised, at("2026-10-02 10:00"))
    office.see(moved_due(promised, day("2026-10-27")), at("2026-10-15"))
    agreement = only_case(told).agreement
    assert (agreement.agreed, agreement.moved) == (day("2026-10-20"), (at("2026-10-15"),))


def test_a_field_may_hold_the_agreed_day(office, told):
    office.engagements = (replace(office.engagements[0], baseline_field="Agreed date"),)
    fields = {"Agreed date": day("2026-10-12")}
    office.see(ticket("APO-1", "Milestone", "2026-10-01", due=day("2026-10-20"), fields=fields), at("2026-10-02"))
    assert only_case(told).agreement.agreed == day("2026-10-12")


def test_moves_nobody_tells_are_read_from_versions_seen_from_the_start(office, told):
    first = replace(ticket("APO-1", "Story", "2026-10-01"), unseen={"moves": "ClickUp tells none"}, changes=None)
    office.see(first, at("2026-10-01 10:00"))
    office.see(replace(first, status="In Progress", assignee=BO), at("2026-10-06"))
    case = only_case(told)
    assert case.begun == at("2026-10-06")
    assert case.handovers == 1


def test_moves_of_a_ticket_met_late_stay_unknown(office, told):
    late = replace(ticket("APO-1", "Story", "2026-08-01"), unseen={"moves": "ClickUp tells none"}, changes=None)
    office.see(late, at("2026-10-01"))
    case = only_case(told)
    assert case.reworked is None
    assert case.handovers is None


def test_comments_no_rule_looks_at_are_not_taken_for_none(office, told):
    pack = office.packs["work-item"]
    office.packs = {"work-item": replace(pack, rules=(), ladders=(), stages=tuple(
        replace(stage, entry=(), exit=()) for stage in pack.stages
    ))}  # fmt: skip
    office.see(ticket("APO-1", "Story", "2026-10-01", done="2026-10-05"), at("2026-10-05 10:00"))
    case = only_case(told)
    assert case.replies is None
    assert case.linked is None


def test_a_reply_is_one_of_the_team(office, told):
    comments = (said(BO, "2026-10-01 10:00", "Mine"), said(ANA, "2026-10-01 12:00", "We look at it"))
    office.see(ticket("APO-1", "Story", "2026-10-01", reporter=BO, comments=comments), at("2026-10-02"))
    assert only_case(told).replies == (at("2026-10-01 12:00"),)


def test_waivers_count_until_they_ended(office, told):
    office.see(ticket("APO-7", "Story", "2026-10-01"), at("2026-10-01"))
    granted = Granted("7", "APO-7", "due-date-is-set", day("2026-10-30"), "until the plan", "ana", "Ana",
                      at("2026-10-05"), "c1", "x", ended=at("2026-10-12"))  # fmt: skip
    office.store.keep_heard("apollo", Heard(waivers=(granted,)))
    (held,) = only_case(told).waivers
    assert (held.rule, held.first, held.last) == ("due-date-is-set", day("2026-10-05"), day("2026-10-12"))


def test_a_waiver_of_the_file_counts_once_a_cycle_loaded_it(office):
    office.see(ticket("APO-7", "Story", "2026-10-01"), at("2026-10-01"))
    waiver = Waiver("due-date-is-set", "APO-7", day("2026-12-01"), "until the plan", "ana@acme.example")
    world = replace(office.world, waivers=(waiver,))
    assert measured(world, office.engagements[0], NOW).history.cases[0].waivers == ()


def step(office, after, before=None, ladder="delivery-risk", moment="2026-10-06"):
    action = Action("apollo", "APO-7", "7", Verb.ESCALATE, before, after, ladder=ladder)
    office.store.take_step("run", action, KeptRung("7", ladder, None), at(moment))


def test_steps_up_a_ladder_count_and_steps_down_do_not(office, told):
    office.packs = {"delivery-excellence": _pack("delivery-excellence")}
    office.engagements = (replace(office.engagements[0], packs=("delivery-excellence",), home="APO-7"),)
    office.see(ticket("APO-7", "Story", "2026-10-01"), at("2026-10-01"))
    ladder = office.packs["delivery-excellence"].ladders[0]
    names = [one.name for one in ladder.steps]
    for place, name in enumerate(names):
        step(office, name, names[place - 1] if place else None, ladder.name, f"2026-10-{6 + place:02}")
    step(office, None, names[-1], ladder.name, "2026-10-20")
    case = only_case(told)
    assert [(one.step, one.formal) for one in case.escalations] == [
        (name, place == len(names)) for place, name in enumerate(names, 1)
    ]
    first_notice = next(place for place, one in enumerate(ladder.steps) if one.names_of("notice"))
    assert case.warned == at(f"2026-10-{6 + first_notice:02}")


def _pack(name):
    from tests.report.office import PACKS, load_pack

    return load_pack((PACKS / f"{name}.yaml").read_bytes(), name)[0]


def test_verdicts_are_those_of_the_end_of_each_period(office, told):
    office.see(ticket("APO-7", "Story", "2026-08-20"), at("2026-08-20"))
    office.judge("7", at("2026-09-02"), due_date_is_set="fail", reviewed="fail")
    office.judge("7", at("2026-09-20"), due_date_is_set="pass", reviewed="fail")
    office.judge("7", at("2026-10-10"), due_date_is_set="pass", reviewed="pass")
    office.judge("7", at("2026-11-05"), due_date_is_set="fail", reviewed="pass")
    august = Period.month_of(date(2026, 8, 1))
    gathered = told(august, SEPTEMBER, OCTOBER)
    shares = [figure(gathered.at(one), "compliance", one).value for one in (august, SEPTEMBER, OCTOBER)]
    assert shares == [None, 50, 100], "nothing was judged in August"
    assert figure(gathered.history, "compliance", Period.month_of(NOW.date())).value == 50


def test_a_rule_that_is_not_asked_any_more_is_in_the_past_still(office, told):
    office.see(ticket("APO-7", "Story", "2026-09-20"), at("2026-09-20"))
    office.judge("7", at("2026-09-22"), old_rule="fail", kept_rule="pass")
    office.judge("7", at("2026-10-22"), kept_rule="pass")
    history = told(SEPTEMBER).at(SEPTEMBER)
    (case,) = history.cases
    assert {one.rule: one.outcome for one in history.findings_of(case)} == {
        "old-rule": Outcome.FAIL,
        "kept-rule": Outcome.PASS,
    }


def test_tickets_with_the_same_findings_hold_them_once(office, told):
    for number in (7, 8):
        office.see(ticket(f"APO-{number}", "Story", "2026-08-20"), at("2026-08-20"))
        office.judge(str(number), at("2026-10-20"), due_date_is_set="fail", reviewed="pass", estimated="unknown")
    one, other = told(SEPTEMBER).history.cases
    assert one.findings is other.findings
    assert [finding.rule for finding in one.findings] == ["due-date-is-set", "reviewed"]
    assert one.earlier == ((),)
    assert one.earlier is other.earlier


def test_work_done_long_ago_counts_for_its_sprint_still_and_is_not_held(office, told):
    old = [
        ticket(f"APO-{number}", "Story", "2026-01-12", done="2026-01-20", due=day("2026-10-09"), sprint=("Long",))
        for number in (1, 2)
    ]
    office.see_all(old, at("2026-01-20 10:00"))
    office.see(ticket("APO-3", "Story", "2026-10-01", due=day("2026-10-16"), sprint=("Long",)), at("2026-10-01"))
    light, whole = told(OCTOBER), told()
    first, second, open_one = light.history.cases
    assert first is second
    assert open_one.ticket.key == "APO-3"
    assert figure(light.history, "task_completion") == figure(whole.history, "task_completion")
    assert figure(light.history, "task_completion").value == pytest.approx(200 / 3)
    assert light.began == day("2026-01-12")


def test_a_sprint_ends_when_the_last_of_its_work_is_due(office, told):
    office.see(ticket("APO-1", "Story", "2026-10-01", due=day("2026-10-09"), sprint=("Sprint 4",)), at("2026-10-01"))
    done = ticket("APO-2", "Story", "2026-10-02", done="2026-10-08", due=day("2026-10-16"), sprint=("Sprint 4",))
    office.see(done, at("2026-10-08 10:00"))
    (sprint,) = told().history.sprints
    assert (sprint.name, sprint.first, sprint.last) == ("Sprint 4", day("2026-10-01"), day("2026-10-16"))
    assert figure(told().history, "task_completion").value == 50


@pytest.mark.parametrize(("renewal", "renewed"), [("Yes, phase two", True), ("No", False), (False, False), ("", None)])
def test_the_home_ticket_tells_the_end_and_whether_the_client_came_back(office, told, renewal, renewed):
    office.engagements = (replace(office.engagements[0], home="APO-1"),)
    office.see(
        ticket("APO-1", "Epic", "2026-01-12", done="2026-10-30", fields={"Renewal": renewal}), at("2026-10-30 10:00")
    )
    history = told().history
    assert (history.ended, history.renewed) == (day("2026-10-30"), renewed)
    assert only_case(told).ticket.status == LAST_STEP
