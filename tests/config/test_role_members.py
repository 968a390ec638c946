"""Who may stand under roles: people, project roles of Jira, user groups of ClickUp."""

import pytest

from tests.config.conftest import MAIN

PEOPLE = "{project-manager: [ana@acme.example]}"
ON_CLICKUP = MAIN.replace("source: acme-jira", "source: studio").replace("{project: APO}", '{list: "1"}')
BY_QUERY = MAIN.replace("{project: APO}", "{jql: project = APO}")


def with_roles(roles, main=MAIN):
    return {"stageward.yaml": main.replace(PEOPLE, roles)}


@pytest.mark.parametrize(
    ("roles", "main", "people", "groups"),
    [
        (
            "{project-manager: [ana@acme.example, {project_role: Delivery Lead}]}",
            MAIN,
            ("ana@acme.example",),
            ("Delivery Lead",),
        ),
        ("{project-manager: [project_role: Delivery Lead]}", MAIN, (), ("Delivery Lead",)),
        ("{Project-Manager: {project_role: Delivery Lead}}", MAIN, (), ("Delivery Lead",)),
        ("{project-manager: [{group: leads}, gus@studio.example]}", ON_CLICKUP, ("gus@studio.example",), ("leads",)),
    ],
)
def test_people_and_groups_of_the_tracker_are_told_apart(configured, roles, main, people, groups):
    loaded = configured(with_roles(roles, main)).load()
    assert loaded.mistakes == ()
    (engagement,) = loaded.installation.engagements
    assert tuple(engagement.roles.values()) == (people,)
    assert engagement.groups == {"project-manager": groups}


@pytest.mark.parametrize(
    ("roles", "main", "message"),
    [
        (
            "{project-manager: [▲{project_rle: Lead}]}",
            MAIN,
            '"project-manager" names people, {project_role: NAME} on Jira, or {group: NAME} on ClickUp',
        ),
        ("{project-manager: [▲{group: leads}]}", MAIN, "jira has no group; write {project_role: leads}"),
        (
            "{project-manager: [▲{project_role: leads}]}",
            ON_CLICKUP,
            "clickup has no project_role; write {group: leads}",
        ),
        (
            "{project-manager: [▲{project_role: leads}]}",
            BY_QUERY,
            "a query belongs to no project, so it has no project roles; name people",
        ),
    ],
)
def test_what_the_tracker_does_not_have_is_refused(configured, places, roles, main, message):
    files = with_roles(roles, main)
    (mistake,) = configured(files).load().mistakes
    assert ((mistake.line, mistake.column), mistake.message) == (places(files["stageward.yaml"])[0], message)


def test_a_waiver_by_somebody_who_may_be_in_a_group_is_only_told(configured):
    waiver = (
        "rule: has-a-due-date, tickets: [APO-7], until: 2026-12-01, because: The client takes it., by: bo@acme.example"
    )
    files = with_roles("{project-manager: [project_role: Lead]}") | {"waivers.yaml": f"waivers: [{{{waiver}}}]\n"}
    loaded = configured(files).load()
    assert loaded.mistakes == ()
    assert [one.message for one in loaded.warnings] == [
        'whether "bo@acme.example" may waive this rule is not known here: a role is held by a group of the tracker'
    ]
