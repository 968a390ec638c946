"""Who gets a digest has an address: a role under `team`, or a person the file names."""

import pytest

from tests.config.test_warnings import BASE

TEAM = "team: {project-manager: pm@acme.example}\n"


def told(configured, text):
    loaded = configured({"stageward.yaml": BASE + text}).load()
    return [one.message for one in loaded.mistakes], [one.message for one in loaded.warnings]


@pytest.mark.parametrize("who", ["project-manager", "Project Manager", "ana@acme.example", "PM@acme.example"])
def test_a_role_with_an_address_and_a_person_of_the_team_are_right(configured, who):
    assert told(configured, TEAM + f"digest: {{{who}: daily}}\n") == ([], [])


def test_a_role_without_an_address_is_told_with_what_was_meant(configured):
    (warning,) = told(configured, TEAM + "digest: {project-manger: daily}\n")[1]
    assert warning == (
        '"project-manger" has no address under team; without one no digest is sent; choose one of: project-manager '
        '— did you mean "project-manager"?'
    )


def test_so_is_one_of_a_single_engagement(configured):
    warnings = told(configured, "    digest: {delivery-manager: weekly}\n" + TEAM)[1]
    assert warnings[0].startswith('"delivery-manager" has no address under team')


def test_an_address_the_file_does_not_know_is_a_mistake(configured):
    (mistake,) = told(configured, TEAM + "digest: {anna@acme.example: daily}\n")[0]
    assert mistake.startswith(
        '"anna@acme.example" is nobody\'s address in this file; name it under people, roles or team'
    )
    assert mistake.endswith('did you mean "ana@acme.example"?')
