"""What the site tells about itself, and who may ask."""

import pytest
import requests


def test_wrong_credentials_are_refused_as_jira_does(sandbox):
    answer = requests.get(f"{sandbox.jira.url}/rest/api/3/myself", auth=(sandbox.jira.user, "wrong"), timeout=10)
    assert answer.status_code == 401
    assert answer.headers["X-Seraph-LoginReason"] == "AUTHENTICATED_FAILED"


def test_the_bot_learns_who_it_is_and_where(sandbox, jira):
    me = jira.get("/myself").json()
    assert (me["displayName"], me["timeZone"]) == ("Stageward", "Europe/Berlin")
    server = jira.get("/serverInfo").json()
    assert (server["deploymentType"], server["baseUrl"]) == ("Cloud", sandbox.jira.url)


def test_addresses_can_be_hidden(sandbox, jira):
    assert jira.get("/myself").json()["emailAddress"] == sandbox.jira.user
    sandbox.jira.switches.emails_visible = False
    assert "emailAddress" not in jira.get("/myself").json()


def test_each_type_tells_its_own_statuses(jira):
    by_type = {one["name"]: [s["name"] for s in one["statuses"]] for one in jira.get("/project/APO/statuses").json()}
    assert by_type["Risk"] == ["Open", "Closed"]
    assert {"In Review", "Complete", "Blocked"} <= set(by_type["Deliverable"])
    complete = next(one for one in jira.get("/status").json() if one["name"] == "Complete")
    assert complete["statusCategory"]["key"] == "indeterminate"


def test_fields_are_described_with_names_and_kinds(jira):
    by_name = {one["name"]: one for one in jira.get("/field").json()}
    assert by_name["Probability"]["id"] == "customfield_10040"
    assert by_name["Mitigation"]["schema"]["custom"].endswith(":textarea")
    assert by_name["Status"]["custom"] is False


def test_a_missing_project_is_named(jira):
    answer = jira.get("/project/NOPE")
    assert answer.status_code == 404
    assert answer.json()["errorMessages"] == ["No project could be found with key 'NOPE'."]


@pytest.mark.parametrize("admin", [True, False])
def test_permissions_are_told_for_those_asked_about(sandbox, jira, admin):
    sandbox.jira.switches.clients_are_admins = admin
    asked = {"permissions": "BROWSE_PROJECTS,ADMINISTER_PROJECTS", "projectKey": "APO"}
    told = jira.get("/mypermissions", params=asked).json()["permissions"]
    assert told["BROWSE_PROJECTS"]["havePermission"] is True
    assert told["ADMINISTER_PROJECTS"]["havePermission"] is admin
    assert jira.get("/mypermissions").status_code == 400
