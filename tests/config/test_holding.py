"""How tickets are held and how far rules go, as stageward.yaml says it."""

import pytest

from sync.engagement import HoldBy, Mode
from tests.config.conftest import MAIN

CLICKUP = MAIN.replace("source: acme-jira", "source: studio").replace("{project: APO}", "{list: 1}")


def loaded(configured, more, main=MAIN):
    return configured({"stageward.yaml": f"{main}    {more}\n"}).load()


def engagement(configured, more):
    found = loaded(configured, more)
    assert found.mistakes == ()
    return found.installation.engagements[0]


@pytest.mark.parametrize(
    ("told", "hold"),
    [
        ("{status: Blocked}", HoldBy(status="Blocked")),
        ("{flag: true}", HoldBy(flag=True)),
        ("{return: true}", HoldBy(back=True)),
        (
            "{status: Blocked, fills: {Resolution: Won't Do, Effort: 1.10}}",
            HoldBy(status="Blocked", fills={"Resolution": "Won't Do", "Effort": "1.10"}),
        ),
    ],
)
def test_every_way_to_hold_is_read(configured, told, hold):
    assert engagement(configured, f"hold: {told}").hold == hold


@pytest.mark.parametrize(
    ("told", "message"),
    [
        ("{fills: {Resolution: Done}}", "nothing is chosen here; choose one of: status, flag, return"),
        ("{flag: true, fills: {Resolution: Done}}", "a flag asks for no field; leave this out"),
        ("{status: Blocked, fill: {Resolution: Done}}", '"fill" is not a key here'),
    ],
)
def test_what_does_not_go_together_is_told(configured, told, message):
    (mistake,) = loaded(configured, f"hold: {told}").mistakes
    assert message in mistake.message


def test_fields_to_fill_are_of_no_use_in_clickup(configured):
    found = loaded(configured, "hold: {status: blocked, fills: {Resolution: Done}}", CLICKUP)
    (warning,) = found.warnings
    assert found.mistakes == ()
    assert warning.message.startswith("ClickUp asks for no field")


def test_modes_of_rules_are_read_whatever_their_case(configured):
    told = engagement(configured, "rules: {Has-A-Due-Date: advise}")
    assert told.rules == {"has-a-due-date": Mode.ADVISE}
    assert not told.observes_new


def test_rollout_lets_new_rules_be_observed(configured):
    assert engagement(configured, "rollout: observe").observes_new


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ("rollout: enforce", '"enforce" is not allowed; choose one of: observe'),
        ("rules: {has-a-due-date: off}", '"off" is not allowed; choose one of: observe, advise, enforce'),
        ("rules: {has-a-du-date: advise}", '"has-a-du-date"'),
        ("rules: {has-a-due-date: advise, Has-A-Due-Date: observe}", "are the same name"),
    ],
)
def test_a_mistake_in_how_far_rules_go_is_told(configured, more, message):
    (mistake,) = loaded(configured, more).mistakes
    assert message in mistake.message
