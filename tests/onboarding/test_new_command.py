"""`engagements new`, seen from outside the process."""

import json

import pytest

from connectors.sandbox import Fault
from tests.onboarding.conftest import CSV

NEW = ("engagements", "new", "--from")


def configuration(desk):
    return desk.stage.config.read_text()


def tickets(desk):
    return [one for one in desk.sandbox.jira.site.issues.values() if one.project == "NOV"]


def beside(desk):
    """What is left of files that were to take the configuration's place."""
    return sorted(one.name for one in desk.stage.config.parent.iterdir() if one.name.startswith(".stageward.yaml"))


def test_it_is_shown_first_and_nothing_is_changed(desk, sheet):
    before = configuration(desk)
    ran = desk(*NEW, sheet(), "--home")
    assert ran.code == 0, ran.err
    assert "+  - name: nova" in ran.out
    assert '+        - {name: "Rosa Klein", email: rosa@nova.example, receives: [milestones, delays]}' in ran.out
    assert "Nova Insurance: nova, due 2026-09-30" in ran.out
    assert "- Brokers quote in two minutes." in ran.out
    assert "Nothing is changed. Add --apply to change it." in ran.out
    assert (configuration(desk), tickets(desk), desk.writes()) == (before, [], [])


def test_applied_it_is_a_part_of_a_sound_configuration_and_the_rest_is_as_it_was(desk, sheet):
    before = configuration(desk)
    ran = desk(*NEW, sheet(), "--apply", "--json")
    assert ran.code == 0, ran.err
    assert (ran.document["schema"], ran.document["engagement"], ran.document["applied"]) == (1, "nova", True)
    after = configuration(desk)
    assert after.startswith(before.partition("packs_dir:")[0])
    assert after.endswith("packs_dir: rules\n")
    assert beside(desk) == []
    assert desk("check").code == 0
    assert desk("plan", "--engagement", "nova").code == 0


def test_with_a_home_its_ticket_is_created_with_criteria_and_dates(desk, sheet):
    ran = desk(*NEW, sheet(), "--apply", "--home", "--json")
    assert ran.code == 0, ran.err
    (issue,) = tickets(desk)
    assert issue.values["summary"] == "Nova Insurance: nova"
    assert issue.values["duedate"] == "2026-09-30"
    assert f"    home: {issue.key}\n" in configuration(desk)
    assert ran.document["home"]["ticket"] == issue.key
    exported = desk("audit", "export", "--engagement", "nova").out
    assert [json.loads(line)["facts"]["verb"] for line in exported.splitlines()] == ["create_ticket"]
    assert desk("doctor", "--engagement", "nova").out.count(issue.key) >= 1


def test_a_home_ticket_that_an_earlier_attempt_left_is_found_and_none_is_created_again(desk, sheet):
    desk.sandbox.jira.faults.add(
        Fault(method="POST", path_contains="/rest/api/3/issue", when="after_write", reset=True)
    )
    first = desk(*NEW, sheet(), "--apply", "--home")
    assert first.code == 1
    assert "nova" not in configuration(desk)
    assert len(tickets(desk)) == 1
    second = desk(*NEW, sheet(), "--apply", "--home")
    assert second.code == 0, second.err
    assert "was there already" in second.out
    assert len(tickets(desk)) == 1
    exported = desk("audit", "export", "--engagement", "nova").out
    assert [json.loads(line)["facts"]["state"] for line in exported.splitlines()] == ["applied"]


def test_a_screen_that_asks_for_more_is_told_and_nothing_is_changed(desk, sheet):
    desk.sandbox.jira.site.wanted_at_creation = frozenset({"Story points"})
    before = configuration(desk)
    ran = desk(*NEW, sheet(), "--apply", "--home")
    assert ran.code == 1
    assert "Story points" in ran.err
    assert "by hand" in ran.err
    assert (configuration(desk), tickets(desk)) == (before, [])


def test_mistakes_in_the_sheet_end_the_command_all_at_once(desk, sheet):
    wrong = sheet(CSV.replace("work-item", "work-itme").replace("jon@nova.example", "jon"))
    ran = desk(*NEW, wrong, "--apply")
    assert (ran.code, ran.out) == (2, "")
    assert "order.csv:2:" in ran.err
    assert 'did you mean "work-item"?' in ran.err
    assert '"jon" is no e-mail address' in ran.err
    assert len(desk(*NEW, wrong, "--json").document["errors"]) == 2


def test_a_configuration_that_would_not_be_right_is_left_as_it_is(desk, sheet):
    """The client has another time zone in an engagement that is there already."""
    before = configuration(desk)
    ran = desk(*NEW, sheet(CSV.replace("Nova Insurance", "Lumen Studio")), "--apply")
    assert ran.code == 2
    assert "Nothing is changed." in ran.err
    assert "zone" in ran.err
    assert (configuration(desk), beside(desk)) == (before, [])


def test_the_same_sheet_twice_is_told_so(desk, sheet):
    assert desk(*NEW, sheet(), "--apply").code == 0
    ran = desk(*NEW, sheet(), "--apply")
    assert ran.code == 2
    assert "already" in ran.err


@pytest.mark.parametrize("more", [("--home",), ("--home", "--apply")])
def test_a_sheet_with_a_home_of_its_own_needs_no_other(desk, sheet, more):
    named = (
        CSV.replace("engagement,", "home,engagement,")
        .replace("nova,Nova", "NOV-7,nova,Nova")
        .replace("\n,,,", "\n,,,,")
    )
    ran = desk(*NEW, sheet(named), *more)
    assert ran.code == 2
    assert "NOV-7" in ran.err


def test_without_a_sheet_that_can_be_read(desk, tmp_path):
    assert desk(*NEW, str(tmp_path / "none.csv")).code == 2
