"""Every request we make is one that ClickUp describes, and carries the credentials in the right form."""

import subprocess
import sys

import pytest
import responses

from connectors.clickup import ClickUp
from connectors.clickup.client import ClickUpClient
from connectors.http import TrackerSession
from connectors.sandbox.clickup.studio import FOLDER, RELAUNCH, SPACE
from sync.comment import MARKER, Headline, Run, StickyComment
from sync.engagement import Scope, ScopeKind
from sync.ports import Edit, Needs

SCOPES = (Scope(ScopeKind.LIST, RELAUNCH), Scope(ScopeKind.FOLDER, FOLDER), Scope(ScopeKind.SPACE, SPACE))


def test_every_request_is_one_that_clickup_describes(shared, studio, clickup, traffic):
    task = studio.act("eve").create(list=RELAUNCH, name="x", type="Deliverable", tags=("gate:attention",))
    for number in range(30):
        studio.act("fay").comment(task, f"talk {number}")
    needs = Needs({"Impact": None}, comments=True, children=True, attachments=True)
    since = studio.workspace.task(task).created
    for scope in SCOPES:
        assert [ticket.id for page in clickup.changed(scope, needs, since) for ticket in page] == [task]
        clickup.statuses(scope)
    comment = StickyComment((Headline("error", (Run(MARKER),)),))
    change = Edit(task, "x", ("gate:blocked",), ("gate:attention",), comment)
    first = clickup.edit(change)
    clickup.edit(Edit(task, "x", comment=comment, comment_id=first.comment_id))
    assert clickup.sticky_comment(task, MARKER).id == first.comment_id
    clickup.move(task, "x", "Blocked")
    field = studio.workspace.fields[2].id
    clickup._client.set_field(task, field, "A second supplier")
    assert clickup.ticket(task, Needs({"Mitigation": None})).fields == {"Mitigation": "A second supplier"}

    checker = shared / "conformance" / "check.py"
    judged = subprocess.run([sys.executable, checker, traffic], capture_output=True, text=True, check=False)
    assert judged.returncode == 0, judged.stdout
    assert " 0 violations" in judged.stdout


@pytest.mark.parametrize(
    ("token", "header"), [("pk_301_TEST", "pk_301_TEST"), ("301_oauth_test", "Bearer 301_oauth_test")]
)
@responses.activate
def test_a_personal_token_goes_bare_and_any_other_as_bearer(token, header):
    responses.get("https://clickup.example/api/v2/user", json={"user": {"id": 1}})
    with ClickUp("studio", "9001", token, url="https://clickup.example/") as tracker:
        tracker.identity()
    assert responses.calls[0].request.headers["Authorization"] == header


def test_another_address_replaces_every_one_the_package_brings():
    with TrackerSession("studio") as session:
        client = ClickUpClient("studio", "pk_1", session, "https://clickup.example")
    brought = [name for name, value in vars(type(client).__mro__[1]).items() if "https://" in str(value)]
    assert len(brought) > 10
    assert all(getattr(client, name).startswith("https://clickup.example/api/") for name in brought)


def test_without_an_address_the_public_one_serves():
    with TrackerSession("studio") as session:
        client = ClickUpClient("studio", "pk_1", session)
    assert client.BASE_URL == type(client).__mro__[1].BASE_URL
