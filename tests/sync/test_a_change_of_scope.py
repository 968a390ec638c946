"""A change of scope: weighed, put to the client, and not begun before they agree."""

from dataclasses import replace

import pytest

from rules.model import Outcome
from sync.engagement import Mode
from tests.sync.desks import VISIBLE_NAME
from tests.sync.informed import inform, is_quiet, send_at_once, stories, text_of

TRACKERS = ("jira", "clickup")
RULE = "client-agrees-to-the-change"
STAGES = {
    "assigned": ("Assessed",),
    "in review": ("With Client",),
    "review": ("With Client",),
    "complete": ("Approved",),
    "in progress": ("In Progress",),
    "delivered": ("Done",),
    "to do": ("Requested",),
}
WEIGHED = {
    "Reason": "A new law.",
    "Impact on time": "The pilot starts a week later.",
    "Impact on budget": "1,400 euro more",
    "Impact on deliverables": "none",
    VISIBLE_NAME: "Consent before payment",
}


@pytest.fixture(params=["en", "de"])
def language(request):
    return request.param


@pytest.fixture
def change(house, desk, language):
    """A change that is weighed, judged by the pack we ship; clients hear at once."""
    house.lay_out_every_pack()
    for name in ("Impact on time", "Impact on budget", "Impact on deliverables", "Client approval"):
        desk.add_field(name)
    desk.add_type("Change Request")
    inform(
        house,
        desk,
        packs=(house.packs["change-control"],),
        language=language,
        mode=Mode.ENFORCE,
        stages=STAGES,
        home=None,
    )
    send_at_once(house)
    ticket = desk.create("Change", "assigned", kind="Change Request", **WEIGHED)
    house.sync()
    return ticket


WORDS = {
    "en": ("Consent before payment", "8 hours", "The pilot starts a week later.", "1,400 euro more", "approve"),
    "de": ("Consent before payment", "8 Stunden", "The pilot starts a week later.", "1,400 euro more", "Zustimmung"),
}


def failing(account):
    return {one.rule for subject in account.subjects for one in subject.verdict.with_outcome(Outcome.FAIL)}


def test_a_change_that_waits_for_the_client_is_put_to_them_once(house, desk, change, language):
    desk.move(change, "review")
    house.sync()
    (mail,) = house.mails
    said = text_of(mail)
    assert [one for one in WORDS[language] if one not in said] == []
    assert stories(house) == [("scope-change", "sent")]
    assert is_quiet(house)


def test_a_change_of_which_clients_may_not_see_enough_waits_and_says_so(house, desk, change):
    visible = house.engagements[0].client_visible
    house.set(client_visible=replace(visible, fields=("description",)))
    desk.move(change, "review")
    account = house.sync()
    (reason,) = (one.reason for one in account.refusals)
    assert "the client is not asked yet: clients do not see estimate, Impact on time" in reason
    assert "The client is to decide on this change" in " ".join(said.text for said in desk.ours(change))
    assert is_quiet(house)
    house.set(client_visible=visible)
    house.sync()
    assert stories(house) == [("scope-change", "sent")]


def test_work_on_a_change_nobody_agreed_to_is_held_until_the_yes_is_there(house, desk, change):
    desk.move(change, "review")
    house.sync()
    desk.move(change, "in progress")
    assert RULE in failing(house.sync())
    assert desk.status(change) == "blocked"
    desk.label(change, "client-approved")
    assert RULE not in failing(house.sync())
    assert desk.status(change) == "in progress"
    assert stories(house) == [("scope-change", "sent")]


def test_a_yes_in_the_approval_field_lets_work_begin(house, desk, change):
    desk.move(change, "review")
    house.sync()
    desk.fill(change, "Client approval", "Approved")
    desk.move(change, "in progress")
    assert RULE not in failing(house.sync())
    assert desk.status(change) == "in progress"
